# shellcheck shell=bash
# ikev2d with ikev2d: each side as initiator, both modes, both families. NETLINK_XFRM is absent while they work, so every SA and
# policy came through PF_KEY.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"

group_setup() {
  local index label by how mode family
  make_net
  our_globals a
  our_globals b
  while read -r index label by how mode family; do
    add_pair "$index" "$family" "$mode"
    our_pair a "$label" "$index" "$family" "$mode"
    our_pair b "$label" "$index" "$family" "$mode"
  done < <(matrix)
  netlink_xfrm_off
  start_ours a
  start_ours b
}

group_scenarios() {
  local index label by how mode family
  while read -r index label by how mode family; do
    scenario "$label" our_pair_works "$index" "$label" "$by" "$how" "$mode" "$family"
  done < <(matrix)
  scenario pfkey-only pfkey_only
  scenario stop-removes-ours stop_removes
}

our_pair_works() {
  local index=$1 label=$2 by=$3 how=$4 mode=$5 family=$6
  pair "$index" "$family"
  ends "$mode"
  if [ "$how" = command ]; then
    ikeadm "$by" initiate "$label" || fail "ikeadm initiate $label failed with status $?"
  elif [ "$by" = a ]; then
    ping_until a "$A_END" "$B_END" 30
  else
    ping_until b "$B_END" "$A_END" 30
  fi
  netlink_xfrm_on
  crosses "$index" "$family" "$mode"
  netlink_xfrm_off
}

pfkey_only() {
  local spi
  only_pfkey a a
  only_pfkey b b
  # what ipseckey reads over PF_KEY is what the kernel has
  ns a "$IKEV2D_TREE/bin/ipseckey" dump >"$GROUP_DIR/ipseckey.txt"
  pair 1 v4
  netlink_xfrm_on
  for spi in $(spis a "$A_OUT" "$B_OUT") $(spis a "$B_OUT" "$A_OUT"); do
    grep -qi "${spi#0x}" "$GROUP_DIR/ipseckey.txt" || fail "ipseckey dump does not show the SA with SPI $spi"
  done
  netlink_xfrm_off
}

# Stopping a deletes its SAs with the peer, so b's go as well; the policies of b stay until b stops.
stop_removes() {
  netlink_xfrm_restore
  [ -n "$(ns a ip xfrm state)" ] && [ -n "$(ns a ip xfrm policy)" ] || fail "there is nothing to remove"
  no_exceptions a
  no_exceptions b
  stop_ikev2d a
  kernel_is_clean a
  await 20 "the SAs of b outlive the Delete" kernel_has_no_sa b
  stop_ikev2d b
  kernel_is_clean b
}

kernel_has_no_sa() { [ -z "$(ns "$1" ip xfrm state)" ]; }
kernel_is_clean() {
  ns "$1" ip xfrm state
  ns "$1" ip xfrm policy
  [ -z "$(ns "$1" ip xfrm state)" ] || fail "SAs are left in the kernel of $1"
  [ -z "$(ns "$1" ip xfrm policy)" ] || fail "policies are left in the kernel of $1"
}

group_teardown() {
  netlink_xfrm_restore
  stop_ikev2d a
  stop_ikev2d b
}

on_failure() {
  netlink_xfrm_on
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; tail -20 "$(ikev2d_log "$n")"; done
  # scenarios begin without it, whatever became of the one before
  [ ! -d /sys/module/xfrm_user ] || [ "$(cat /proc/sys/kernel/modprobe)" = /sbin/modprobe ] || rmmod xfrm_user
}
