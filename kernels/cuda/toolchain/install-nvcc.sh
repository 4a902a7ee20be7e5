#!/usr/bin/env bash
# install-nvcc.sh DIR: installs a CUDA 13.0 compiler into DIR, from Python wheels:
# nvcc with ptxas, fatbinary, cuobjdump and nvdisasm. No GPU, no root and no CUDA
# toolkit needed, but python3 with pip, and a host compiler that nvcc supports
# (gcc up to 15). 106 MB are downloaded.
#
# Versions are fixed here and nowhere else: what they compile is committed, bit
# for bit. 13.0 is what a driver of CUDA 13.0 loads; it would refuse newer PTX.
set -euo pipefail

dir=${1:?usage: install-nvcc.sh DIR}
stamp="$dir/.installed-13.0.88"
if [ -e "$stamp" ]; then
	exit 0
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cat >"$tmp/requirements" <<'END'
nvidia-cuda-nvcc==13.0.88
nvidia-nvvm==13.0.88
nvidia-cuda-crt==13.0.88
nvidia-cuda-runtime==13.0.96
nvidia-cuda-cuobjdump==13.2.86
nvidia-cuda-nvdisasm==13.2.86
END
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
	-d "$tmp/wheels" -r "$tmp/requirements"
for wheel in "$tmp"/wheels/*.whl; do
	python3 -m zipfile -e "$wheel" "$tmp/unpacked"
done

root="$tmp/unpacked/nvidia/cu13"
chmod a+rx "$root"/bin/* "$root"/nvvm/bin/*
ln -s lib "$root/lib64" # where nvcc.profile looks
# Libraries for programs that compile or link at run time: 62 MB of no use here.
rm -f "$root"/lib/libnvvm.so.* "$root"/lib/libcudart.so.*

rm -rf "$dir"
mkdir -p "$(dirname "$dir")"
mv "$root" "$dir"
touch "$stamp"
"$dir/bin/nvcc" --version | tail -1
