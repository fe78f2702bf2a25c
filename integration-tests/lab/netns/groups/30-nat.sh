# shellcheck shell=bash
# Through a NAT that also changes ports: each side once inside (initiator) and once outside (responder).

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"

IKE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
IN_NET=10.1.200.0/24 OUT_NET=10.2.200.0/24

group_setup() {
  make_nat_net
}

group_scenarios() {
  # requirement R7296-2.23-1 R7296-2.23-2 R7296-2.23-3 R7296-2.23-4
  scenario ours-inside ours_inside
  # requirement R7296-2.23-1 R7296-2.23-2 R7296-2.23-3
  scenario ours-outside ours_outside
}

# ours NAME LABEL LOCAL REMOTE LOCAL-ID REMOTE-ID LOCAL-NET REMOTE-NET
ours() {
  mkdir -p "$GROUP_DIR/$1"
  rule "$2" "$3" "$4" "FQDN=$5" "FQDN=$6" "ikesa_xform { $XFORM }" >"$GROUP_DIR/$1/ikev2.config"
  preshared "$2" "$PSK" >"$GROUP_DIR/$1/ikev2.preshared"
  printf '{ tunnel tun0 negotiate tunnel laddr %s raddr %s } ipsec { encr_algs aes(256..256) encr_auth_algs sha256 }\n' \
    "$7" "$8" >"$GROUP_DIR/$1/ipsecinit.conf"
  start_ikev2d "$1" "$1" -o kernel=memory -o "tunnel.tun0=local=$3,remote=$4"
}

# theirs NAME CONNECTION LOCAL REMOTE LOCAL-ID REMOTE-ID LOCAL-NET REMOTE-NET
theirs() {
  { swan_connection "$2" "$3" "$4" "$5" "$6" "$IKE" tunnel "$7" "$8" "$ESP"
    swan_secret "$2" "$PSK" "$5" "$6"; } >"$GROUP_DIR/$1.swanctl.conf"
  charon_conf 'kernel-libipsec kernel-netlink' >"$GROUP_DIR/$1.strongswan.conf"
  start_charon "$1" "$1"
}

ours_inside() {
  theirs p inside "$NAT_PEER" %any b.test a.test "$OUT_NET" "$IN_NET"
  ours n inside "$NAT_INNER" "$NAT_PEER" a.test b.test "$IN_NET" "$OUT_NET"
  ikeadm n initiate inside || fail "ikeadm initiate failed with status $?"
  swan_active p inside
  ike_sa_active n inside ".nat_local and (.local == \"$NAT_INNER:4500\") and (.remote == \"$NAT_PEER:4500\")"
  grep -q 'remote host is behind NAT' "$(charon_log p)" || fail "strongSwan saw no NAT before us"
  swan p --list-sas | grep -qE "remote .*@ $NAT_ROUTER_OUT\[2[0-9]{4}\]" || fail "the NAT did not change our port"
  no_exceptions n
  stop_ikev2d n
  await 10 "no Delete came through the NAT" swan_none p inside
  stop_charon p
}

ours_outside() {
  ours p outside "$NAT_PEER" "$NAT_ROUTER_OUT" b.test a.test "$OUT_NET" "$IN_NET"
  theirs n outside "$NAT_INNER" "$NAT_PEER" a.test b.test "$IN_NET" "$OUT_NET"
  swan_initiate n outside || fail "strongSwan could not initiate: $(grep 'outside|' "$(charon_log n)" | tail -1)"
  swan_active n outside
  ike_sa_active p outside ".nat_remote and (.local == \"$NAT_PEER:4500\") and (.remote | test(\"^$NAT_ROUTER_OUT:2[0-9]{4}\$\"))"
  grep -q 'local host is behind NAT' "$(charon_log n)" || fail "strongSwan saw no NAT before itself"
  swan n --terminate --ike outside
  await 10 "our IKE SA outlives the Delete" no_ike_sa p outside
  no_exceptions p
  stop_ikev2d p
  stop_charon n
}

group_teardown() {
  local name
  # what a scenario that failed left behind
  for name in n p; do
    stop_ikev2d "$name"
    stop_charon "$name"
  done
}

on_failure() { tail -15 "$GROUP_DIR"/*/ikev2d.log "$GROUP_DIR"/*.charon.log; }
