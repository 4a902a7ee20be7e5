#!/usr/bin/env bash
# report.sh CUDA FATBINS: a line for each kernel in the folder FATBINS, of its
# machine code for sm_90: module, kernel, registers, bytes of stack, bytes of local
# memory, instructions, of these multiplications (32×32 bits to 64), loads and
# stores of local memory.
set -euo pipefail
cuda=${1:?usage: report.sh CUDA FATBINS}
for fatbin in "${2:?usage: report.sh CUDA FATBINS}"/*.fatbin; do
	module=$(basename "$fatbin" .fatbin)
	{
		"$cuda/bin/cuobjdump" -arch sm_90 -res-usage "$fatbin" 2>&1
		"$cuda/bin/cuobjdump" -arch sm_90 -sass "$fatbin"
	} | awk -v module="$module" '
		/^ Function [^:]*:$/ { kernel = $2; sub(":", "", kernel) }
		/REG:/ {
			for (i = 1; i <= NF; i++) { split($i, pair, ":"); value[pair[1]] = pair[2] }
			registers[kernel] = value["REG"]; stack[kernel] = value["STACK"]; space[kernel] = value["LOCAL"]
		}
		/^\t\tFunction : / { kernel = $3 }
		/^ *\/\*[0-9a-f]+\*\/ / && !/ NOP ;/ {
			count[kernel]++
			if (/ IMAD\.WIDE/) wide[kernel]++
			if (/ (LDL|STL)/) spills[kernel]++
		}
		END {
			for (k in registers)
				print module, k, registers[k], stack[k], space[k], count[k] + 0, wide[k] + 0, spills[k] + 0
		}'
done | LC_ALL=C sort
