# shellcheck shell=bash
# What goes beyond RFC 7296. With strongSwan as the other side: IKE SAs that start without a CHILD SA (RFC 6023), addresses for
# clients (RFC 7296 section 2.19), and clients that are sent to another gateway (RFC 5685). Between two of ours, what strongSwan
# does not have: a gateway that is killed is known by its tokens at once (RFC 6290), and takes its client back (RFC 5723).

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'

group_setup() {
  make_direct_net
  SWAN_EXTRA='childless = allow' both_know 1 both-can "$XFORM" "$SUITE"
  SWAN_EXTRA='childless = never' both_know 2 they-cannot "$XFORM" "$SUITE"
  SWAN_EXTRA='childless = force' both_know 3 they-insist "$XFORM" "$SUITE"
  we_are_client 4
  they_are_client 5
  they_are_sent_away 6 7
  OUR_LISTEN=$(printf '172.30.9.%s,' 1 2 3 4 5 7)
  both_start -o childless=prefer -o virtual_address.we-ask=ipv4 -o "listen=${OUR_LISTEN%,}" \
    -o address_pool=10.78.0.0/24 -o address_dns=10.2.0.53 -o address_subnets=10.1.0.0/16
  start_ikev2d first a -o kernel=memory -o listen=172.30.9.6 -o redirect_to=172.30.9.7 \
    -o tunnel.t6=local=172.30.9.6,remote=172.30.9.106
  ours_alone client a vac 172.30.10.1 172.30.10.2 10.1.8.0/24 10.2.8.0/24 -o session_resume=true
  ours_alone gateway c vca 172.30.10.2 172.30.10.1 10.2.8.0/24 10.1.8.0/24 -o session_tickets=true
}

# ours_alone NAME NS DEV LOCAL REMOTE LOCAL-NET REMOTE-NET [OPTION...]: one of two daemons of ours, and how to start it again.
ours_alone() {
  local name=$1 n=$2 dir=$GROUP_DIR/$1
  if ! ip netns list | grep -q '^c\b'; then
    add_ns c
    join a vac c vca
  fi
  addr "$n" "$3" "$4/24"
  mkdir -p "$dir"
  rule crash "$4" "$5" "FQDN=$name.test" "FQDN=$([ "$name" = client ] && echo gateway || echo client).test" \
    "ikesa_xform { $XFORM }" >"$dir/ikev2.config"
  preshared crash "$PSK" >"$dir/ikev2.preshared"
  printf '{ tunnel t8 negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "$6" "$7" "$CHILD_ALGS" >"$dir/ipsecinit.conf"
  printf '%s\n' -o kernel=memory -o "listen=$4" -o "tunnel.t8=local=$4,remote=$5" "${@:8}" >"$dir/options"
  start_alone "$name" "$n"
}

start_alone() {
  local options
  mapfile -t options <"$GROUP_DIR/$1/options"
  start_ikev2d "$1" "$2" "${options[@]}"
}

# we_are_client INDEX: strongSwan has the pool.
we_are_client() {
  local dir=$GROUP_DIR/a
  add_pair "$1"
  rule we-ask "$A_OUT" "$B_OUT" FQDN=a.test FQDN=b.test "ikesa_xform { $XFORM }" >>"$dir/ikev2.config"
  preshared we-ask "$PSK" >>"$dir/ikev2.preshared"
  printf '{ tunnel t%s negotiate tunnel laddr 0.0.0.0/0 raddr %s } ipsec { %s }\n' "$1" "$B_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  { SWAN_EXTRA='pools = lab' swan_connection we-ask "$B_OUT" "$A_OUT" b.test a.test "$SUITE" tunnel "$B_NET" dynamic "$ESP"
    swan_secret we-ask "$PSK" b.test a.test
    printf 'pools {\n  lab {\n    addrs = 10.77.0.0/24\n    dns = 10.2.0.53\n  }\n}\n'; } >>"$GROUP_DIR/b.swanctl.conf"
}

# they_are_client INDEX: we have the pool.
they_are_client() {
  local dir=$GROUP_DIR/a
  add_pair "$1"
  rule they-ask "$A_OUT" "$B_OUT" FQDN=a.test FQDN=b.test "ikesa_xform { $XFORM }" >>"$dir/ikev2.config"
  preshared they-ask "$PSK" >>"$dir/ikev2.preshared"
  printf '{ tunnel t%s negotiate tunnel laddr %s raddr 10.78.0.0/24 } ipsec { %s }\n' "$1" "$A_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  { SWAN_EXTRA='vips = 0.0.0.0' swan_connection they-ask "$B_OUT" "$A_OUT" b.test a.test "$SUITE" tunnel dynamic "$A_NET" "$ESP"
    swan_secret they-ask "$PSK" b.test a.test; } >>"$GROUP_DIR/b.swanctl.conf"
}

# they_are_sent_away INDEX OTHER: from the daemon "first" at the address of INDEX to the daemon "a" at that of OTHER.
they_are_sent_away() {
  local first=$GROUP_DIR/first dir=$GROUP_DIR/a peer net
  mkdir -p "$first"
  add_pair "$1"
  peer=$B_OUT net=$B_NET
  rule first "$A_OUT" "$peer" FQDN=a.test FQDN=b.test "ikesa_xform { $XFORM }" >"$first/ikev2.config"
  preshared first "$PSK" >"$first/ikev2.preshared"
  printf '{ tunnel t%s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "$1" "$A_NET" "$net" "$CHILD_ALGS" >"$first/ipsecinit.conf"
  { swan_connection sent-away "$peer" "$A_OUT" b.test a.test "$SUITE" tunnel "$net" 10.1.7.0/24 "$ESP"
    swan_secret sent-away "$PSK" b.test a.test; } >>"$GROUP_DIR/b.swanctl.conf"
  add_pair "$2"
  rule second "$A_OUT" "$peer" FQDN=a.test FQDN=b.test "ikesa_xform { $XFORM }" >>"$dir/ikev2.config"
  preshared second "$PSK" >>"$dir/ikev2.preshared"
  printf '{ tunnel t%s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "$2" "$A_NET" "$net" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$2=local=$A_OUT,remote=$peer")
}

group_scenarios() {
  # requirement R6023-3-1
  scenario childless-we-initiate child_follows both-can
  scenario childless-they-cannot child_comes_along they-cannot
  scenario childless-they-insist child_follows they-insist
  # requirement R6023-3-1
  scenario childless-they-initiate they_start_alone they-insist
  # requirement R7296-2.19-1 R7296-3.15.1-1
  scenario we-get-an-address we_get_an_address
  # requirement R7296-2.19-1 R7296-3.15.1-1
  scenario they-get-an-address they_get_an_address
  # requirement R5685-3-1
  scenario they-are-sent-away sent_away
  scenario nothing-leaked nothing_leaked
  # requirement R6290-4-1
  # requirement R5723-4-1
  scenario killed-gateway killed_gateway
}

# asked LABEL: how many CREATE_CHILD_SA requests strongSwan has had of that connection.
asked() { grep -c "$1|.*parsed CREATE_CHILD_SA request" "$(charon_log b)" || true; }

child_follows() {
  ikeadm a initiate "$1" || fail "ikeadm initiate failed with status $?"
  swan_active b "$1"
  ike_sa_active a "$1"
  [ "$(asked "$1")" = 1 ] || fail "strongSwan has had $(asked "$1") CREATE_CHILD_SA requests of $1, wanted 1"
  end "$1"
}

child_comes_along() {
  ikeadm a initiate "$1" || fail "ikeadm initiate failed with status $?"
  swan_active b "$1"
  ike_sa_active a "$1"
  [ "$(asked "$1")" = 0 ] || fail "strongSwan has had a CREATE_CHILD_SA request of $1"
  end "$1"
}

they_start_alone() {
  swan_initiate b "$1" || fail "strongSwan could not initiate"
  swan_active b "$1"
  ike_sa_active a "$1"
  grep -qE "$1\|.*generating CREATE_CHILD_SA request" "$(charon_log b)" || fail "strongSwan has brought its CHILD SA along"
  end "$1"
}

# end LABEL: a Delete of ours ends it on both sides.
end() {
  local sas
  sas=$(ike_sas a "$1")
  ikeadm a del ikesa "$(jq -r .initiator_spi <<<"$sas")" "$(jq -r .responder_spi <<<"$sas")"
  await 10 "strongSwan keeps an IKE SA of $1" swan_none b "$1"
  await 10 "an IKE SA of $1 is left" no_ike_sa a "$1"
}

# told NAME MARK PATTERN...: one log line since MARK fits all patterns.
told() {
  local name=$1 mark=$2 lines pattern
  shift 2
  lines=$(log_since "$name" "$mark")
  for pattern in "$@"; do
    lines=$(grep -E -- "$pattern" <<<"$lines") || fail "no log line of $name has $pattern and $*"
  done
  printf '%s\n' "$lines"
}

we_get_an_address() {
  local mark
  mark=$(log_mark a)
  ikeadm a initiate we-ask || fail "ikeadm initiate failed with status $?"
  swan_active b we-ask | tee "$GROUP_DIR/we-ask.sas"
  ike_sa_active a we-ask
  told a "$mark" 'ike\.address\.assigned' 'addresses="?10\.77\.0\.1' 'dns="?10\.2\.0\.53'
  told a "$mark" 'child\.installed' 'ts_local="?10\.77\.0\.1\b'
  grep -q '10\.77\.0\.1/32' "$GROUP_DIR/we-ask.sas" || fail "strongSwan's selectors are not the address"
  end we-ask
  await 10 "strongSwan's lease is still taken" lease_is_free
}

lease_is_free() { swan b --list-pools | grep -qE '^lab .* 0 / '; }

they_get_an_address() {
  local mark
  mark=$(log_mark a)
  swan_initiate b they-ask || fail "strongSwan could not initiate"
  swan_active b they-ask | tee "$GROUP_DIR/they-ask.sas"
  ike_sa_active a they-ask
  told a "$mark" 'ike\.address\.lent' 'addresses="?10\.78\.0\.1\b'
  grep -q 'installing new virtual IP 10\.78\.0\.1' "$(charon_log b)" || fail "strongSwan has not installed the address"
  grep -q 'installing DNS server 10\.2\.0\.53\|handling INTERNAL_IP4_DNS' "$(charon_log b)" || note "strongSwan does not handle name servers"
  grep -q '10\.78\.0\.1/32' "$GROUP_DIR/they-ask.sas" || fail "strongSwan's selectors are not the address"
  end they-ask
}

sent_away() {
  local mark
  mark=$(log_mark first)
  swan_initiate b sent-away || fail "strongSwan could not initiate"
  swan_active b sent-away
  ike_sa_active a second '.local | startswith("172.30.9.7:")'
  told first "$mark" 'ike\.client\.redirected' 'to=172\.30\.9\.7'
  [ "$(ikeadm first dump ikesa --json | jq '[.. | objects | select(has("children"))] | length')" = 0 ] || fail "the first gateway keeps an IKE SA"
  grep -q 'redirected to 172\.30\.9\.7' "$(charon_log b)" || fail "strongSwan tells nothing of a redirect"
  swan b --terminate --ike sent-away
  await 10 "an IKE SA of second is left" no_ike_sa a second
}

# The client's next request meets a gateway that knows nothing, and a second later all is as before.
killed_gateway() {
  local mark before
  ikeadm client initiate crash || fail "ikeadm initiate failed with status $?"
  ike_sa_active client crash
  before=$(ike_sas client crash | jq -r .initiator_spi)
  crash_ikev2d gateway
  start_alone gateway c
  [ "$(stat -c %a "$GROUP_DIR/gateway/crash_secret")" = 600 ] || fail "the secret of the tokens is not for its owner alone"
  mark=$(log_mark client)
  ikeadm client rekey ikesa "$before" "$(ike_sas client crash | jq -r .responder_spi)" >/dev/null 2>&1 || true
  await 5 "the client has not noticed" resumed "$before"
  told client "$mark" 'ike\.crashed' 'renegotiated=1'
  told client "$mark" 'ike\.resumed'
  ike_sa_active client crash
  ike_sa_active gateway crash
}

# resumed SPI: there is one IKE SA, and it is another.
resumed() { [ "$(ike_sas client crash | jq -r 'select(.state == "ACTIVE" and (.children | length) == 1) | .initiator_spi' | grep -vc "$1")" = 1 ]; }

nothing_leaked() {
  [ "$(ikeadm a dump ikesa --json | jq '[.. | objects | select(has("children"))] | length')" = 0 ] || fail "there are IKE SAs left"
  ipseckey a dump | tee "$GROUP_DIR/sadb"
  ! grep -qiE 'spi' "$GROUP_DIR/sadb" || fail "there are SAs left in the SADB: $(grep -im1 spi "$GROUP_DIR/sadb")"
}

group_teardown() {
  local name
  for name in first client gateway; do
    no_exceptions "$name"
    stop_ikev2d "$name"
  done
  both_stop
}

on_failure() { our_on_failure; tail -15 "$(ikev2d_log first)"; }
