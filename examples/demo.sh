#!/bin/sh
# Proves a real Cairo run, the Fibonacci program of the second reference case
# (layout small, 512 steps, run by cairo-lang), verifies the proof, and shows
# that with Stone's parameters the proof is Stone's own, byte for byte.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
quarry=$root/build/quarry
case=$root/testdata/reference/s02_small_e2e_fibonacci
mkdir -p "$root/build/demo"
cd "$root/build/demo"
for f in "$case"/*; do
	case $f in
	*.gz) gzip -dc "$f" >"$(basename "$f" .gz)" ;;
	*) cp "$f" . ;;
	esac
done
mv proof.json stone_proof.json

prove() { # parameter file, proof file
	"$quarry" prove --parameter_file="$1" --out_file="$2" --generate_annotations \
		--prover_config_file=cpu_air_prover_config.json \
		--public_input_file=public_input.json --private_input_file=private_input.json
}

echo "== What is to be proved"
"$quarry" inspect public_input.json

echo
echo "== Parameters worth 80 proven bits"
"$quarry" params --public_input_file=public_input.json >params.json

echo
echo "== Proving"
prove params.json proof.json
hash=$("$quarry" inspect program.json | sed -n 's/^hash *\(0x[0-9a-f]*\).*/\1/p')

echo "== Verifying: demands that this very program ran ($hash)"
"$quarry" verify proof.json --program_hash="$hash"

echo
echo "== Proving with Stone's parameters, and comparing with Stone's own proof file"
prove cpu_air_params.json as_stone.json
# The version block, the last six lines, names who made a proof.
tail -c 300 as_stone.json | grep -q '"statement_name" : "quarry"'
sed '/^\t"version" : $/,$d' as_stone.json >quarry.cut
sed '/^\t"version" : $/,$d' stone_proof.json >stone.cut
cmp quarry.cut stone.cut
echo "The same, to the byte: $(wc -c <quarry.cut) bytes, annotations included."
