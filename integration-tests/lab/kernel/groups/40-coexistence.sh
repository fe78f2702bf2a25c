# shellcheck shell=bash
# An SA pair and policies that somebody else made, between other addresses: whatever the daemon does, they stay byte for byte.
# The scenarios are stages of one story and build on each other.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"

MANUAL_LOCAL=172.30.9.201 MANUAL_PEER=172.30.9.202
LABEL=story INDEX=1

group_setup() {
  make_net
  add_pair $INDEX v4 tunnel
  addr a va "$MANUAL_LOCAL/24"
  manual_sas
  our_globals a
  our_pair a $LABEL $INDEX v4 tunnel
  # the peer must believe the INITIAL_CONTACT that follows a crash
  SWAN_UNIQUE=no swan_side $LABEL $INDEX v4 tunnel
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ours a
}

manual_sas() {
  local auth=0x00112233445566778899aabbccddeeff00112233 enc=0x000102030405060708090a0b0c0d0e0f
  ns a ip xfrm state add src $MANUAL_LOCAL dst $MANUAL_PEER proto esp spi 0x00001001 reqid 77 mode transport replay-window 32 \
    auth-trunc 'hmac(sha1)' $auth 96 enc 'cbc(aes)' $enc limit time-soft 86000 limit time-hard 86400
  ns a ip xfrm state add src $MANUAL_PEER dst $MANUAL_LOCAL proto esp spi 0x00001002 reqid 77 mode transport replay-window 32 \
    auth-trunc 'hmac(sha1)' $auth 96 enc 'cbc(aes)' $enc limit time-soft 86000 limit time-hard 86400
  ns a ip xfrm policy add src $MANUAL_LOCAL dst $MANUAL_PEER dir out priority 1000 tmpl proto esp reqid 77 mode transport
  ns a ip xfrm policy add src $MANUAL_PEER dst $MANUAL_LOCAL dir in priority 1000 tmpl proto esp reqid 77 mode transport
  manual_text >"$GROUP_DIR/manual.before"
  [ "$(grep -c '^src ' "$GROUP_DIR/manual.before")" = 4 ] || fail "two SAs and two policies were to be made: $(cat "$GROUP_DIR/manual.before")"
}

# an entry that names the peer's address: nothing else does
manual_text() {
  xfrm_naming a state "$MANUAL_PEER"
  xfrm_naming a policy "$MANUAL_PEER"
}

manual_intact() {
  manual_text >"$GROUP_DIR/manual.now"
  diff "$GROUP_DIR/manual.before" "$GROUP_DIR/manual.now" || fail "the manual SAs and policies changed"
}

group_scenarios() {
  scenario negotiation negotiation
  scenario delete delete
  scenario stop stop
  scenario kill-and-restart kill_and_restart
  scenario stop-after-restart stop_after_restart
  scenario the-comparison-can-fail comparison_can_fail
}

connect() {
  pair $INDEX v4
  ping_until a "$A_IN" "$B_IN" 30
  crosses $INDEX v4 tunnel
}

no_own_sa() { [ -z "$(xfrm_others a state "$MANUAL_PEER")" ]; }
own_policies() { xfrm_others a policy "$MANUAL_PEER" | grep -A1 '^src 10\.' || true; }

nothing_of_ours() {
  no_own_sa || fail "SAs of ours are left: $(xfrm_others a state "$MANUAL_PEER" | head -2 | tr '\n' ' ')"
  [ -z "$(xfrm_others a policy "$MANUAL_PEER")" ] || fail "policies of ours are left: $(xfrm_others a policy "$MANUAL_PEER" | head -2 | tr '\n' ' ')"
}

negotiation() {
  connect
  [ -n "$(own_policies)" ] || fail "no policy of ours is in the kernel"
  manual_intact
}

delete() {
  local sa
  sa=$(ike_sas a $LABEL)
  ikeadm a del ikesa "$(jq -r .initiator_spi <<<"$sa")" "$(jq -r .responder_spi <<<"$sa")"
  await 10 "our SAs outlive the Delete" no_own_sa
  [ -n "$(own_policies)" ] || fail "the policy went with the SA"
  manual_intact
}

stop() {
  connect
  stop_ikev2d a
  nothing_of_ours
  manual_intact
}

kill_and_restart() {
  local spi before policies
  start_ours a
  connect
  before=$(spis a "$A_OUT" "$B_OUT"; spis a "$B_OUT" "$A_OUT")
  policies=$(own_policies | grep -c '^src')
  crash_ikev2d a
  [ "$(spis a "$A_OUT" "$B_OUT"; spis a "$B_OUT" "$A_OUT")" = "$before" ] && [ -n "$before" ] ||
    fail "the kernel lost the SAs with the process: this proves nothing"
  manual_intact
  start_ours a
  for spi in $before; do
    if xfrm_others a state "$MANUAL_PEER" | grep -q "$spi"; then fail "SA $spi of the killed daemon is still there"; fi
  done
  [ "$(own_policies | grep -c '^src')" = "$policies" ] ||
    fail "$(own_policies | grep -c '^src') policies of ours after the restart, $policies before"
  manual_intact
  # the peer still has the old SAs; the new negotiation must replace them
  connect_again
  manual_intact
}

connect_again() {
  pair $INDEX v4
  ping_until a "$A_IN" "$B_IN" 30
  pings a "$A_IN" "$B_IN"
  pings b "$B_IN" "$A_IN"
}

stop_after_restart() {
  no_exceptions a
  stop_ikev2d a
  nothing_of_ours
  manual_intact
}

comparison_can_fail() {
  ns a ip xfrm state delete src $MANUAL_LOCAL dst $MANUAL_PEER proto esp spi 0x00001001
  if (manual_intact); then fail "a deleted manual SA was not noticed"; fi
  : >"$LAB_REASON"
}

group_teardown() {
  stop_ikev2d a
  stop_charon b
}

on_failure() {
  ns a ip -s xfrm state; ns a ip xfrm policy
  tail -20 "$(ikev2d_log a)" "$(charon_log b)"
}
