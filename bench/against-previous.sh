#!/usr/bin/env bash
# Measures this commit beside the one before it, as information: always exits 0
# unless this commit itself can't be measured.
set -euo pipefail
cd "$(dirname "$0")/.."

contests='proof/|throughput/|felt/|ntt/|merkle/|constraints/'
folder=build/against-previous
rm -rf "$folder"
mkdir -p "$folder"
go build -o "$folder/this" ./cmd/quarry

if ! git rev-parse --quiet --verify 'HEAD~1^{commit}' >/dev/null; then
	echo "no commit before this one is here to compare with"
	exit 0
fi
git worktree prune
git worktree add --quiet --force --detach "$folder/source" HEAD~1
trap 'git worktree remove --force "$folder/source"' EXIT
if ! (cd "$folder/source" && go build -o ../previous ./cmd/quarry); then
	echo "the commit before this one does not build"
	exit 0
fi
for which in previous this; do
	"$folder/$which" bench --quick --backend avx2 --backend go --only "$contests" --json "$folder/$which.json" >/dev/null ||
		echo "$which: something has no time"
done
"$folder/this" bench compare "$folder/previous.json" "$folder/this.json" || echo "no comparison"
