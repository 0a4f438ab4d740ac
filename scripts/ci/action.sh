#!/usr/bin/env bash
# The audit step of action.yml. Everything comes by environment; nothing of it is evaluated.
set -euo pipefail

out="${RUNNER_TEMP:-$(mktemp -d)}/nhi-audit"
mkdir -p "$out"
read -r -a targets <<<"${NHI_AUDIT_INPUTS:-.}"

options=(--quiet --fail-on "${NHI_AUDIT_FAIL_ON:-high}")
[ -n "${NHI_AUDIT_BASELINE:-}" ] && options+=(--baseline "$NHI_AUDIT_BASELINE")
[ -n "${NHI_AUDIT_CONFIG:-}" ] && options+=(--config "$NHI_AUDIT_CONFIG")
[ "${NHI_AUDIT_NEW_ONLY:-false}" = true ] && options+=(--new-only)
[ "${NHI_AUDIT_PREVIEW:-false}" = true ] && options+=(--preview)
[ "${NHI_AUDIT_ANNOTATIONS:-false}" = true ] && options+=(--output "github=$out/annotations.txt")

# NHI_AUDIT_BIN stands in for the published package where the action is tested.
if [ -n "${NHI_AUDIT_BIN:-}" ]; then
  program=(node "$NHI_AUDIT_BIN")
else
  program=(npx --yes "nhi-audit@${NHI_AUDIT_VERSION:?}")
fi

status=0
"${program[@]}" scan "${options[@]}" \
  --output "sarif=$out/nhi-audit.sarif" --output "json=$out/nhi-audit.json" --output "markdown=$out/summary.md" \
  -- "${targets[@]}" || status=$?

[ -f "$out/annotations.txt" ] && cat "$out/annotations.txt"
[ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$out/summary.md" ] && cat "$out/summary.md" >>"$GITHUB_STEP_SUMMARY"
{
  echo "exit-code=$status"
  if [ -f "$out/nhi-audit.sarif" ]; then
    echo "sarif-file=$out/nhi-audit.sarif"
    echo "report-file=$out/nhi-audit.json"
  fi
} >>"${GITHUB_OUTPUT:-/dev/stdout}"
