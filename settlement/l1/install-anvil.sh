#!/usr/bin/env bash
# install-anvil.sh DIR: installs anvil, Foundry's Ethereum node for tests, from npm.
set -euo pipefail

version=1.7.1
dir=${1:?usage: install-anvil.sh DIR}
stamp="$dir/.installed-$version"
if [ -e "$stamp" ]; then
	exit 0
fi
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
echo '{"private": true}' >package.json
npm install --no-package-lock --no-audit --no-fund --loglevel=error "@foundry-rs/anvil@$version"
# npm's anvil is a script that starts the program; the program itself can be ended.
ln -s node_modules/@foundry-rs/anvil-*/bin/anvil anvil
touch ".installed-$version"
