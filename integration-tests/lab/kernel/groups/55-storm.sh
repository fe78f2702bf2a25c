# shellcheck shell=bash
# SAs replaced again and again by command, by the one side, by the other and by both at the same moment, deletions as well, under
# a steady flow. Replacements lose no packet. LAB_REKEYS (200) replacements and LAB_COLLISIONS (100); LAB_RATE (500) packets a
# second in each direction at least, measured over the whole of a scenario.

LAB_RATE=${LAB_RATE:-500}
. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/flow.sh"

LAB_REKEYS=${LAB_REKEYS:-200}
LAB_COLLISIONS=${LAB_COLLISIONS:-100}

# index, label, family, PFS group of ours, and what it adds to their proposal
cases() {
  cat <<'TABLE'
1 without-pfs v4 0
2 with-pfs    v6 19 -ecp256
3 at-once     v4 0
TABLE
}

group_setup() {
  local index label family group theirs
  make_net
  our_globals a
  while read -r index label family group theirs; do
    add_pair "$index" "$family" tunnel
    OUR_RULE="childsa_pfs $group" our_pair a "$label" "$index" "$family" tunnel
    SWAN_EXTRA='rekey_time = 4h' SWAN_CHILD_EXTRA='rekey_time = 4h' KERNEL_ESP=aes256-sha512$theirs swan_side "$label" "$index" "$family" tunnel
  done < <(cases)
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/b.strongswan.conf"
  # a kernel that has asked for an SA in vain asks again soon
  ns a sysctl -qw net.core.xfrm_acq_expires=3
  start_charon b b
  start_ours a
}

group_scenarios() {
  scenario rekeys-without-pfs driven 1 without-pfs replace $((LAB_REKEYS / 2))
  scenario rekeys-with-pfs driven 2 with-pfs replace $((LAB_REKEYS / 2))
  scenario rekeys-and-deletes-at-once driven 3 at-once collide "$LAB_COLLISIONS"
}

# driven INDEX LABEL MODE COUNT
driven() {
  local facts lost
  pair "$1" "$(cases | awk -v i="$1" '$1 == i { print $3 }')"
  ikeadm a initiate "$2" || fail "ikeadm initiate $2 failed with status $?"
  pings a "$A_IN" "$B_IN" 1
  start_flow "$2" a "$A_IN" b "$B_IN"
  facts=$(jq -nc --arg name "$2" --arg control "$(ikev2d_socket a)" --arg vici "/proc/$(charon_pid b)/root/run/charon.vici" \
    --arg a "$A_OUT" --arg b "$B_OUT" '{label: $name, control: $control, vici: $vici, namespaces: ["a", "b"], addresses: [$a, $b]}')
  /usr/bin/python3 -B "$IKEV2D_ROOT/integration-tests/lab/lib/drive.py" "$3" "$facts" "$4" 2>"$GROUP_DIR/$2.drive" ||
    fail "$(tail -1 "$GROUP_DIR/$2.drive")"
  lost=0
  stop_flow "$2" || lost=1
  flow_lost "$2"
  # a deletion interrupts the flow; a replacement must not
  [ "$3" = collide ] || [ "$lost" = 0 ] || fail "$(flow_lost "$2")"
  no_exceptions a
  await 20 "our kernel has more than one pair of SAs" one_pair a
  await 20 "strongSwan's kernel has more than one SA to us" one_sa_back b
  ikeadm a flush ikesa
  await 20 "strongSwan keeps an IKE SA of $2" swan_none b "$2"
  await 20 "we keep an IKE SA of $2" no_ike_sa a "$2"
  await 20 "our kernel keeps SAs of $2" no_pair a
  await 20 "strongSwan's kernel keeps SAs of $2" no_pair b
}
one_pair() { [ "$(sa_count "$1" "$A_OUT" "$B_OUT") $(sa_count "$1" "$B_OUT" "$A_OUT")" = '1 1' ]; }
# strongSwan forgets an inbound SA that it is to delete later, if its IKE SA is replaced meanwhile; it goes with the IKE SA
one_sa_back() { [ "$(sa_count "$1" "$B_OUT" "$A_OUT")" = 1 ]; }
no_pair() { [ "$(sa_count "$1" "$A_OUT" "$B_OUT") $(sa_count "$1" "$B_OUT" "$A_OUT")" = '0 0' ]; }

group_teardown() {
  kill_flows
  stop_ikev2d a
  stop_charon b
}

on_failure() {
  kill_flows
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" cat /proc/net/xfrm_stat; done
  tail -n 60 "$(ikev2d_log a)"
  tail -n 60 "$(charon_log b)"
}
