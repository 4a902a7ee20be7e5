#!/usr/bin/env bash
# Sends a running service requests made from its own OpenAPI description, valid
# and invalid ones, and looks whether it fails, answers in a form that it does
# not describe, or leaks goroutines, files or memory. It needs Python for
# schemathesis, which it installs below build/.
set -euo pipefail
cd "$(dirname "$0")/.."
quarry=build/quarry
venv=build/schemathesis
seconds=${SECONDS_OF_FUZZING:-300}
[ -x "$venv/bin/schemathesis" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install -q schemathesis==4.32.5; }

work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null && wait "$server" || true; rm -rf "$work"' EXIT
key=$("$quarry" keys add --data "$work/data" --name fuzz --scopes admin | grep -m1 '^qk_')
port=$((20000 + RANDOM % 20000))
"$quarry" serve --listen "127.0.0.1:$port" --admin-listen "127.0.0.1:$((port + 1))" --data "$work/data" \
	--no-prove --rate 0 --log-format json 2>"$work/log" >"$work/out" &
server=$!
for _ in $(seq 100); do
	curl -fs "http://127.0.0.1:$port/readyz" >/dev/null && break
	sleep 0.2
done

gauge() { curl -fs "http://127.0.0.1:$((port + 1))/metrics" | awk -v name="$1" '$1 == name { printf "%d\n", $2 }'; }
# The first requests fill caches.
curl -fs "http://127.0.0.1:$port/docs" >/dev/null
goroutines=$(gauge go_goroutines) files=$(gauge process_open_fds)

# What the schema can't say (that an upload must exist, that options must not be
# given twice) makes schemathesis think that valid requests are refused. Streams
# of events don't end by themselves.
"$venv/bin/schemathesis" run "http://127.0.0.1:$port/openapi.json" -H "Authorization: Bearer $key" \
	--exclude-path-regex 'events$' --exclude-checks positive_data_acceptance --warnings off --continue-on-failure \
	--request-timeout 30 --max-time "$seconds" --no-color "$@" | tee "$work/report" || failed=1
# Of some files that it makes up, its own generator fails; that says nothing of the
# server.
if [ -n "${failed:-}" ] && grep -q "Unsupported type: 'Binary'" "$work/report" && ! grep -qE '^=+ FAILURES|[1-9][0-9]* failed' "$work/report" &&
	grep -qE '^ *.* Runtime Error: 1$' "$work/report"; then
	echo "schemathesis failed at making a request; all that it sent passed"
	failed=
fi

sleep 3
echo "goroutines $goroutines before, $(gauge go_goroutines) after; files $files before, $(gauge process_open_fds) after; $(gauge process_resident_memory_bytes) bytes"
if grep -E '"status":5|"msg":"panic"' "$work/log"; then
	echo "the server failed" >&2
	failed=1
fi
if [ "$(gauge go_goroutines)" -gt $((goroutines + 10)) ] || [ "$(gauge process_open_fds)" -gt $((files + 5)) ]; then
	echo "the server leaks" >&2
	failed=1
fi
if [ -n "$(ls -A "$work/data/spool")" ]; then
	echo "files are left over" >&2
	failed=1
fi
exit "${failed:-0}"
