# shellcheck shell=bash
# A NAT that forgets its mappings while IKE SAs live: whoever is inside comes from another port then. Each side is once inside and
# once outside, with MOBIKE and without.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"

IKE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
IN_NET=10.1.201.0/24 OUT_NET=10.2.201.0/24
NEW_PORTS=30000-39999

group_setup() {
  make_nat_net
}

group_scenarios() {
  # requirement R7296-2.23-7
  scenario ours-inside-plain followed_by_them no
  # requirement R7296-2.23-7
  scenario ours-outside-plain followed_by_us no
  # requirement R4555-3.8-1 R4555-3.5-1
  scenario ours-inside-mobike followed_by_them yes
  # requirement R4555-3.8-1 R4555-3.5-1
  scenario ours-outside-mobike followed_by_us yes
  # requirement R3948-4-1
  scenario keepalive kept_alive
}

# forget PORTS: the NAT loses its mappings (the kernel drops those of an address that goes) and makes new ones from PORTS.
forget() {
  ns r nft flush table ip nat
  ns r nft -f - <<EOF
table ip nat {
  chain post {
    type nat hook postrouting priority 100;
    oifname "ro" meta l4proto udp masquerade to :$1
  }
}
EOF
  nsip r addr del "$NAT_ROUTER_OUT/24" dev ro
  nsip r addr add "$NAT_ROUTER_OUT/24" dev ro
}

# ours NAME LABEL LOCAL REMOTE LOCAL-ID REMOTE-ID LOCAL-NET REMOTE-NET [OPTION...]
ours() {
  mkdir -p "$GROUP_DIR/$1"
  rule "$2" "$3" "$4" "FQDN=$5" "FQDN=$6" "ikesa_xform { $XFORM }" >"$GROUP_DIR/$1/ikev2.config"
  preshared "$2" "$PSK" >"$GROUP_DIR/$1/ikev2.preshared"
  printf '{ tunnel tun0 negotiate tunnel laddr %s raddr %s } ipsec { encr_algs aes(256..256) encr_auth_algs sha256 }\n' \
    "$7" "$8" >"$GROUP_DIR/$1/ipsecinit.conf"
  start_ikev2d "$1" "$1" -o kernel=memory -o "tunnel.tun0=local=$3,remote=$4" "${@:9}"
}

# theirs MOBIKE NAME CONNECTION LOCAL REMOTE LOCAL-ID REMOTE-ID LOCAL-NET REMOTE-NET
theirs() {
  local mobike=$1
  shift
  { SWAN_EXTRA="mobike = $mobike
    dpd_delay = ${DPD:-2s}" swan_connection "$2" "$3" "$4" "$5" "$6" "$IKE" tunnel "$7" "$8" "$ESP"
    swan_secret "$2" "$PSK" "$5" "$6"; } >"$GROUP_DIR/$1.swanctl.conf"
  charon_conf 'kernel-libipsec kernel-netlink' >"$GROUP_DIR/$1.strongswan.conf"
  start_charon "$1" "$1"
}

# followed_by_them MOBIKE: we are inside.
followed_by_them() {
  forget 20000-29999
  theirs "$1" p inside "$NAT_PEER" %any b.test a.test "$OUT_NET" "$IN_NET"
  ours n inside "$NAT_INNER" "$NAT_PEER" a.test b.test "$IN_NET" "$OUT_NET" -o liveness_interval=2
  ikeadm n initiate inside || fail "ikeadm initiate failed with status $?"
  swan_active p inside
  they_see 2 || fail "strongSwan does not see us behind the NAT"
  forget "$NEW_PORTS"
  await 30 "strongSwan does not follow us to our new port: $(swan p --list-sas | grep 'remote ')" they_see 3
  swan_active p inside
  ike_sa_active n inside ".nat_local"
  # and the other way: their request reaches us
  swan p --terminate --ike inside --timeout 10 || fail "the Delete of strongSwan did not reach us"
  await 10 "we keep the IKE SA" no_ike_sa n inside
  no_exceptions n
  stop_ikev2d n
  stop_charon p
}
they_see() { swan p --list-sas | grep -qE "remote .*@ $NAT_ROUTER_OUT\[$1[0-9]{4}\]"; }

# followed_by_us MOBIKE: we are outside.
followed_by_us() {
  local mark
  forget 20000-29999
  ours p outside "$NAT_PEER" "$NAT_ROUTER_OUT" b.test a.test "$OUT_NET" "$IN_NET"
  theirs "$1" n outside "$NAT_INNER" "$NAT_PEER" a.test b.test "$IN_NET" "$OUT_NET"
  swan_initiate n outside || fail "strongSwan could not initiate: $(grep 'outside|' "$(charon_log n)" | tail -1)"
  we_see 2 || fail "we do not see strongSwan behind the NAT"
  # strongSwan notices by comparing answers: it must have one from before
  await 15 "strongSwan asks for no sign of life" grep -q 'parsed INFORMATIONAL response' "$(charon_log n)"
  mark=$(log_mark p)
  forget "$NEW_PORTS"
  await 30 "we do not follow strongSwan to its new port: $(ike_sas p outside | jq -r .remote)" we_see 3
  log_since p "$mark" | grep 'peer\.moved' || fail "the log does not tell of the move"
  ipseckey p dump >"$GROUP_DIR/dump" || true
  grep -qE '\b3[0-9]{4}\b' "$GROUP_DIR/dump" || fail "the SADB does not have the new port"
  ikeadm p del ikesa "$(ike_sas p outside | jq -r .initiator_spi)" "$(ike_sas p outside | jq -r .responder_spi)" ||
    fail "the Delete did not get through the NAT: status $?"
  await 10 "strongSwan keeps the IKE SA" swan_none n outside
  no_exceptions p
  stop_ikev2d p
  stop_charon n
}
we_see() { ike_sas p outside | jq -e ".nat_remote and (.remote | test(\"^$NAT_ROUTER_OUT:$1[0-9]{4}\$\"))" >/dev/null; }

# One octet 0xff where nothing else is sent, from the one inside alone.
kept_alive() {
  local got
  forget 20000-29999
  # signs of life that strongSwan asks for are answered: something else that is sent
  DPD=0s theirs no p inside "$NAT_PEER" %any b.test a.test "$OUT_NET" "$IN_NET"
  ours n inside "$NAT_INNER" "$NAT_PEER" a.test b.test "$IN_NET" "$OUT_NET"
  ikeadm n initiate inside || fail "ikeadm initiate failed with status $?"
  got=$(ns r timeout 40 tcpdump -lnxi ri -c 1 "udp dst port 4500 and src host $NAT_INNER and udp[4:2] = 9" 2>/dev/null) ||
    fail "no keepalive within 40 seconds"
  printf '%s\n' "$got"
  grep -qE '0009 [0-9a-f]{4} ff' <<<"$got" || fail "it is not the octet 0xff: $got"
  swan_active p inside
  no_exceptions n
  stop_ikev2d n
  stop_charon p
}

group_teardown() {
  local name
  for name in n p; do
    stop_ikev2d "$name"
    stop_charon "$name"
  done
}

on_failure() {
  tail -n 30 "$GROUP_DIR"/*/ikev2d.log "$GROUP_DIR"/*.charon.log
  group_teardown || true
}
