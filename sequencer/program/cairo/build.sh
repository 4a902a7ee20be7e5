#!/usr/bin/env bash
# Compiles the block program: build.sh VENV OUT. VENV is a Python environment
# that has cairo-lang, or gets it.
set -euo pipefail
venv=$(realpath -m "$1")
out=$(realpath -m "$2")
here=$(cd "$(dirname "$0")" && pwd)
if [ ! -x "$venv/bin/cairo-compile" ]; then
	${PYTHON:-python3} -m venv "$venv"
	"$venv/bin/pip" install --quiet 'cairo-lang==0.14.0.1' 'setuptools<81'
fi
library=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
# What the runner needs from Python 3.11 on, where this default must be a factory.
sed -i 's/field(default=CpuInstanceDef())/field(default_factory=CpuInstanceDef)/' "$library/starkware/cairo/lang/instances.py"
mkdir -p "$(dirname "$out")"
"$venv/bin/cairo-compile" --proof_mode --cairo_path "$here" "$here/block.cairo" --output "$out.json"
"$venv/bin/python" "$here/pack.py" "$out.json" "$out" "$(dirname "$(dirname "$(dirname "$here")")")" "$library"
rm "$out.json"
