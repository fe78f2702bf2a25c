# shellcheck shell=bash
# Waiting for conditions, never for time to pass.

# wait_until SECONDS COMMAND...: polls COMMAND; fails when the deadline has passed.
wait_until() {
  local deadline=$(( $(now_ms) + $1 * 1000 ))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(now_ms)" -lt "$deadline" ] || return 1
    sleep 0.05
  done
}

# await SECONDS WHAT COMMAND...: as wait_until, and the scenario fails with WHAT.
await() {
  local seconds=$1 what=$2
  shift 2
  wait_until "$seconds" "$@" || fail "$what (waited $seconds s)"
}

alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! kill -0 "$1" 2>/dev/null; }

# is_gone PID NAME SECONDS
await_exit() { await "$3" "$2 (pid $1) did not exit" gone "$1"; }
