# shellcheck shell=bash
# What the runners of both levels share on the outside: the plan, the stream of results and the verdict. To be sourced.

. "$(dirname "${BASH_SOURCE[0]}")/../../../bin/lib/debian.sh"

LAB_DIR=$IKEV2D_ROOT/integration-tests/lab

# level_begin LEVEL PATTERN...: chooses the groups whose names match one of the patterns (all without) and plans them.
level_begin() {
  local level=$1 file pattern name
  shift
  case $IKEV2D_ROOT$LAB_CACHE in
    *[[:space:]]*) die "the lab needs paths without spaces: $IKEV2D_ROOT, $LAB_CACHE" ;;
    /run/* | /proc/* | /sys/* | /dev/*) die "the lab mounts its own /run, /proc, /sys and /dev: move the clone elsewhere" ;;
  esac
  LAB_OUT=$IKEV2D_ROOT/integration-tests/target/lab/$level
  rm -rf "$LAB_OUT"
  mkdir -p "$LAB_OUT"
  LAB_RESULTS=$LAB_OUT/results
  : >"$LAB_RESULTS"
  GROUPS_CHOSEN=()
  for file in "$LAB_DIR/$level"/groups/*.sh; do
    name=$(basename "$file" .sh)
    for pattern in "${@:-.}"; do
      if [[ "$name" =~ $pattern ]]; then GROUPS_CHOSEN+=("$file"); break; fi
    done
  done
  [ ${#GROUPS_CHOSEN[@]} -gt 0 ] || die "no group of the $level level matches: $*"
  export LAB_OUT LAB_RESULTS
  for file in "${GROUPS_CHOSEN[@]}"; do LAB_MODE=plan bash "$LAB_DIR/lib/group.sh" "$file"; done >"$LAB_OUT/plan"
  LEVEL_START=$(now_ms)
}

# level_runs WORD: a chosen group has WORD in its name.
level_runs() {
  local file
  for file in "${GROUPS_CHOSEN[@]}"; do if [[ $(basename "$file") == *$1* ]]; then return 0; fi; done
  return 1
}

# level_env: the variables that a group needs, as shell text.
level_env() {
  local name
  for name in LAB_OUT LAB_RESULTS LAB_PEER LAB_NEWER_PEER LAB_LIBRESWAN LAB_OPENIKED LAB_ONLY LAB_REKEYS LAB_COLLISIONS LAB_RATE JAVA_HOME IKEV2D_JAVA_OPTS; do
    printf 'export %s=%q\n' "$name" "${!name-}"
  done
}

# level_follow PID: prints results as they come until PID ends.
level_follow() { tail -q -n +1 -s 0.2 --pid="$1" -f "$LAB_RESULTS"; }

# level_verdict LEVEL: a planned scenario without a result has failed; writes the counts to $LAB_OUT/counts.
level_verdict() {
  local level=$1 name passed failed
  while read -r name; do
    grep -qE "^(ok|not ok|left out) $name( |\$)" "$LAB_RESULTS" ||
      printf 'not ok %s gave no result: its group or the machine stopped early\n' "$name" | tee -a "$LAB_RESULTS"
  done <"$LAB_OUT/plan"
  passed=$(grep -c '^ok ' "$LAB_RESULTS" || true)
  failed=$(grep -c '^not ok ' "$LAB_RESULTS" || true)
  [ $((passed + failed)) -gt 0 ] || { printf 'not ok %s nothing ran\n' "$level" | tee -a "$LAB_RESULTS"; failed=1; }
  printf '%s %s\n' "$passed" "$failed" >"$LAB_OUT/counts"
  printf '%s level: %s passed, %s failed in %s s (logs: %s)\n' "$level" "$passed" "$failed" \
    $(( ($(now_ms) - LEVEL_START) / 1000 )) "${LAB_OUT#"$IKEV2D_ROOT"/}"
  [ "$failed" = 0 ]
}
