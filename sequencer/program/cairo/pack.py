"""Packs a compiled program: keeps of its debug information what error messages
are made of, names source files without their folders' place on this machine, and
compresses it. pack.py COMPILED OUT ROOT LIBRARY: files under ROOT and LIBRARY are
named from there."""
import gzip
import json
import os
import sys

compiled, out, *roots = sys.argv[1:]
roots = [os.path.realpath(r) + os.sep for r in roots]


def locate(location):
    name = location["input_file"]["filename"]
    if not name.startswith("<"):
        name = os.path.realpath(name)
    for root in roots:
        if name.startswith(root):
            location["input_file"] = {"filename": name[len(root):]}
    if location.get("parent_location"):
        locate(location["parent_location"][0])


with open(compiled) as f:
    program = json.load(f)
for instruction in program["debug_info"]["instruction_locations"].values():
    instruction["flow_tracking_data"]["reference_ids"] = {}
    locate(instruction["inst"])
    for hint in instruction["hints"]:
        if hint:
            locate(hint["location"])
text = json.dumps(program, separators=(",", ":"), sort_keys=True)
with open(out, "wb") as f, gzip.GzipFile("", "wb", 9, f, 0) as z:
    z.write(text.encode())
