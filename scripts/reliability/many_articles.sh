#!/usr/bin/env bash
# A long run: time, memory, sizes.
set -euo pipefail
cd "$(dirname "$0")/../.."
articles="${1:-100000}"
tuyin="${CARGO_TARGET_DIR:-target}/release/tuyin"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 scripts/reliability/articles.py "$articles" >"$folder/news.jsonl"
echo "input: $(du -h "$folder/news.jsonl" | cut -f1), $(nproc) cores"
for run in first again; do
  /usr/bin/time -f "$run: %e s, %M KB at most" "$tuyin" --quiet digest "$folder/news.jsonl" -o "$folder/out"
done
du -sh "$folder"/out/{articles,pages,digests.jsonl,.tuyin,digest.html} | sed "s,$folder/out/,,"
