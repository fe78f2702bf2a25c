# shellcheck shell=bash
# Negotiations that must fail: the right notify reaches the peer, one log line of ours tells why, and nothing is left over.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'

group_setup() {
  make_direct_net
  both_know 1 good "$XFORM" "$SUITE"
  OUR_PSK=other-psk-9876543210 both_know 2 wrong-key-ours "$XFORM" "$SUITE"
  OUR_PSK=other-psk-9876543210 both_know 3 wrong-key-theirs "$XFORM" "$SUITE"
  both_know 4 ike-proposal-ours "$XFORM" aes128-sha384-ecp384
  both_know 5 ike-proposal-theirs "$XFORM" aes128-sha384-ecp384
  THEIR_ESP=aes128-sha1 both_know 6 child-proposal-ours "$XFORM" "$SUITE"
  THEIR_ESP=aes128-sha1 both_know 7 child-proposal-theirs "$XFORM" "$SUITE"
  THEIR_LOCAL_TS=10.99.0.0/24 both_know 8 selectors-ours "$XFORM" "$SUITE"
  THEIR_LOCAL_TS=10.99.0.0/24 both_know 9 selectors-theirs "$XFORM" "$SUITE"
  THEIR_ID=stranger.test both_know 10 identity-theirs "$XFORM" "$SUITE"
  both_know 11 silent "$XFORM" "$SUITE"
  # a peer at an address of which no rule speaks
  add_pair 12
  { swan_connection no-rule "$B_OUT" "$A_OUT" b.test a.test "$SUITE" tunnel "$B_NET" "$A_NET" "$ESP"
    swan_secret no-rule "$PSK" a.test b.test; } >>"$GROUP_DIR/b.swanctl.conf"
  pair 11
  ns b nft -f - <<EOF
table ip lab {
  chain in {
    type filter hook input priority 0;
    ip daddr $B_OUT udp dport { 500, 4500 } drop
  }
}
EOF
  both_start -o response_wait_time=10
}

group_scenarios() {
  # requirement R7296-2.21.2-1
  scenario wrong-key-we-initiate we_fail wrong-key-ours authentication-failed,refused-by-peer 'AUTHENTICATION_FAILED'
  # requirement R7296-2.21.2-1
  scenario wrong-key-they-initiate they_fail wrong-key-theirs authentication-failed AUTHENTICATION_FAILED 'rule="?wrong-key-theirs' 'b\.test'
  scenario ike-proposal-we-initiate we_fail ike-proposal-ours refused-by-peer NO_PROPOSAL_CHOSEN
  # requirement R7296-2.7-3
  scenario ike-proposal-they-initiate they_fail ike-proposal-theirs no-proposal-chosen NO_PROPOSAL_CHOSEN \
    'rule="?.*ike-proposal-theirs' 'theirs=.*SHA2?_384' 'ours=.*SHA2?_256'
  # requirement R7296-2.7-3
  scenario child-proposal-we-initiate no_child_ours child-proposal-ours NO_PROPOSAL_CHOSEN
  # requirement R7296-2.7-3
  scenario child-proposal-they-initiate no_child_theirs child-proposal-theirs no-proposal-chosen NO_PROPOSAL_CHOSEN \
    'theirs=.*SHA1' 'ours=.*SHA2_256'
  # requirement R7296-2.21.2-2
  scenario selectors-we-initiate no_child_ours selectors-ours TS_UNACCEPTABLE
  # requirement R7296-2.21.2-2
  scenario selectors-they-initiate no_child_theirs selectors-theirs ts-unacceptable TS_UNACCEPTABLE \
    'theirs=.*10\.99\.0\.0' 'ours=.*10\.2\.9\.0'
  scenario unknown-identity they_fail identity-theirs unknown-peer AUTHENTICATION_FAILED 'theirs=.*stranger\.test' 'ours=.*b\.test'
  scenario unknown-address they_fail no-rule unknown-peer NO_PROPOSAL_CHOSEN 'theirs=.*172\.30\.9\.112'
  # requirement R7296-2.4-2
  scenario silent silent
  scenario nothing-leaked nothing_leaked
  scenario still-serves still_serves
}

# we_fail LABEL REASON[,REASON] NOTIFY: we initiate, the peer refuses; ikeadm fails and says why.
we_fail() {
  local mark out
  mark=$(log_mark a)
  if out=$(ikeadm a initiate "$1" 2>&1); then fail "ikeadm initiate $1 came up"; fi
  printf 'ikeadm: %s\n' "$out"
  grep -q "$3" <<<"$out" || fail "ikeadm does not tell $3: $out"
  one_refusal a "$mark" "(${2//,/|})" "rule=\"?$1" "$3"
  await 10 "an IKE SA of $1 is left" no_ike_sa a "$1"
  swan_none b "$1" || fail "strongSwan has an IKE SA of $1"
}

# they_fail CONNECTION REASON NOTIFY PATTERN...: the peer initiates, we refuse with NOTIFY and tell why in the log.
they_fail() {
  local mark out connection=$1 reason=$2 notify=$3
  shift 3
  mark=$(log_mark a)
  if out=$(swan_initiate b "$connection"); then fail "strongSwan's $connection came up"; fi
  printf '%s\n' "$out"
  grep -q "received $notify" <<<"$out" || fail "strongSwan did not receive $notify: $(tail -1 <<<"$out")"
  one_refusal a "$mark" "$reason" "$@"
  await 10 "an IKE SA of $connection is left" no_ike_sa a "$connection"
}

# no_child_theirs CONNECTION REASON NOTIFY PATTERN...: the IKE SA stands (RFC 7296 section 2.21.2), its CHILD SA is refused.
no_child_theirs() {
  local mark out connection=$1 reason=$2 notify=$3
  shift 3
  mark=$(log_mark a)
  if out=$(swan_initiate b "$connection"); then fail "strongSwan's $connection came up"; fi
  printf '%s\n' "$out"
  grep -q "received $notify" <<<"$out" || fail "strongSwan did not receive $notify: $(tail -1 <<<"$out")"
  one_refusal a "$mark" "$reason" "$@"
  childless "$connection"
}

# no_child_ours LABEL NOTIFY: the peer refuses the CHILD SA of our IKE SA.
no_child_ours() {
  local mark out
  mark=$(log_mark a)
  if out=$(ikeadm a initiate "$1" 2>&1); then fail "ikeadm initiate $1 came up"; fi
  printf 'ikeadm: %s\n' "$out"
  grep -q "$2" <<<"$out" || fail "ikeadm does not tell $2: $out"
  one_refusal a "$mark" refused-by-peer "$2"
  childless "$1"
}

# childless LABEL: an IKE SA without CHILD SA may stand on our side, and goes with a Delete.
childless() {
  local sas
  sas=$(ike_sas a "$1")
  if [ -n "$sas" ]; then
    jq -e '.children | length == 0' <<<"$sas" >/dev/null || fail "there is a CHILD SA: $sas"
    ikeadm a del ikesa "$(jq -r .initiator_spi <<<"$sas")" "$(jq -r .responder_spi <<<"$sas")"
  fi
  await 10 "an IKE SA of $1 is left" no_ike_sa a "$1"
  await 10 "strongSwan keeps an IKE SA of $1" swan_none b "$1"
}

silent() {
  local mark out
  mark=$(log_mark a)
  if out=$(ikeadm a initiate silent 2>&1); then fail "an initiation without a peer came up"; fi
  printf 'ikeadm: %s\n' "$out"
  one_refusal a "$mark" peer-silent 'rule="?silent' 'tries=[2-9]'
  await 10 "an IKE SA is left" no_ike_sa a silent
}

nothing_leaked() {
  ikeadm a dump ikesa --json
  [ "$(ikeadm a dump ikesa --json | jq '[.. | objects | select(has("children"))] | length')" = 0 ] || fail "there are IKE SAs left"
  ipseckey a dump | tee "$GROUP_DIR/sadb"
  ! grep -qiE 'spi' "$GROUP_DIR/sadb" || fail "there are SAs left in the SADB: $(grep -im1 spi "$GROUP_DIR/sadb")"
}

still_serves() {
  ikeadm a initiate good
  swan_active b good
  ike_sa_active a good
  # the check of the SADB above can fail
  ipseckey a dump | grep -qi spi || fail "ipseckey dump does not show the SAs that there are"
}

group_teardown() {
  both_stop
}

on_failure() { our_on_failure; }
