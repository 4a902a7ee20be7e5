#!/usr/bin/env bash
# Measures this commit beside the one before it, as information: always exits 0. The
# two take turns, so that what else the machine does meets both.
set -uo pipefail
cd "$(dirname "$0")/.."

contests='^(proof/|felt/|hash/keccak256$|ntt/2.14|merkle/keccak|constraints/|fri/)'
folder=build/against-previous
leave() {
	echo "no comparison with the commit before: $1"
	exit 0
}

rm -rf "$folder"
mkdir -p "$folder"/{this,previous} || leave "no folder for it"
git rev-parse --quiet --verify 'HEAD~1^{commit}' >/dev/null || leave "it is not here"
go build -o "$folder/quarry-this" ./cmd/quarry || leave "this one does not build"
git worktree prune
git worktree add --quiet --force --detach "$folder/source" HEAD~1 || leave "it can't be checked out"
trap 'git worktree remove --force "$folder/source"' EXIT
(cd "$folder/source" && go build -o ../quarry-previous ./cmd/quarry) || leave "it does not build"
turn=0
for which in previous this this previous previous this; do
	turn=$((turn + 1))
	timeout -k 10 60 "$folder/quarry-$which" bench --quick --rounds=2 --only "$contests" --backend "${BACKEND:-avx2}" \
		--json "$folder/$which/$turn.json" >/dev/null || echo "$which: something has no time"
done
"$folder/quarry-this" bench compare "$folder/previous" "$folder/this" || leave "the reports don't compare"
