# shellcheck shell=bash
# strongSwan with strongSwan: proves the machine, its net and the peer's configuration before the daemon comes in.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"

group_setup() {
  local name index mode family
  make_net
  while read -r name index mode family; do
    add_pair "$index" "$family" "$mode"
    swan_pair_conf "$name" "$mode"
  done < <(cases)
  for name in a b; do
    charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/$name.strongswan.conf"
    start_charon "$name" "$name"
  done
}

cases() {
  local index=0 mode family
  for mode in transport tunnel; do
    for family in v4 v6; do
      index=$((index + 1))
      printf '%s %s %s %s\n' "$mode-$family" "$index" "$mode" "$family"
    done
  done
}

swan_pair_conf() {
  local a_ts=$A_NET b_ts=$B_NET
  if [ "$2" = transport ]; then a_ts="${A_OUT}[$ICMP_NUMBER]" b_ts="${B_OUT}[$ICMP_NUMBER]"; fi
  { swan_connection "$1" "$A_OUT" "$B_OUT" "$A_OUT" "$B_OUT" "$KERNEL_IKE" "$2" "$a_ts" "$b_ts" "$KERNEL_ESP" trap
    swan_secret "$1" "$PSK" "$A_OUT" "$B_OUT"; } >>"$GROUP_DIR/a.swanctl.conf"
  { swan_connection "$1" "$B_OUT" "$A_OUT" "$B_OUT" "$A_OUT" "$KERNEL_IKE" "$2" "$b_ts" "$a_ts" "$KERNEL_ESP"
    swan_secret "$1" "$PSK" "$A_OUT" "$B_OUT"; } >>"$GROUP_DIR/b.swanctl.conf"
}

group_scenarios() {
  local name index mode family
  while read -r name index mode family; do
    scenario "$name" swan_pair "$index" "$family" "$mode"
  done < <(cases)
  scenario wrong-key-fails swan_wrong_key
}

swan_pair() {
  pair "$1" "$2"
  ends "$3"
  ping_until a "$A_END" "$B_END" 20
  crosses "$@"
}

# the harness must be able to see a failure
swan_wrong_key() {
  pair 9 v4
  add_pair 9 v4 transport
  { swan_connection wrong "$A_OUT" "$B_OUT" "$A_OUT" "$B_OUT" "$KERNEL_IKE" transport "$A_OUT" "$B_OUT" "$KERNEL_ESP"
    swan_secret wrong "$PSK" "$A_OUT" "$B_OUT"; } >>"$GROUP_DIR/a.swanctl.conf"
  { swan_connection wrong "$B_OUT" "$A_OUT" "$B_OUT" "$A_OUT" "$KERNEL_IKE" transport "$B_OUT" "$A_OUT" "$KERNEL_ESP"
    swan_secret wrong other "$A_OUT" "$B_OUT"; } >>"$GROUP_DIR/b.swanctl.conf"
  load_charon a
  load_charon b
  if swan_initiate a wrong 10; then fail "came up with different keys"; fi
  grep -q AUTHENTICATION_FAILED "$(charon_log a)" || fail "no AUTHENTICATION_FAILED in the log of a"
}

group_teardown() {
  stop_charon a
  stop_charon b
}

on_failure() { ns a ip -s xfrm state; ns a ip xfrm policy; ns b ip -s xfrm state; ns b ip xfrm policy; tail -20 "$(charon_log a)" "$(charon_log b)"; }
