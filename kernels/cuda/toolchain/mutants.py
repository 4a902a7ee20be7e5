#!/usr/bin/env python3
"""mutants.py LIBRARY PTX TEST [COUNT]: how much the tests of felts see.

Changes one instruction of the kernels in PTX/felt_check.ptx at a time, at random
but the same on each run, lets the test binary TEST run on the interpreter LIBRARY,
and lists the changes that it does not notice. Of these it fails for all but the
additions of carries that are always zero: see fp_product.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

library, ptx, test = (os.path.abspath(p) for p in sys.argv[1:4])
count = int(sys.argv[4]) if len(sys.argv) > 4 else 80


def change(line):
    """An instruction that does something else."""
    rules = [
        (r"addc\.cc", ["add.cc", "addc"]),
        (r"addc\.u32", ["add.u32"]),
        (r"subc\.cc", ["sub.cc", "subc"]),
        (r"subc\.u32", ["sub.u32"]),
        (r"madc\.lo", ["mad.lo", "madc.hi"]),
        (r"madc\.hi", ["mad.hi", "madc.lo"]),
        (r"mad\.lo\.cc", ["mad.lo"]),
        (r"mul\.lo\.u32", ["mul.hi.u32"]),
        (r"mul\.hi\.u32", ["mul.lo.u32"]),
        (r"add\.cc", ["add"]),
        (r"sub\.cc", ["sub"]),
        (r"shr\.s32", ["shr.u32"]),
        (r"and\.b32", ["or.b32"]),
    ]
    for pattern, others in rules:
        if re.search(r"\b" + pattern, line):
            return re.sub(pattern, random.choice(others), line)
    if re.search(r"\b(shf|shl|shr)\.", line):
        return re.sub(r"(\d+);", lambda m: str(int(m.group(1)) + 1) + ";", line)
    return line


def harmless(line, changed):
    """Whether only a carry is lost that is always zero, since nothing was added before."""
    return re.search(r"\baddc\.u32\s+%r\d+, (%r\d+), \1;", line) is not None


random.seed(1)
with open(os.path.join(ptx, "felt_check.ptx")) as f:
    source = f.read().split("\n")
kernel, candidates = "", []
for number, line in enumerate(source):
    entry = re.search(r"\.entry (\w+)", line)
    if entry:
        kernel = entry.group(1)
    if kernel != "felt_inverse" and change(line) != line:
        candidates.append(number)

unseen = 0
with tempfile.TemporaryDirectory() as folder:
    shutil.copy(library, folder)
    shutil.copytree(ptx, os.path.join(folder, "fatbin"))
    env = dict(os.environ, QUARRY_EMULATOR=os.path.join(folder, os.path.basename(library)), REQUIRE_CUDA="1")
    command = [test, "-test.run", "TestFelts/(mul|dot|add|sub)$"]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    for _ in range(count):
        number = random.choice(candidates)
        changed = change(source[number])
        with open(os.path.join(folder, "fatbin", "felt_check.ptx"), "w") as f:
            f.write("\n".join(source[:number] + [changed] + source[number + 1 :]))
        seen = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, timeout=300).returncode != 0
        if not seen:
            note = " (no carry can occur)" if harmless(source[number], changed) else ""
            unseen += note == ""
            print(f"line {number + 1}: {source[number].strip()} → {changed.strip()}{note}")
print(f"{count} changes, {unseen} unseen that matter")
sys.exit(unseen > 0)
