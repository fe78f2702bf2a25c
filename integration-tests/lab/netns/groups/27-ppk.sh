# shellcheck shell=bash
# peer strongSwan 6.0
# Post-quantum preshared keys with strongSwan: required or not, known to both sides or to one.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"

TUNNELS=()
PPK=0x8f3b1c5e2a7d4906b1e8d3c2f5a496878f3b1c5e2a7d4906b1e8d3c2f5a49687

# name, our keyword and id, the id and whether it is required of the peer, whether it comes up, with the key or without
keys() {
  cat <<'EOF'
both-optional      ppk           same   same   no   with
both-required      required_ppk  same   same   yes  with
we-require         required_ppk  same   same   no   with
they-have-none     ppk           ours   -      no   without
we-have-none       -             -      same   no   without
they-have-another  ppk           ours   other  no   without
we-insist          required_ppk  ours   -      no   never
they-insist        -             -      same   yes  never
EOF
}

cases() {
  local index=0 name keyword ours theirs required outcome by
  while read -r name keyword ours theirs required outcome; do
    for by in initiator responder; do
      # strongSwan with another key refuses ours, as if it were required
      [ "$name $by" != 'they-have-another initiator' ] || continue
      index=$((index + 1))
      printf '%s %s %s %s %s %s %s %s\n' "$index" "$name-$by" "$by" "$keyword" "$ours" "$theirs" "$required" "$outcome"
    done
  done < <(keys)
}

group_setup() {
  local index label by keyword ours theirs required outcome
  make_direct_net
  while read -r index label by keyword ours theirs required outcome; do
    SWAN_EXTRA=''
    if [ "$theirs" != - ]; then SWAN_EXTRA=$(printf 'ppk_id = %s-%s\n    ppk_required = %s' "$theirs" "$index" "$required"); fi
    both_know "$index" "$label" 'encr_alg aes(256..256) auth_alg sha256 dh_group 31' aes256-sha256-x25519
    if [ "$keyword" != - ]; then
      printf '{ label "%s" ppk_id "%s-%s" %s %s }\n' "$label" "$ours" "$index" "$keyword" "$PPK" >>"$GROUP_DIR/a/ikev2.preshared"
    fi
    if [ "$theirs" != - ]; then
      printf 'secrets {\n  ppk-%s {\n    id = %s-%s\n    secret = %s\n  }\n}\n' "$index" "$theirs" "$index" "$PPK" >>"$GROUP_DIR/b.swanctl.conf"
    fi
  done < <(cases)
  SWAN_EXTRA=''
  both_start
}

group_scenarios() {
  local index label by keyword ours theirs required outcome
  # requirement R8784-3-1 R8784-3-2 R8784-3-3
  while read -r index label by keyword ours theirs required outcome; do
    scenario "$label" "$([ "$outcome" = never ] && echo refused || echo up)" "$label" "$by" "$outcome"
  done < <(cases)
}

up() {
  local mark used
  mark=$(log_mark a)
  initiate "$1" "$2" || fail "no IKE SA of $1: $(tail -2 "$(charon_log b)" | tr '\n' '|')"
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\""
  used=$(log_since a "$mark" | grep -c 'ppk\.used' || true)
  [ "$used" = "$([ "$3" = with ] && echo 1 || echo 0)" ] || fail "ppk.used is there $used times"
}

refused() {
  if initiate "$1" "$2"; then fail "$1 came up without the key that it must have"; fi
  no_ike_sa a "$1" || fail "we keep an IKE SA of $1"
}

initiate() {
  if [ "$2" = initiator ]; then ikeadm a initiate "$1"; else swan_initiate b "$1"; fi
}

group_teardown() { both_stop; }

on_failure() { our_on_failure; }
