# shellcheck shell=bash
# Rekeys of CHILD and IKE SAs with strongSwan, by the one side, by the other and by both at once, under a steady flow that must
# not lose a packet. LAB_REKEYS (40) is the number of rekeys in all, LAB_RATE (250) the packets a second in each direction.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/flow.sh"

LAB_REKEYS=${LAB_REKEYS:-40}
LONG_CHILD='childsa_lifetime_secs 600 childsa_softlife_secs 500'
SHORT_CHILD='childsa_lifetime_secs 60 childsa_softlife_secs 1'
SWAN_LONG='rekey_time = 600s
        life_time = 660s
        rand_time = 0s'
SWAN_SHORT='rekey_time = 1s
        life_time = 60s
        rand_time = 0s'

# index, label, family, child lifetimes of ours and theirs, IKE lifetimes of ours and theirs (seconds)
cases() {
  cat <<'TABLE'
1 quiet          v4 long  long  14400 14400
2 we-child       v4 short long  14400 14400
3 they-child     v6 long  short 14400 14400
4 we-ike         v6 long  long  2     14400
5 they-ike       v4 long  long  14400 2
6 both-child     v4 short short 14400 14400
7 both-ike       v6 long  long  2     2
8 all-at-once    v4 short short 3     3
9 they-reauth    v4 long  long  14400 reauth
10 we-reauth     v6 long  long  14400 14400
11 we-limit      v4 long  long  14400 limited
TABLE
}

group_setup() {
  local index label family own peer own_ike peer_ike limit
  make_net
  our_globals a
  while read -r index label family own peer own_ike peer_ike; do
    add_pair "$index" "$family" tunnel
    limit=
    if [ "$peer_ike" = limited ]; then limit='auth_lifetime_secs 4'; fi
    OUR_RULE="$(lifetimes "$own") ikesa_lifetime_secs $own_ike $limit" our_pair a "$label" "$index" "$family" tunnel
    SWAN_EXTRA=$(printf 'rekey_time = %ss\n    over_time = 600s\n    rand_time = 0s' "$peer_ike")
    if [ "$peer_ike" = limited ]; then SWAN_EXTRA=$(printf 'rekey_time = 14400s\n    over_time = 2s'); fi
    if [ "$peer_ike" = reauth ]; then SWAN_EXTRA=$(printf 'rekey_time = 0s\n    reauth_time = 2s\n    over_time = 600s\n    rand_time = 0s'); fi
    SWAN_CHILD_EXTRA=$SWAN_LONG
    if [ "$peer" = short ]; then SWAN_CHILD_EXTRA=$SWAN_SHORT; fi
    swan_side "$label" "$index" "$family" tunnel
  done < <(cases)
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ours a
}

lifetimes() { if [ "$1" = short ]; then printf '%s' "$SHORT_CHILD"; else printf '%s' "$LONG_CHILD"; fi; }

group_scenarios() {
  scenario the-count-can-fail count_can_fail
  # requirement R7296-2.8-2 R7296-1.3-2 RX-PFK-2
  scenario we-rekey-child rekeyed 2 we-child child us 5
  # requirement R7296-2.8-2 R7296-2.17-2 R7296-1.3-2
  scenario they-rekey-child rekeyed 3 they-child child peer 5
  # requirement R7296-1.3.2-1 R7296-1.3.2-3
  scenario we-rekey-ike rekeyed 4 we-ike ike us 10
  # requirement R7296-1.3.2-1 R7296-1.3.2-3
  scenario they-rekey-ike rekeyed 5 they-ike ike peer 10
  # requirement R7296-2.8.1-1
  scenario both-rekey-child collided 6 both-child child 5
  # requirement R7296-2.8.2-1
  scenario both-rekey-ike collided 7 both-ike ike 10
  # requirement R7296-2.8.3-1
  scenario we-reauthenticate we_reauthenticate 10 we-reauth
  # requirement R7296-2.8.3-1
  scenario they-reauthenticate reauthenticated 9 they-reauth
  # requirement R4478-3-1
  scenario we-limit-authentication limited 11 we-limit
  scenario children-and-ike mixed 8 all-at-once 5
}

# up INDEX LABEL [SKIPPED]: a CHILD SA that works; then the flow starts.
up() {
  pair "$1" "$(family "$1")"
  ikeadm a initiate "$2" || fail "ikeadm initiate $2 failed with status $?"
  flow_up "$2" "${3:-}"
}

flow_up() {
  pings a "$A_IN" "$B_IN" 1
  start_flow "$1" a "$A_IN" b "$B_IN" "${2:-}"
}
family() { cases | awk -v i="$1" '$1 == i { print $3 }'; }

# down LABEL INDEX: not a packet was lost; what a rekey has replaced has gone; then the SAs go as well. strongSwan ends them: it
# names them by connection, while SPIs may be replaced before ikeadm has started.
down() {
  stop_flow "$1" || fail "$(flow_lost "$1")"
  flow_lost "$1"
  no_exceptions a
  end "$1" "$2"
}

end() {
  # while the sides go on rekeying there are moments with two pairs
  await 30 "strongSwan keeps replaced SAs: $(swan b --list-sas --ike "$1" | grep -c INSTALLED) CHILD SAs" single b "$1"
  await 30 "strongSwan does not end $1" ended "$1"
  pair "$2" "$(family "$2")"
  await 10 "our kernel keeps SAs of $1" no_kernel_sa a
  await 10 "strongSwan's kernel keeps SAs of $1" no_kernel_sa b
  await 20 "we keep an IKE SA of $1" no_ike_sa a "$1"
}

single() {
  local sas
  sas=$(swan "$1" --list-sas --ike "$2")
  [ "$(grep -c "^$2: .*ESTABLISHED" <<<"$sas")" = 1 ] && [ "$(grep -c "^  $2: .*INSTALLED" <<<"$sas")" = 1 ]
}

# a rekey may come in between
ended() {
  swan b --terminate --ike "$1" --timeout 5 || true
  swan_none b "$1"
}

no_kernel_sa() { [ "$(sa_count "$1" "$A_OUT" "$B_OUT") $(sa_count "$1" "$B_OUT" "$A_OUT")" = '0 0' ]; }

# count LABEL MARK WHAT BY: rekeys of this rule since MARK.
count() { log_since a "$2" | grep "rule=\"\?$1\b" | grep "$3\.rekeyed" | grep -c "by=$4" || true; }
counted() { [ "$(count "$1" "$2" "$3" "$4")" -ge "$5" ]; }

count_can_fail() {
  up 1 quiet 100
  await 10 "the flow does not flow" flowing quiet
  if stop_flow quiet; then fail "a packet that was not sent was not missed"; fi
  flow_lost quiet
  jq -e '.missing == [[100, 100]]' "$GROUP_DIR/quiet.flow.2" >/dev/null || fail "more was lost without rekeys: $(flow_lost quiet)"
}
flowing() { [ "$(sa_packets a "$A_OUT" "$B_OUT")" -gt 300 ]; }

# rekeyed INDEX LABEL WHAT BY PART: LAB_REKEYS / PART rekeys by one side.
rekeyed() {
  local mark want=$(( LAB_REKEYS / $5 ))
  mark=$(log_mark a)
  up "$1" "$2"
  await $((want * 6 + 20)) "fewer than $want rekeys" counted "$2" "$mark" "$3" "$4" "$want"
  printf '%s rekeys\n' "$(count "$2" "$mark" "$3" "$4")"
  down "$2" "$1"
}

# reauthenticated INDEX LABEL: strongSwan makes a new IKE SA with a CHILD SA of its own before it deletes the old one. We send on the
# old CHILD SA until then, so that nothing is lost.
reauthenticated() {
  local mark want=$(( LAB_REKEYS / 8 ))
  mark=$(log_mark a)
  pair "$1" "$(family "$1")"
  swan_initiate b "$2" || fail "strongSwan does not begin $2"
  flow_up "$2"
  await $((want * 6 + 20)) "fewer than $want IKE SAs" established "$2" "$mark" "$want"
  down "$2" "$1"
}

# limited INDEX LABEL: as responder we tell how long the authentication is good for, and strongSwan authenticates anew in time.
limited() {
  reauthenticated "$@"
  grep -q "<$2|.*received AUTH_LIFETIME of 4s, scheduling reauthentication" "$(charon_log b)" || fail "strongSwan was not told"
}

we_reauthenticate() {
  local mark want=$(( LAB_REKEYS / 8 )) number
  mark=$(log_mark a)
  up "$1" "$2"
  for number in $(seq "$want"); do
    ikeadm a reauth ikesa "$A_OUT" "$B_OUT" || fail "ikeadm reauth failed with status $?"
    swan_active b "$2"
    ike_sa_active a "$2"
  done
  established "$2" "$mark" $((want + 1)) || fail "there were no new IKE SAs"
  hardly_lost "$2"
  end "$2" "$1"
}

# hardly_lost LABEL: strongSwan sends on the new CHILD SA as soon as it has made its answer to IKE_AUTH. Packets that arrive before we
# have read that find no SA; we could make the keys earlier, yet the peer has not proved who it is. Nothing else is lost.
hardly_lost() {
  stop_flow "$1" || true
  flow_lost "$1"
  no_exceptions a
  jq -es 'all(.longest_gap_ms < 1000) and .[0].sent == .[1].received and .[1].sent - .[0].received <= .[1].sent / 20' \
    "$GROUP_DIR/$1".flow.[12] >/dev/null || fail "$(flow_lost "$1")"
}
established() { [ "$(log_since a "$2" | grep "rule=\"\?$1\b" | grep -c 'ike\.established')" -ge "$3" ]; }

# collided INDEX LABEL WHAT PART: a slow cable makes the two sides' rekeys meet.
collided() {
  local mark want=$(( LAB_REKEYS / $4 )) before after
  mark=$(log_mark a)
  slow_cable 150ms
  before=$(collisions "$3")
  up "$1" "$2"
  await $((want * 6 + 20)) "fewer than $want rekeys" counted "$2" "$mark" "$3" '' "$want"
  await 60 "the rekeys did not meet" met "$3" "$before"
  after=$(collisions "$3")
  printf '%s rekeys, of them %s collisions\n' "$(count "$2" "$mark" "$3" '')" $((after - before))
  down "$2" "$1"
  fast_cable
}
met() { [ "$(collisions "$1")" -gt "$2" ]; }
collisions() { grep -cE "${1^^}_SA rekey collision (won|lost)|noticed ${1^^}_SA rekey collision" "$(charon_log b)" || true; }
slow_cable() {
  ns a tc qdisc replace dev va root netem delay "$1" limit 10000
  ns b tc qdisc replace dev vb root netem delay "$1" limit 10000
}
fast_cable() {
  ns a tc qdisc del dev va root 2>/dev/null || true
  ns b tc qdisc del dev vb root 2>/dev/null || true
}

mixed() {
  local mark want=$(( LAB_REKEYS / $3 ))
  mark=$(log_mark a)
  up "$1" "$2"
  await $((want * 6 + 20)) "fewer than $want rekeys of CHILD SAs" counted "$2" "$mark" child '' "$want"
  await 60 "fewer than 2 rekeys of IKE SAs" counted "$2" "$mark" ike '' 2
  printf '%s of CHILD SAs, %s of IKE SAs\n' "$(count "$2" "$mark" child '')" "$(count "$2" "$mark" ike '')"
  down "$2" "$1"
}

group_teardown() {
  kill_flows
  stop_ikev2d a
  stop_charon b
}

on_failure() {
  kill_flows
  fast_cable
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" cat /proc/net/xfrm_stat; done
  tail -n 60 "$(ikev2d_log a)"
  tail -n 60 "$(charon_log b)"
}
