# shellcheck shell=bash
# ikev2d in a with strongSwan in b, kernel ESP on both sides: each side as initiator, both modes, both families.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"

group_setup() {
  local index label by how mode family action
  make_net
  our_globals a
  while read -r index label by how mode family; do
    add_pair "$index" "$family" "$mode"
    our_pair a "$label" "$index" "$family" "$mode"
    action=none
    if [ "$by" = b ]; then action=trap; fi
    swan_side "$label" "$index" "$family" "$mode" "$action"
  done < <(matrix)
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ours a
}

group_scenarios() {
  local index label by how mode family
  while read -r index label by how mode family; do
    # requirement R7296-2.17-1 R7296-2.17-2 R7296-1.3.1-2 RX-PFK-3
    scenario "$label" with_strongswan "$index" "$label" "$by" "$how" "$mode" "$family"
  done < <(matrix)
  scenario pfkey-only only_pfkey a a
  # requirement R7296-1.4.1-3
  scenario delete-from-us delete_ours
  # requirement R7296-1.4.1-3
  scenario delete-from-strongswan delete_theirs
}

with_strongswan() {
  local index=$1 label=$2 by=$3 how=$4 mode=$5 family=$6
  pair "$index" "$family"
  ends "$mode"
  if [ "$how" = command ]; then
    ikeadm a initiate "$label" || fail "ikeadm initiate $label failed with status $?"
  elif [ "$by" = a ]; then
    ping_until a "$A_END" "$B_END" 30
  else
    ping_until b "$B_END" "$A_END" 30
  fi
  crosses "$index" "$family" "$mode"
  swan_active b "$label"
}

no_sa() { [ "$(sa_count "$1" "$2" "$3") $(sa_count "$1" "$3" "$2")" = '0 0' ]; }

delete_ours() {
  local sa
  pair 1 v4
  sa=$(ike_sas a transport-v4-from-a)
  [ -n "$sa" ] || fail "there is no IKE SA to delete"
  ikeadm a del ikesa "$(jq -r .initiator_spi <<<"$sa")" "$(jq -r .responder_spi <<<"$sa")"
  await 10 "our kernel keeps the SAs" no_sa a "$A_OUT" "$B_OUT"
  await 10 "strongSwan's kernel keeps the SAs" no_sa b "$A_OUT" "$B_OUT"
  swan_none b transport-v4-from-a || fail "strongSwan keeps the IKE SA"
}

delete_theirs() {
  pair 7 v4
  one_sa a "$A_OUT" "$B_OUT"
  swan b --terminate --ike tunnel-v4-from-b
  await 10 "our kernel keeps the SAs" no_sa a "$A_OUT" "$B_OUT"
  await 10 "we keep the IKE SA" no_ike_sa a tunnel-v4-from-b
}

group_teardown() {
  no_exceptions a
  stop_ikev2d a
  stop_charon b
}

on_failure() {
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; done
  tail -20 "$(ikev2d_log a)" "$(charon_log b)"
}
