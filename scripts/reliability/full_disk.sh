#!/usr/bin/env bash
# Runs on disks that are too small, makes room, and runs again: a clear error first, then the same bytes as elsewhere.
set -euo pipefail
cd "$(dirname "$0")/../.."
sizes=("${@:-}")
[ -n "${sizes[0]}" ] || sizes=(1 2 4 8 12 16)
tuyin="${CARGO_TARGET_DIR:-target}/release/tuyin"
folder=$(mktemp -d)
disk="$folder/disk"
mkdir "$disk"
trap 'umount "$disk" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 scripts/reliability/articles.py 1000 >"$folder/news.jsonl"
checksums() { (cd "$1" && find . -type f ! -path './.tuyin/*' ! -name report.json -print0 | sort -z | xargs -0 sha256sum | sha256sum); }
"$tuyin" --quiet digest "$folder/news.jsonl" -o "$folder/straight"
expected=$(checksums "$folder/straight")

for size in "${sizes[@]}"; do
  mount -t tmpfs -o size="${size}m" tmpfs "$disk"
  code=0
  "$tuyin" --quiet digest "$folder/news.jsonl" -o "$disk/out" 2>"$folder/error" || code=$?
  echo "$size MB: exit $code, $(head -1 "$folder/error")"
  [ "$code" = 3 ]
  grep -qE 'No space left|is full|disk I.O error' "$folder/error"
  mount -o remount,size=200m "$disk"
  "$tuyin" --quiet digest "$folder/news.jsonl" -o "$disk/out"
  [ "$(checksums "$disk/out")" = "$expected" ]
  umount "$disk"
done
echo "every run on a full disk ended with 3 and went on when there was room"
