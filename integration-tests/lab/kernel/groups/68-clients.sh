# shellcheck shell=bash
# A gateway of ours that lends addresses to two strongSwan clients behind one NAT, kernel ESP on all sides: the gateway's kernel must
# find the way to each of them, though both have the same outer address.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"

ROUTER_OUT=172.30.7.1 OUTER=172.30.7.2 OUT_NET=10.2.212.0/24 OUT_HOST=10.2.212.1 POOL=10.78.0.0/24
declare -A INNER=([a]=192.168.78.2 [c]=192.168.79.2) ROUTER_IN=([a]=192.168.78.1 [c]=192.168.79.1) PORTS=([a]=20 [c]=30)

group_setup() {
  local client
  add_ns a b c r
  join a va r ra
  join c vc r rc
  join r rb b vb
  addr r rb "$ROUTER_OUT/24"
  addr b vb "$OUTER/24"
  addr b lo "$OUT_HOST/32"
  nsip b route add "$POOL" via "$ROUTER_OUT" dev vb src "$OUT_HOST"
  ns r sysctl -qw net.ipv4.ip_forward=1
  ns r tc qdisc add dev rb clsact
  for client in a c; do
    addr "$client" "v$client" "${INNER[$client]}/24"
    addr r "r$client" "${ROUTER_IN[$client]}/24"
    nsip "$client" route add default via "${ROUTER_IN[$client]}"
    masquerade "$client"
    strongswan_client "$client"
  done
  our_gateway
}

group_scenarios() {
  # requirement R7296-2.19-1 R7296-2.23-5
  scenario each-gets-an-address each_gets_an_address
  scenario packets-find-each-client packets_find_each
  scenario rekeys-keep-the-way rekeyed
  scenario who-leaves-takes-its-entries-along left
}

# masquerade CLIENT: the packet scheduler does what a NAT would, with ports of its own for each client.
masquerade() {
  local port inner=${INNER[$1]}
  for port in 500 4500; do
    ns r tc filter add dev rb egress protocol ip prio 1 flower ip_proto udp src_ip "$inner" src_port "$port" \
      action pedit ex munge ip src set "$ROUTER_OUT" munge udp sport set $((PORTS[$1] * 1000 + port)) pipe action csum ip and udp
    ns r tc filter add dev rb ingress protocol ip prio 1 flower ip_proto udp dst_ip "$ROUTER_OUT" dst_port $((PORTS[$1] * 1000 + port)) \
      action pedit ex munge ip dst set "$inner" munge udp dport set "$port" pipe action csum ip and udp
  done
}

strongswan_client() {
  { SWAN_EXTRA='vips = 0.0.0.0' swan_connection "$1" "${INNER[$1]}" "$OUTER" "$1.test" b.test "$KERNEL_IKE" tunnel dynamic "$OUT_NET" "$KERNEL_ESP"
    swan_secret "$1" "$PSK" "$1.test" b.test; } >"$GROUP_DIR/$1.swanctl.conf"
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/$1.strongswan.conf"
  start_charon "$1" "$1"
}

our_gateway() {
  local client
  mkdir -p "$GROUP_DIR/b"
  for client in a c; do
    rule "$client" "$OUTER" 0.0.0.0/0 FQDN=b.test "FQDN=$client.test" "ikesa_xform { $OUR_XFORM }" >>"$GROUP_DIR/b/ikev2.config"
    preshared "$client" "$PSK" >>"$GROUP_DIR/b/ikev2.preshared"
  done
  printf '{ tunnel tun0 negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "$OUT_NET" "$POOL" "$OUR_CHILD_ALGS" >"$GROUP_DIR/b/ipsecinit.conf"
  start_ikev2d b b -o kernel=pfkey -o "tunnel.tun0=local=$OUTER,remote=0.0.0.0" -o "address_pool=$POOL" -o address_required=true
}

# lent CLIENT: its address.
lent() { nsip "$1" -4 -o addr show dev "v$1" | sed -n 's|.* inet \(10\.78\.0\.[0-9]*\)/.*|\1|p'; }

each_gets_an_address() {
  local client
  for client in a c; do
    swan_initiate "$client" "$client" || fail "strongSwan $client could not initiate: $(tail -1 "$(charon_log "$client")")"
    nsip "$client" route add "$OUT_NET" via "${ROUTER_IN[$client]}" dev "v$client" src "$(lent "$client")"
    ike_sa_active b "$client"
  done
  [ "$(lent a) $(lent c)" = '10.78.0.1 10.78.0.2' ] || fail "the addresses are $(lent a) and $(lent c)"
}

packets_find_each() {
  local client
  for client in a c; do
    pings "$client" "$(lent "$client")" "$OUT_HOST"
    pings b "$OUT_HOST" "$(lent "$client")"
  done
  [ "$(entries 10.78.0.1/32) $(entries 10.78.0.2/32)" = '3 3' ] || fail "SPD entries: $(entries 10.78.0.1/32) and $(entries 10.78.0.2/32), wanted 3 each"
}

# entries ADDRESS: how many policies our kernel has for that client.
entries() { ns b ip xfrm policy | grep '^src' | grep -c "$1" || true; }
no_entries() { [ "$(entries "$1")" = 0 ]; }

rekeyed() {
  swan c --rekey --child c >/dev/null || fail "strongSwan could not rekey"
  await 10 "there is no new CHILD SA" grep -q 'child\.rekeyed' "$(ikev2d_log b)"
  packets_find_each
}

left() {
  swan a --terminate --ike a --timeout 5 || fail "strongSwan could not end the IKE SA"
  await 10 "the IKE SA is still there" no_ike_sa b a
  await 10 "entries of who has left stay" no_entries 10.78.0.1/32
  pings b "$OUT_HOST" "$(lent c)"
  swan c --terminate --ike c --timeout 5 || fail "strongSwan could not end the IKE SA"
  await 10 "the IKE SA is still there" no_ike_sa b c
  await 10 "entries of who has left stay" no_entries 10.78.0.2/32
  no_exceptions b
}

group_teardown() {
  stop_ikev2d b
  stop_charon a
  stop_charon c
}

on_failure() {
  for n in a b c; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; ns "$n" cat /proc/net/xfrm_stat; done
  tail -n 40 "$GROUP_DIR"/*/ikev2d.log "$GROUP_DIR"/*.charon.log
  group_teardown || true
}
