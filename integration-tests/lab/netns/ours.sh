# shellcheck shell=bash
# The daemon in a with its kernel in memory, strongSwan in b with userland ESP. Every scenario has its own pair of addresses,
# rule, policy and connection, all under one label.

CHILD_ALGS='encr_algs aes(256..256) encr_auth_algs sha256'

# both_know INDEX LABEL IKEV2D-XFORM STRONGSWAN-PROPOSAL: configures both sides; the caller may alter what the variables say:
# OUR_PSK, OUR_EXTRA, THEIR_ID, THEIR_ESP, THEIR_LOCAL_TS.
both_know() {
  local dir=$GROUP_DIR/a
  mkdir -p "$dir"
  add_pair "$1"
  rule "$2" "$A_OUT" "$B_OUT" FQDN=a.test FQDN=b.test "ikesa_xform { $3 } ${OUR_EXTRA:-}" >>"$dir/ikev2.config"
  preshared "$2" "${OUR_PSK:-$PSK}" >>"$dir/ikev2.preshared"
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "$A_NET" "$B_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  { swan_connection "$2" "$B_OUT" "$A_OUT" "${THEIR_ID:-b.test}" a.test "$4" tunnel "${THEIR_LOCAL_TS:-$B_NET}" "$A_NET" "${THEIR_ESP:-$ESP}"
    # strongSwan looks keys up by identity: a key that does not fit is to be ours
    swan_secret "$2" "$PSK" "${THEIR_ID:-b.test}" a.test; } >>"$GROUP_DIR/b.swanctl.conf"
}

# both_start [OPTION-OF-IKEV2D...]
both_start() {
  charon_conf 'kernel-libipsec kernel-netlink' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ikev2d a a -o kernel=memory "${TUNNELS[@]}" "$@"
}

both_stop() {
  no_exceptions a
  stop_ikev2d a
  stop_charon b
}

our_on_failure() { tail -15 "$(ikev2d_log a)"; tail -25 "$(charon_log b)"; }
