#!/usr/bin/env bash
# emulator.sh OUT [FLAG...]: compiles all kernels and emu/*.cpp with the host's C++
# compiler into the library OUT, which programs built with the tag "emu" open
# instead of the CUDA driver. FLAGs go to the compiler, such as
# -fsanitize=address.
set -euo pipefail

mkdir -p "$(dirname "${1:?usage: emulator.sh OUT [FLAG...]}")"
out=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
objects="$out.objects"
mkdir -p "$objects"

flags=(-std=c++17 -O2 -g1 -fPIC -pthread -fvisibility=hidden -fno-strict-aliasing -Wall -Wno-unknown-pragmas -Wno-unused-function -Wno-subobject-linkage "$@")
stamp=$(printf '%s\n' "${CXX:-g++}" "${flags[@]}" | cat - emu/*.h src/*.cuh | sha256sum | cut -c1-16)

# An object is made anew if its source, a header or a flag has changed.
compile() {
	local source=$1 object=$2
	local want
	want="$stamp $(sha256sum <"$source")"
	if [ -e "$object" ] && [ "$(cat "$object.made" 2>/dev/null)" = "$want" ]; then return; fi
	"${CXX:-g++}" "${flags[@]}" -x c++ -c -o "$object" "$source"
	printf '%s\n' "$want" >"$object.made"
}

failed=0
made=()
for source in emu/*.cpp src/*.cu; do
	object="$objects/$(basename "$source").o"
	made+=("$object")
	while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n || failed=1; done
	compile "$source" "$object" &
done
for job in $(jobs -p); do wait "$job" || failed=1; done
[ $failed = 0 ]
"${CXX:-g++}" "${flags[@]}" -shared -o "$out.new" "${made[@]}"
mv "$out.new" "$out"
