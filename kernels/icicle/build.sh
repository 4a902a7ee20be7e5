#!/usr/bin/env bash
# Builds icicle's library for the Stark field, with its backend for the processor, out
# of a checkout that the user has: build.sh CHECKOUT OUT. Then it prints the variables
# that `go build -tags icicle` needs.
set -euo pipefail
if [ ! -f "${1:-}/icicle/CMakeLists.txt" ]; then
	echo "give the folder of a checkout of github.com/ingonyama-zk/icicle, version 3: make icicle ICICLE=DIR" >&2
	exit 2
fi
source=$(cd "$1" && pwd)/icicle
mkdir -p "$2"
out=$(cd "$2" && pwd)
cmake -S "$source" -B "$out" -DCMAKE_BUILD_TYPE=Release -DFIELD=stark252 -DDISABLE_ALL_FEATURES=ON -DNTT=ON \
	${TASKFLOW:+-DFETCHCONTENT_SOURCE_DIR_TASKFLOW="$TASKFLOW"} >&2
cmake --build "$out" --parallel --target icicle_field icicle_device >&2
cat <<VARIABLES
export CGO_CXXFLAGS='-O2 -std=gnu++17 -I$source/include -DFIELD=stark252 -DFIELD_ID=1002 -DICICLE_FFI_PREFIX=stark252 -DNTT=ON'
export CGO_LDFLAGS='-L$out -licicle_field_stark252 -licicle_device -Wl,-rpath,$out'
VARIABLES
