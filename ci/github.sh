#!/usr/bin/env bash
# What action.yml runs. Everything it is told comes in variables: nothing of a workflow is pasted into this text.
set -euo pipefail
source "$(dirname "$0")/waybill.sh"

case ${WAYBILL_FAIL_ON:=breaking} in
weakened | breaking | risky | none) ;;
*)
  echo "::error title=Waybill::fail-on is weakened, breaking, risky or none"
  exit 2
  ;;
esac

folder=${RUNNER_TEMP:-$(mktemp -d)}
lines "${WAYBILL_PATHS:-.}"
paths=("${line[@]}")
strict=
if [ "${WAYBILL_STRICT:-}" = true ]; then strict=--strict; fi

# 1 is for what was found; more is a call that is wrong or a defect, and nothing after it would mean anything.
status=0
waybill check ${strict:+"$strict"} --format github -- "${paths[@]}" || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi

if [ "${WAYBILL_SARIF:-}" = true ]; then
  waybill check --format sarif -- "${paths[@]}" >"$folder/waybill.sarif" || [ $? -eq 1 ]
  echo "sarif=$folder/waybill.sarif" >>"$GITHUB_OUTPUT"
fi

# The base of a pull request is seldom part of a shallow checkout.
against=${WAYBILL_AGAINST:-}
if [ -z "$against" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  against=origin/$GITHUB_BASE_REF
  if ! git fetch --quiet --no-tags --depth=1 origin "+refs/heads/$GITHUB_BASE_REF:refs/remotes/$against"; then
    echo "::warning title=Waybill::the base $GITHUB_BASE_REF cannot be fetched, so that nothing was compared with it"
    against=
  fi
fi
if [ -z "$against" ]; then exit "$status"; fi

changed=0
compare "$against" "$WAYBILL_FAIL_ON" "$folder/waybill.md" "${paths[@]}" || changed=$?
if [ "$changed" -gt 1 ]; then exit "$changed"; fi
waybill diff --against "$against" --format github -- "${paths[@]}" || [ $? -eq 1 ]
echo "changes=$folder/waybill.md" >>"$GITHUB_OUTPUT"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$folder/waybill.md" >>"$GITHUB_STEP_SUMMARY"; fi

if [ "${WAYBILL_COMMENT:-}" = true ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  node "$waybill_home/ci/comment.mjs" "$folder/waybill.md"
fi

exit $((status > changed ? status : changed))
