#!/usr/bin/env bash
# What ci/waybill.gitlab-ci.yml runs: a JUnit file for the test tab, and in a merge request what the change weakens.
set -euo pipefail
source "$(dirname "$0")/waybill.sh"

lines "${WAYBILL_PATHS:-.}"
paths=("${line[@]}")
status=0
waybill check --format junit -- "${paths[@]}" >waybill.xml || status=$?
if [ "$status" -gt 1 ]; then exit "$status"; fi
waybill check --quiet -- "${paths[@]}" || [ $? -eq 1 ]

if [ -n "${CI_MERGE_REQUEST_DIFF_BASE_SHA:-}" ]; then
  changed=0
  compare "$CI_MERGE_REQUEST_DIFF_BASE_SHA" "${WAYBILL_FAIL_ON:-breaking}" waybill.md "${paths[@]}" || changed=$?
  cat waybill.md
  if [ "$changed" -gt "$status" ]; then status=$changed; fi
fi
exit "$status"
