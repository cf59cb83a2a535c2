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
