# shellcheck shell=bash
# strongSwan with strongSwan, userland ESP on both sides: proves the nets and the peer before the daemon comes in.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"

IKE=aes256-sha256-x25519

group_setup() {
  local name
  make_direct_net
  add_pair 1
  { swan_connection direct "$A_OUT" "$B_OUT" a.test b.test "$IKE" tunnel "$A_NET" "$B_NET" "$ESP"
    swan_secret direct "$PSK" a.test b.test; } >"$GROUP_DIR/a.swanctl.conf"
  { swan_connection direct "$B_OUT" "$A_OUT" b.test a.test "$IKE" tunnel "$B_NET" "$A_NET" "$ESP"
    swan_secret direct "$PSK" a.test b.test; } >"$GROUP_DIR/b.swanctl.conf"
  make_nat_net
  addr n lo 10.1.200.1/32
  addr p lo 10.2.200.1/32
  { swan_connection nat %any "$NAT_PEER" a.test b.test "$IKE" tunnel 10.1.200.0/24 10.2.200.0/24 "$ESP"
    swan_secret nat "$PSK" a.test b.test; } >"$GROUP_DIR/n.swanctl.conf"
  { swan_connection nat %any %any b.test a.test "$IKE" tunnel 10.2.200.0/24 10.1.200.0/24 "$ESP"
    swan_secret nat "$PSK" a.test b.test; } >"$GROUP_DIR/p.swanctl.conf"
  for name in a b n p; do
    charon_conf 'kernel-libipsec kernel-netlink' >"$GROUP_DIR/$name.strongswan.conf"
    start_charon "$name" "$name"
  done
}

group_scenarios() {
  scenario direct swan_direct
  scenario nat swan_nat
}

swan_direct() {
  pair 1
  swan_initiate a direct || fail "the peer pair did not come up"
  pings a "$A_IN" "$B_IN"
  pings b "$B_IN" "$A_IN"
}

swan_nat() {
  swan_initiate n nat || fail "the peer pair did not come up through the NAT"
  pings n 10.1.200.1 10.2.200.1
  grep -q 'remote host is behind NAT' "$(charon_log p)" || fail "the outer peer saw no NAT"
  grep -q 'local host is behind NAT' "$(charon_log n)" || fail "the inner peer saw no NAT"
  swan p --list-sas | grep -q "remote.*@ $NAT_ROUTER_OUT\[" || fail "the SA is not with the router's address"
}

group_teardown() {
  local name
  for name in a b n p; do stop_charon "$name"; done
}

on_failure() { tail -30 "$GROUP_DIR"/*.charon.log; }
