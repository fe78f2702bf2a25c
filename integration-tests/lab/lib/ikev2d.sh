# shellcheck shell=bash
# The daemon under test in a namespace. Its files are in $GROUP_DIR/NAME/: ikev2.config, ikev2.preshared, ipsecinit.conf.

IKEV2D_TREE=$IKEV2D_ROOT/ike-daemon/target/ikev2d
IKEV2D_START_SECONDS=${IKEV2D_START_SECONDS:-60}

ikev2d_dir() { printf '%s' "$GROUP_DIR/$1"; }
ikev2d_log() { printf '%s' "$GROUP_DIR/$1/ikev2d.log"; }
ikev2d_pid() { cat "$GROUP_DIR/$1/pid"; }
# a socket's path must be short, so it does not lie with the logs
ikev2d_socket() { printf '%s' "$LAB_RUN/$1/ctl"; }

require_tree() {
  [ -x "$IKEV2D_TREE/bin/ikev2d" ] || fail "no runnable tree at ${IKEV2D_TREE#"$IKEV2D_ROOT"/}: run mvn -q -DskipTests package"
}

# start_ikev2d NAME NS [OPTION...]: returns when the daemon has logged daemon.ready.
start_ikev2d() {
  local name=$1 n=$2 dir policy=()
  shift 2
  require_tree
  dir=$(ikev2d_dir "$name")
  mkdir -p "$dir"
  install -d -m 700 "$LAB_RUN/$name"
  chmod 600 "$dir/ikev2.preshared"
  if [ -f "$dir/ipsecinit.conf" ]; then policy=(-o "policy_file=$dir/ipsecinit.conf"); fi
  printf -- '--- start of %s in %s\n' "$name" "$n" >>"$dir/ikev2d.log"
  start_lines=$(wc -l <"$dir/ikev2d.log")
  ip netns exec "$n" "$IKEV2D_TREE/bin/ikev2d" -d -f "$dir/ikev2.config" \
    -o "preshared_file=$dir/ikev2.preshared" "${policy[@]}" -o "control_socket=$(ikev2d_socket "$name")" \
    -o "journal_file=$dir/journal" "$@" >>"$dir/ikev2d.log" 2>&1 &
  printf '%s' $! >"$dir/pid"
  await "$IKEV2D_START_SECONDS" "ikev2d $name is not ready: $(tail -1 "$dir/ikev2d.log")" ikev2d_started "$name" "$start_lines"
  ikev2d_ready "$name" "$start_lines" || fail "ikev2d $name exited at its start: $(tail -1 "$dir/ikev2d.log")"
  [ "$(basename "$(readlink "/proc/$(ikev2d_pid "$name")/exe")")" = java ] ||
    fail "the launcher of ikev2d must exec java: pid $(ikev2d_pid "$name") is $(readlink "/proc/$(ikev2d_pid "$name")/exe")"
}

ikev2d_ready() { tail -n "+$2" "$(ikev2d_log "$1")" | grep -q 'daemon\.ready'; }
# ready, or dead, which ends the waiting as well
ikev2d_started() { ikev2d_ready "$1" "$2" || gone "$(ikev2d_pid "$1")"; }

# stop_ikev2d NAME: SIGTERM, as an init system does.
stop_ikev2d() {
  local pid dir
  dir=$(ikev2d_dir "$1")
  [ -f "$dir/pid" ] || return 0
  pid=$(ikev2d_pid "$1")
  rm "$dir/pid"
  alive "$pid" || fail "ikev2d $1 had died: $(tail -1 "$dir/ikev2d.log")"
  kill "$pid"
  await_exit "$pid" "ikev2d $1" 20
}

# crash_ikev2d NAME: kill -9.
crash_ikev2d() {
  local pid
  pid=$(ikev2d_pid "$1")
  rm "$(ikev2d_dir "$1")/pid"
  kill -9 "$pid"
  await_exit "$pid" "ikev2d $1" 10
}

ikeadm() { "$IKEV2D_TREE/bin/ikeadm" -s "$(ikev2d_socket "$1")" "${@:2}"; }

# no_exceptions NAME: an exception in the log is a defect whatever the scenario was about.
no_exceptions() {
  local line
  line=$(grep -nE '(Exception|Error)(:|$)|^[[:space:]]+at [a-z]' "$(ikev2d_log "$1")" | head -1) || true
  [ -z "$line" ] || fail "exception in the log of $1: $line"
}

# rule LABEL LOCAL REMOTE LOCAL-ID REMOTE-ID [LINE...]: a rule of ikev2.config; ids are written TYPE=value. OUR_METHOD is preshared
# where nothing else is said.
rule() {
  local label=$1 local_addr=$2 remote_addr=$3 local_id=$4 remote_id=$5
  shift 5
  cat <<EOF
{
  label "$label"
  auth_method ${OUR_METHOD:-preshared}
  local_addr $local_addr
  remote_addr $remote_addr
  local_id ${local_id%%=*} = "${local_id#*=}"
  remote_id ${remote_id%%=*} = "${remote_id#*=}"
$(printf '  %s\n' "$@")
}
EOF
}

preshared() { printf '{ label "%s" key "%s" }\n' "$1" "$2"; }

# ike_sas NAME LABEL: the IKE SAs of a rule as JSON, one a line; nothing if there is none.
ike_sas() {
  ikeadm "$1" dump ikesa --json | jq -c --arg rule "$2" '.. | objects | select(has("children") and .rule == $rule)'
}

# ike_sa_active NAME LABEL [JQ-CONDITION]: exactly one IKE SA, established, with one CHILD SA; printed as JSON.
ike_sa_active() {
  local sas
  sas=$(ike_sas "$1" "$2")
  printf '%s\n' "$sas"
  [ "$(grep -c . <<<"$sas")" = 1 ] || fail "ikev2d has $(grep -c . <<<"$sas") IKE SAs of rule $2, wanted 1"
  jq -e ".state == \"ACTIVE\" and (.children | length == 1) and (${3:-true})" <<<"$sas" >/dev/null ||
    fail "IKE SA of $2 is not as it should be (${3:-one CHILD SA}): $(jq -c '{state, suite, local, remote, nat_local, nat_remote, children: (.children | length)}' <<<"$sas")"
}

# log_mark NAME: the line from which the log belongs to what comes next.
log_mark() { printf '%s' $(( $(wc -l <"$(ikev2d_log "$1")") + 1 )); }
log_since() { tail -n "+$2" "$(ikev2d_log "$1")"; }

# one_refusal NAME MARK REASON PATTERN...: since MARK exactly one log line tells a refusal; it gives REASON and fits every PATTERN.
one_refusal() {
  local name=$1 mark=$2 reason=$3 lines pattern
  shift 3
  wait_until 20 refusals "$name" "$mark" || fail "no log line tells the refusal ($reason)"
  lines=$(refusals "$name" "$mark")
  printf '%s\n' "$lines"
  [ "$(grep -c . <<<"$lines")" = 1 ] || fail "$(grep -c . <<<"$lines") log lines tell one refusal: $(head -2 <<<"$lines" | tr '\n' '|')"
  for pattern in "reason=$reason" "$@"; do
    grep -qE -- "$pattern" <<<"$lines" || fail "the log line of the refusal lacks $pattern: $lines"
  done
}
# REFUSALS_OF: a pattern of those that count, where a peer that was refused before may still be trying.
refusals() { log_since "$1" "$2" | grep -E '\breason=' | grep -E '\b(ike|child)\.(refused|failed)\b' | grep -E -- "${REFUSALS_OF:-.}"; }

no_ike_sa() { [ -z "$(ike_sas "$1" "$2")" ]; }

ipseckey() { "$IKEV2D_TREE/bin/ipseckey" -s "$(ikev2d_socket "$1")" "${@:2}"; }
