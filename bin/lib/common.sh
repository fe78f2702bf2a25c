# shellcheck shell=bash
# Small helpers shared by the scripts of bin/ and of the lab. To be sourced.

IKEV2D_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Downloads that survive a clean build: kernels, root file systems of peers, a private JDK.
LAB_CACHE=${IKEV2D_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ikev2d-lab}
export IKEV2D_ROOT LAB_CACHE

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# now_ms: milliseconds of a clock, for durations only.
now_ms() { printf '%s' $(( $(date +%s%N) / 1000000 )); }

# locked NAME COMMAND...: one process at a time works on a cache entry.
locked() {
  local name=$1; shift
  mkdir -p "$LAB_CACHE"
  ( flock 9; "$@" ) 9>"$LAB_CACHE/.$name.lock"
}
