#!/usr/bin/env bash
# gate.sh CUDA FATBINS: fails if a compiled kernel spills registers, has local
# memory or a stack, or needs more registers or instructions than ceilings.txt
# allows it; also if a kernel is missing there. Fewer registers mean more threads
# on a multiprocessor at a time, fewer instructions that loops stay in its cache:
# raise a ceiling only for a reason.
set -euo pipefail
here=$(dirname "$0")
"$here/report.sh" "$1" "$2" | awk -v ceilings="$here/ceilings.txt" '
	BEGIN {
		while ((getline line < ceilings) > 0) {
			if (line ~ /^#/ || split(line, f, " ") < 3) continue
			registers[f[1]] = f[2]; instructions[f[1]] = f[3]
		}
	}
	function bad(what) { print "kernel " $2 " of " $1 ": " what; failed = 1 }
	{
		seen[$2] = 1
		if (!($2 in registers)) { bad("not in ceilings.txt; it has " $3 " registers and " $6 " instructions"); next }
		if ($3 > registers[$2]) bad($3 " registers, the ceiling is " registers[$2])
		if ($6 > instructions[$2]) bad($6 " instructions, the ceiling is " instructions[$2])
		if ($4 > 0) bad($4 " bytes of stack")
		if ($5 > 0) bad($5 " bytes of local memory")
		if ($8 > 0) bad($8 " instructions on local memory: registers are spilled")
	}
	END {
		for (k in registers) if (!(k in seen)) { print "ceilings.txt has a kernel " k " that does not exist"; failed = 1 }
		exit failed
	}'
