#!/usr/bin/env bash
# compile.sh CUDA OUT: compiles each kernels/cuda/src/*.cu with the nvcc in CUDA to
# OUT/NAME.fatbin (machine code for the architectures below, and PTX for newer
# ones) and OUT/NAME.ptx, with the compiler's report in OUT/NAME.log. The same
# sources make the same bytes on any machine.
set -euo pipefail

cuda=$(realpath "${1:?usage: compile.sh CUDA OUT}")
mkdir -p "${2:?usage: compile.sh CUDA OUT}"
out=$(realpath "$2")
cd "$(dirname "$0")/../src"

flags=(-std=c++17 -O3 -Xptxas -v -Xfatbin -compress-all)
codes=(-gencode arch=compute_80,code=sm_80 -gencode arch=compute_90,code=sm_90 -gencode arch=compute_90,code=compute_90)

compile() {
	local name=$1
	"$cuda/bin/nvcc" "${flags[@]}" "${codes[@]}" -fatbin -o "$out/$name.fatbin" "$name.cu" >"$out/$name.log" 2>&1 ||
		{ cat "$out/$name.log"; return 1; }
	"$cuda/bin/nvcc" -std=c++17 -O3 -arch=compute_90 -ptx -o "$out/$name.ptx" "$name.cu"
}
export -f compile
export cuda out flags codes

failed=0
for source in *.cu; do
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || failed=1; done
	compile "${source%.cu}" &
done
for job in $(jobs -p); do wait "$job" || failed=1; done
exit $failed
