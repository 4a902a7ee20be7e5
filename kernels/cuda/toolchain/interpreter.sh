#!/usr/bin/env bash
# interpreter.sh OUT: compiles ptx/*.cpp with the host's C++ compiler into the
# library OUT, which programs built with the tag "emu" can open instead of the CUDA
# driver. It reads the modules that compile.sh left in the folder fatbin beside it.
set -euo pipefail
mkdir -p "$(dirname "${1:?usage: interpreter.sh OUT}")"
out=$(realpath "$1")
cd "$(dirname "$0")/.."
"${CXX:-g++}" -std=c++17 -O2 -g1 -fPIC -pthread -fvisibility=hidden -Wall -shared -o "$out" ptx/*.cpp emu/device.cpp
