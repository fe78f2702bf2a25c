# shellcheck shell=bash
# ESP in UDP through a NAT that forgets its mappings in mid-life, kernel ESP on both sides, under a steady flow: the one outside
# follows the one inside to its new port with the SAs that are there.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/flow.sh"

LAB_RATE=${LAB_RATE:-100}
MOST_LOST_SECONDS=5
INNER=192.168.78.2 ROUTER_IN=192.168.78.1 ROUTER_OUT=172.30.7.1 OUTER=172.30.7.2
IN_NET=10.1.211.0/24 OUT_NET=10.2.211.0/24 IN_HOST=10.1.211.1 OUT_HOST=10.2.211.1

# a is inside, b outside, r between them
group_setup() {
  add_ns a r b
  join a va r ra
  join r rb b vb
  addr a va "$INNER/24"
  addr r ra "$ROUTER_IN/24"
  addr r rb "$ROUTER_OUT/24"
  addr b vb "$OUTER/24"
  addr a lo "$IN_HOST/32"
  addr b lo "$OUT_HOST/32"
  nsip a route add default via "$ROUTER_IN"
  nsip a route add "$OUT_NET" via "$ROUTER_IN" dev va src "$IN_HOST"
  nsip b route add "$IN_NET" via "$ROUTER_OUT" dev vb src "$OUT_HOST"
  ns r sysctl -qw net.ipv4.ip_forward=1
  ns r tc qdisc add dev rb clsact
  forget 20
}

group_scenarios() {
  # requirement R7296-2.23-5 R7296-2.23-7
  scenario ours-outside-plain outside no
  # requirement R4555-3.8-1
  scenario ours-outside-mobike outside yes
  # requirement R7296-2.23-7
  scenario ours-inside-plain inside no
  # requirement R4555-3.8-1
  scenario ours-inside-mobike inside yes
  # requirement R4555-3.5-1 R7296-2.23-5
  scenario ours-goes-inside goes_inside
}

# forget THOUSANDS: the NAT has new mappings, to the ports from THOUSANDS * 1000 on. The machine has no tables for NAT: what masquerading
# would do to the packets of the one inside, the packet scheduler does.
forget() {
  local port
  for direction in egress ingress; do ns r tc filter del dev rb "$direction"; done
  for port in 500 4500; do
    ns r tc filter add dev rb egress protocol ip prio 1 flower ip_proto udp src_ip "$INNER" src_port "$port" \
      action pedit ex munge ip src set "$ROUTER_OUT" munge udp sport set $(($1 * 1000 + port)) pipe action csum ip and udp
    ns r tc filter add dev rb ingress protocol ip prio 1 flower ip_proto udp dst_ip "$ROUTER_OUT" dst_port $(($1 * 1000 + port)) \
      action pedit ex munge ip dst set "$INNER" munge udp dport set "$port" pipe action csum ip and udp
  done
}

# ours NAME LABEL LOCAL REMOTE LOCAL-ID REMOTE-ID LOCAL-NET REMOTE-NET [OPTION...]
ours() {
  mkdir -p "$GROUP_DIR/$1"
  rule "$2" "$3" "$4" "FQDN=$5" "FQDN=$6" "ikesa_xform { $OUR_XFORM }" >"$GROUP_DIR/$1/ikev2.config"
  preshared "$2" "$PSK" >"$GROUP_DIR/$1/ikev2.preshared"
  printf '{ tunnel tun0 negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "$7" "$8" "$OUR_CHILD_ALGS" >"$GROUP_DIR/$1/ipsecinit.conf"
  start_ikev2d "$1" "$1" -o kernel=pfkey -o "tunnel.tun0=local=$3,remote=$4" "${@:9}"
}

# theirs MOBIKE NAME LABEL LOCAL REMOTE LOCAL-ID REMOTE-ID LOCAL-NET REMOTE-NET
theirs() {
  { SWAN_EXTRA="mobike = $1
    dpd_delay = 2s" swan_connection "$3" "$4" "$5" "$6" "$7" "$KERNEL_IKE" tunnel "$8" "$9" "$KERNEL_ESP"
    swan_secret "$3" "$PSK" "$6" "$7"; } >"$GROUP_DIR/$2.swanctl.conf"
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/$2.strongswan.conf"
  start_charon "$2" "$2"
}

# outside MOBIKE: strongSwan is inside and begins.
outside() {
  forget 20
  ours b outside "$OUTER" "$ROUTER_OUT" b.test a.test "$OUT_NET" "$IN_NET"
  theirs "$1" a outside "$INNER" "$OUTER" a.test b.test "$IN_NET" "$OUT_NET"
  swan_initiate a outside || fail "strongSwan could not initiate: $(tail -1 "$(charon_log a)")"
  await 15 "strongSwan asks for no sign of life" grep -q 'parsed INFORMATIONAL response' "$(charon_log a)"
  rebound "outside-$1" b
  log_since b "$mark" | grep 'peer\.moved\|kernel\.mapping' || true
  await 15 "the IKE SA has not followed" followed
  swan a --terminate --ike outside --timeout 5 || fail "strongSwan could not end the IKE SA"
  await 20 "we keep the IKE SA" no_ike_sa b outside
  await 10 "our kernel keeps SAs" test -z "$(ports b)"
  no_exceptions b
  stop_ikev2d b
  stop_charon a
}
followed() { ike_sas b outside | jq -e ".remote | test(\"^$ROUTER_OUT:3[0-9]{4}\$\")" >/dev/null; }

# inside MOBIKE: we are inside and begin.
inside() {
  forget 20
  theirs "$1" b inside "$OUTER" %any b.test a.test "$OUT_NET" "$IN_NET"
  ours a inside "$INNER" "$OUTER" a.test b.test "$IN_NET" "$OUT_NET" -o liveness_interval=2
  ikeadm a initiate inside || fail "ikeadm initiate failed with status $?"
  rebound "inside-$1" a
  swan_active b inside
  swan b --terminate --ike inside --timeout 10 || fail "the Delete of strongSwan did not reach us"
  await 20 "we keep the IKE SA" no_ike_sa a inside
  no_exceptions a
  stop_ikev2d a
  stop_charon b
}

# We begin where no NAT is and move behind one. PF_KEY cannot put an SA into UDP: new SAs are made over the new path.
goes_inside() {
  local name=goes-inside plain=192.168.79.2
  forget 20
  addr a va "$plain/24"
  addr r ra 192.168.79.1/24
  nsip b route add 192.168.79.0/24 via "$ROUTER_OUT"
  theirs yes b walker "$OUTER" %any b.test a.test "$OUT_NET" "$IN_NET"
  mkdir -p "$GROUP_DIR/a"
  rm -f "$GROUP_DIR/a/pid"
  { printf '{\n  label "walker"\n  auth_method preshared\n  local_addr %s %s\n  remote_addr %s\n' "$plain" "$INNER" "$OUTER"
    printf '  local_id FQDN = "a.test"\n  remote_id FQDN = "b.test"\n  ikesa_xform { %s }\n}\n' "$OUR_XFORM"; } >"$GROUP_DIR/a/ikev2.config"
  preshared walker "$PSK" >"$GROUP_DIR/a/ikev2.preshared"
  printf '{ tunnel tun0 negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "$IN_NET" "$OUT_NET" "$OUR_CHILD_ALGS" >"$GROUP_DIR/a/ipsecinit.conf"
  start_ikev2d a a -o kernel=pfkey -o "tunnel.tun0=local=$plain,remote=$OUTER" -o liveness_interval=2
  ikeadm a initiate walker || fail "ikeadm initiate failed with status $?"
  pings a "$IN_HOST" "$OUT_HOST" 1
  [ -z "$(ports a)" ] || fail "ESP is in UDP without a NAT"
  mark=$(log_mark a)
  start_flow "$name" a "$IN_HOST" b "$OUT_HOST"
  await 20 "the flow does not flow" went 100 "$plain" "$OUTER"
  nsip a addr del "$plain/24" dev va
  await 30 "there are no SAs in UDP: $(ns a ip xfrm state | grep ^src | tr '\n' ' ')" in_udp
  await 20 "nothing flows behind the NAT" went 100 "$INNER" "$OUTER"
  stop_flow "$name" || true
  flow_lost "$name"
  log_since a "$mark" | grep -E 'peer\.moved|child\.move\.refused|child\.rekeyed'
  jq -es --argjson most "$((MOST_LOST_SECONDS * LAB_RATE))" \
    '(.[0].sent - .[1].received) < $most and (.[1].sent - .[1].refused - .[0].received) < $most' \
    "$GROUP_DIR/$name.flow.1" "$GROUP_DIR/$name.flow.2" >/dev/null || fail "the flow stopped: $(flow_lost "$name")"
  no_exceptions a
  stop_ikev2d a
  stop_charon b
  nsip b route del 192.168.79.0/24
}
went() { [ "$(sa_packets a "$2" "$3")" -gt "$1" ]; }
in_udp() { [ "$(ports a | grep -c 4500)" = 1 ] && [ "$(ns a ip xfrm state | grep -c 'type espinudp')" -ge 2 ]; }

# rebound NAME OURS: the NAT forgets under a flow; it goes on, and the one outside has the new port in its SAs.
rebound() {
  local before
  pings a "$IN_HOST" "$OUT_HOST" 1
  before=$(spi_list "$2")
  mark=$(log_mark "$2")
  start_flow "$1" a "$IN_HOST" b "$OUT_HOST"
  await 20 "the flow does not flow" carried 100
  forget 30
  await 30 "the SAs outside do not have the new port: $(ports b)" new_port
  await 20 "nothing flows through the new mapping" carried_more "$(sa_packets b "$OUTER" "$ROUTER_OUT")"
  stop_flow "$1" || true
  flow_lost "$1"
  jq -es --argjson most "$((MOST_LOST_SECONDS * LAB_RATE))" \
    '(.[0].sent - .[1].received) < $most and (.[1].sent - .[1].refused - .[0].received) < $most' \
    "$GROUP_DIR/$1.flow.1" "$GROUP_DIR/$1.flow.2" >/dev/null || fail "the flow stopped: $(flow_lost "$1")"
  if [ "$2" = b ]; then
    [ "$before" = "$(spi_list b)" ] || fail "other SPIs than before: $before, now $(spi_list b)"
  fi
}

carried() { [ "$(sa_packets b "$ROUTER_OUT" "$OUTER")" -gt "$1" ]; }
carried_more() { [ "$(sa_packets b "$OUTER" "$ROUTER_OUT")" -gt $(($1 + 100)) ]; }
ports() { ns "$1" ip xfrm state | grep -o 'sport [0-9]* dport [0-9]*' | tr '\n' ' ' || true; }
# both SAs of the one outside
new_port() { [ "$(ports b | grep -oE '\b3[0-9]{4}\b' | sort -u | wc -l)" = 1 ] && ! ports b | grep -qE '\b2[0-9]{4}\b'; }
spi_list() { ns "$1" ip xfrm state | awk '$1 == "proto" && $4 != "0x00000000" { print $4 }' | sort | tr '\n' ' '; }

group_teardown() {
  local name
  kill_flows
  for name in a b; do
    stop_ikev2d "$name"
    stop_charon "$name"
  done
}

on_failure() {
  kill_flows
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; ns "$n" cat /proc/net/xfrm_stat; done
  tail -n 40 "$GROUP_DIR"/*/ikev2d.log "$GROUP_DIR"/*.charon.log
  group_teardown || true
}
