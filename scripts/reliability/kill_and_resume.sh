#!/usr/bin/env bash
# Kills a run again and again at random moments; each is run once more and must end as an undisturbed run does.
set -euo pipefail
cd "$(dirname "$0")/../.."
kills="${1:-200}" articles="${2:-2000}"
tuyin="${CARGO_TARGET_DIR:-target}/release/tuyin"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 scripts/reliability/articles.py "$articles" >"$folder/news.jsonl"

# All files but the ledger, which remembers, and the report, whose `run` block holds times.
checksums() { (cd "$1" && find . -type f ! -path './.tuyin/*' ! -name report.json -print0 | sort -z | xargs -0 sha256sum | sha256sum); }

started=$(date +%s%N)
"$tuyin" --quiet digest "$folder/news.jsonl" -o "$folder/straight"
took=$((($(date +%s%N) - started) / 1000000))
expected=$(checksums "$folder/straight")
echo "$articles articles take $took ms undisturbed"

killed=0 late=0
for kill in $(seq "$kills"); do
  rm -rf "$folder/out"
  "$tuyin" --quiet digest "$folder/news.jsonl" -o "$folder/out" &
  run=$!
  python3 -c "import random, time; time.sleep(random.Random($kill).random() * $took / 1000)"
  kill -KILL "$run" 2>/dev/null || true
  # A run that had ended takes the signal too; only its exit status tells.
  code=0
  wait "$run" 2>/dev/null || code=$?
  if [ "$code" = 137 ]; then killed=$((killed + 1)); else late=$((late + 1)); fi
  "$tuyin" --quiet digest "$folder/news.jsonl" -o "$folder/out"
  if [ "$(checksums "$folder/out")" != "$expected" ]; then
    echo "kill $kill left another output"
    diff -rq "$folder/straight" "$folder/out" | head
    exit 1
  fi
done
echo "$killed runs killed, $late had ended before; all resumed to the same bytes"
