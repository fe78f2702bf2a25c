# shellcheck shell=bash
# MOBIKE with strongSwan, kernel ESP on both sides, under a steady flow: each side begins the IKE SA, each side changes its
# address. The flow goes on with the CHILD SAs that are there, which keep their SPIs and counters; what is lost on the way is
# counted and told.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/flow.sh"

LAB_RATE=${LAB_RATE:-100}
MOST_LOST_SECONDS=5

# index, label, who begins, who moves
cases() {
  cat <<'TABLE'
1 we-begin-we-move     a a
2 we-begin-they-move   a b
3 they-begin-they-move b b
4 they-begin-we-move   b a
TABLE
}

group_setup() {
  local index label by mover
  make_net
  for n in a b; do ns "$n" sysctl -qw net.ipv4.conf.all.promote_secondaries=1; done
  our_globals a
  while read -r index label by mover; do
    both "$index"
    { printf '{\n  label "%s"\n  auth_method preshared\n  local_addr %s %s\n  remote_addr %s %s\n' "$label" "$A_OUT" "$A_NEW" "$B_OUT" "$B_NEW"
      printf '  local_id FQDN = "a.test"\n  remote_id FQDN = "b.test"\n}\n'; } >>"$GROUP_DIR/a/ikev2.config"
    preshared "$label" "$PSK" >>"$GROUP_DIR/a/ikev2.preshared"
    printf '{ tunnel tun%s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "$index" "$A_NET" "$B_NET" "$OUR_CHILD_ALGS" >>"$GROUP_DIR/a/ipsecinit.conf"
    printf 'tunnel.tun%s=local=%s,remote=%s\n' "$index" "$A_OUT" "$B_OUT" >>"$GROUP_DIR/a/tunnels"
    SWAN_EXTRA='mobike = yes' swan_connection "$label" "$B_OUT" "$A_OUT" b.test a.test "$KERNEL_IKE" tunnel "$B_NET" "$A_NET" "$KERNEL_ESP" >>"$GROUP_DIR/b.swanctl.conf"
  done < <(cases)
  swan_secret all "$PSK" a.test b.test >>"$GROUP_DIR/b.swanctl.conf"
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ours a
}

# both INDEX: as pair, and A_NEW, B_NEW, the addresses to move to
both() {
  pair "$1" v4
  A_NEW=172.30.9.$((50 + $1)) B_NEW=172.30.9.$((150 + $1))
}

group_scenarios() {
  local index label by mover
  while read -r index label by mover; do
    # requirement R4555-3.3-1 R4555-3.3-2 R4555-3.4-1 R4555-3.5-1 R4555-3.7-1
    scenario "$label" moves "$index" "$label" "$by" "$mover"
  done < <(cases)
}

# There must be one address each, lest a side moves to one of another scenario.
plug() {
  both "$1"
  addr a va "$A_OUT/24"
  addr b vb "$B_OUT/24"
  addr a lo "$A_IN/32"
  addr b lo "$B_IN/32"
  for pair in "a va b vb $B_OUT $B_NEW" "b vb a va $A_OUT $A_NEW"; do
    # shellcheck disable=SC2086
    set -- $pair
    known "$1" "$2" "$5" "$3" "$4"
    known "$1" "$2" "$6" "$3" "$4"
  done
  nsip a route add "$B_NET" dev va src "$A_IN"
  nsip b route add "$A_NET" dev vb src "$B_IN"
}

unplug() {
  ns a ip addr flush dev va scope global
  ns b ip addr flush dev vb scope global
  nsip a route flush root 10.2.0.0/16
  nsip b route flush root 10.1.0.0/16
}

# moves INDEX LABEL WHO-BEGINS WHO-MOVES
moves() {
  local index=$1 label=$2 by=$3 mover=$4 before after mark
  plug "$index"
  both "$index"
  await 15 "the daemon does not listen on $A_OUT" listens "$A_OUT"
  if [ "$by" = a ]; then
    ikeadm a initiate "$label" || fail "ikeadm initiate $label failed with status $?"
  else
    swan_initiate b "$label" || fail "strongSwan could not initiate: $(tail -1 "$(charon_log b)")"
  fi
  pings a "$A_IN" "$B_IN" 1
  before=$(all_spis)
  mark=$(log_mark a)
  start_flow "$label" a "$A_IN" b "$B_IN"
  await 20 "the flow does not flow" carried 100
  # the new address comes first: what is to be seen is the move, not the time without an address
  if [ "$mover" = a ]; then
    addr a va "$A_NEW/24"
    nsip a addr del "$A_OUT/24" dev va
    NOW_A=$A_NEW NOW_B=$B_OUT
  else
    addr b vb "$B_NEW/24"
    nsip b addr del "$B_OUT/24" dev vb
    NOW_A=$A_OUT NOW_B=$B_NEW
  fi
  await 20 "our SAs have not moved: $(ns a ip xfrm state | grep -c ^src)" moved a
  await 20 "the SAs of strongSwan have not moved" moved b
  await 20 "nothing flows between the new addresses" carried_anew 300
  after=$(all_spis)
  stop_flow "$label" || true
  flow_lost "$label"
  log_since a "$mark" | grep -E 'peer\.moved|child\.move\.refused|child\.rekeyed|addresses\.changed' || true
  few_lost "$label" || fail "the flow stopped: $(flow_lost "$label")"
  [ "$before" = "$after" ] || fail "other SPIs than before: $before, now $after"
  no_exceptions a
  swan b --terminate --ike "$label" --timeout 5 || fail "strongSwan could not end $label"
  await 20 "we keep an IKE SA of $label" no_ike_sa a "$label"
  await 10 "our kernel keeps SAs" test -z "$(all_spis)"
  same_policies "$index"
  unplug
}

listens() { ns a ss -Hlun "src $1" | grep -q ':4500'; }
carried() { [ "$(sa_packets a "$A_OUT" "$B_OUT")" -gt "$1" ]; }
carried_anew() { [ "$(sa_packets a "$NOW_A" "$NOW_B")" -gt "$1" ] && [ "$(sa_packets b "$NOW_B" "$NOW_A")" -gt "$1" ]; }
moved() { [ "$(sa_count "$1" "$NOW_A" "$NOW_B") $(sa_count "$1" "$NOW_B" "$NOW_A")" = '1 1' ]; }
all_spis() { ns a ip xfrm state | awk '$1 == "proto" && $4 != "0x00000000" { print $4 }' | sort | tr '\n' ' '; }

few_lost() {
  jq -es --argjson most "$((MOST_LOST_SECONDS * LAB_RATE))" \
    '(.[0].sent - .[1].received) < $most and (.[1].sent - .[1].refused - .[0].received) < $most and .[0].longest_gap_ms < 5000 and .[1].longest_gap_ms < 5000' \
    "$GROUP_DIR/$1.flow.1" "$GROUP_DIR/$1.flow.2" >/dev/null
}

# the policy names the addresses that the administrator wrote, as before
same_policies() {
  both "$1"
  [ "$(ns a ip xfrm policy | grep -c "tmpl src $A_OUT dst $B_OUT")" = 1 ] || fail "the outbound policy is not as before: $(ns a ip xfrm policy | grep tmpl | tr '\n' '|')"
}

group_teardown() {
  kill_flows
  stop_ikev2d a
  stop_charon b
}

on_failure() {
  kill_flows
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; ns "$n" cat /proc/net/xfrm_stat; nsip "$n" addr; done
  tail -n 60 "$(ikev2d_log a)"
  tail -n 80 "$(charon_log b)"
  unplug
}
