# shellcheck shell=bash
# Scenarios and their results. A group file defines group_setup, group_scenarios and group_teardown; group_scenarios calls
# `scenario NAME FUNCTION ARGUMENT...`. In the planning mode that only lists the names, so that a scenario which never ran is known.

LAB_MODE=${LAB_MODE:-run}

# fail REASON: ends the scenario at hand.
fail() { printf '%s\n' "$*" >"$LAB_REASON"; printf 'FAIL: %s\n' "$*"; exit 1; }

note() { printf '%s %s\n' "$(date +%T.%3N)" "$*"; }

result() { printf '%s\n' "$*" >>"$LAB_RESULTS"; }

unexpected() { # called by the ERR trap: a command failed that no check speaks for
  # deeper subshells have failures that are asked for; one that matters comes up to this level
  [ "$BASH_SUBSHELL" -gt 1 ] || [ -s "$LAB_REASON" ] || printf 'line %s of %s: %s\n' "$2" "${3##*/}" "$1" >"$LAB_REASON"
}

# guarded COMMAND...: runs it in a subshell with its output in $LAB_LOG, up to the first command that fails. Its status is left in
# $GUARDED, the reason of a failure in $LAB_REASON. Never call this, nor what calls it, in a condition or before && or ||: there
# bash lets failing commands pass, whatever `set -e` says.
guarded() {
  : >"$LAB_REASON"
  set +e
  ( set -eE
    trap 'unexpected "$BASH_COMMAND" "$LINENO" "${BASH_SOURCE[0]}"' ERR
    "$@" ) >>"$LAB_LOG" 2>&1
  GUARDED=$?
  set -e
}

scenario() {
  local name=$1 start took
  shift
  if [ "$LAB_MODE" = plan ]; then printf '%s/%s\n' "$GROUP" "$name"; return 0; fi
  if [ -n "${LAB_ONLY:-}" ] && [[ ! "$GROUP/$name" =~ $LAB_ONLY ]]; then result "left out $GROUP/$name"; return 0; fi
  SCENARIO=$name
  LAB_LOG=$GROUP_DIR/${name//\//_}.log
  : >"$LAB_LOG"
  start=$(now_ms)
  if [ -n "${SETUP_FAILED:-}" ]; then
    result "not ok $GROUP/$name setup: $SETUP_FAILED"
    return 0
  fi
  guarded "$@"
  if [ "$GUARDED" = 0 ]; then
    took=$(( $(now_ms) - start ))
    result "ok $GROUP/$name ($took ms)"
  else
    result "not ok $GROUP/$name $(head -1 "$LAB_REASON")"
    declare -F on_failure >/dev/null && on_failure >>"$LAB_LOG" 2>&1 || true
  fi
}

# run_group FILE: in the running mode, set up, run, tear down. What goes wrong in the teardown fails the group; whatever a
# group left behind is swept away before the next one.
run_group() {
  GROUP=$(basename "$1" .sh)
  GROUP=${GROUP#[0-9][0-9]-}
  # shellcheck disable=SC1090
  . "$1"
  if [ "$LAB_MODE" = plan ]; then group_scenarios; return 0; fi
  GROUP_DIR=$LAB_OUT/$GROUP
  mkdir -p "$GROUP_DIR"
  LAB_LOG=$GROUP_DIR/setup.log
  LAB_REASON=$GROUP_DIR/.reason
  SETUP_FAILED=
  : >"$LAB_LOG"
  guarded group_setup
  if [ "$GUARDED" != 0 ]; then
    SETUP_FAILED=$(head -1 "$LAB_REASON")
    SETUP_FAILED=${SETUP_FAILED:-setup failed}
  fi
  group_scenarios
  LAB_LOG=$GROUP_DIR/teardown.log
  : >"$LAB_LOG"
  guarded group_teardown
  [ "$GUARDED" = 0 ] || [ -n "$SETUP_FAILED" ] || result "not ok $GROUP/teardown $(head -1 "$LAB_REASON")"
  sweep
}
