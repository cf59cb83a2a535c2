# The command that a pipeline runs: the project's own Waybill where it has one, else the one that these scripts lie beside.
# Sourced. `waybill` is then a function.
set -euo pipefail

waybill_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ -x node_modules/.bin/waybill ]; then
  waybill() { node_modules/.bin/waybill "$@"; }
else
  if [ ! -f "$waybill_home/dist/cli/waybill.js" ]; then
    (cd "$waybill_home" && npm ci --no-audit --no-fund --silent && node tools/build.mjs) >&2
  fi
  waybill() { node "$waybill_home/dist/cli/waybill.js" "$@"; }
fi

# lines TEXT: its lines that are not empty, as the array `line`.
lines() {
  local each
  line=()
  while IFS= read -r each; do
    each=${each%$'\r'}
    if [ -n "$each" ]; then line+=("$each"); fi
  done <<<"$1"
}

# compare REVISION FAIL_ON FILE PATHS…: what the change does and what check finds, as Markdown. Answers 1 where a change fails.
compare() {
  local revision=$1 fail_on=$2 file=$3 changed=0 found=0
  shift 3
  local fails=(--fail-on "$fail_on")
  if [ "$fail_on" = none ]; then fails=(--fail-on breaking); fi
  waybill diff --against "$revision" "${fails[@]}" --format markdown -- "$@" >"$file" || changed=$?
  if [ "$changed" -gt 1 ]; then return "$changed"; fi
  waybill check --format markdown -- "$@" >"$file.check" || found=$?
  if [ "$found" -gt 1 ]; then return "$found"; fi
  if [ "$found" -eq 0 ]; then
    printf '\n<details><summary>What check finds</summary>\n\n' >>"$file"
  else
    printf '\n### What check finds\n\n' >>"$file"
  fi
  cat "$file.check" >>"$file"
  if [ "$found" -eq 0 ]; then printf '\n</details>\n' >>"$file"; fi
  rm "$file.check"
  if [ "$fail_on" = none ]; then return 0; fi
  return "$changed"
}
