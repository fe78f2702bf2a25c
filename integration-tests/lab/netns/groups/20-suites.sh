# shellcheck shell=bash
# peer strongSwan 6.0
# Every algorithm of the core profile with strongSwan, each side as initiator. The whole is captured, and the capture must decode.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"

TUNNELS=()

# name, what IKE SA we must show, the peer's proposal, our transform
suites() {
  cat <<'EOF'
aes128          aes128-sha256-ecp256             encr_alg aes(128..128) auth_alg sha256 dh_group 19
aes192          aes192-sha256-ecp256             encr_alg aes(192..192) auth_alg sha256 dh_group 19
aes256          aes256-sha256-ecp256             encr_alg aes(256..256) auth_alg sha256 dh_group 19
gcm128          aes128gcm16-prfsha256-ecp256     encr_alg aes-gcm-16(128..128) prf sha256 dh_group 19
gcm192          aes192gcm16-prfsha256-ecp256     encr_alg aes-gcm-16(192..192) prf sha256 dh_group 19
gcm256          aes256gcm16-prfsha256-ecp256     encr_alg aes-gcm-16(256..256) prf sha256 dh_group 19
3des            3des-sha256-ecp256               encr_alg 3des auth_alg sha256 dh_group 19
sha1            aes256-sha1-ecp256               encr_alg aes(256..256) auth_alg sha1 dh_group 19
sha384          aes256-sha384-ecp256             encr_alg aes(256..256) auth_alg sha384 dh_group 19
sha512          aes256-sha512-ecp256             encr_alg aes(256..256) auth_alg sha512 dh_group 19
modp2048        aes256-sha256-modp2048           encr_alg aes(256..256) auth_alg sha256 dh_group 14
modp3072        aes256-sha256-modp3072           encr_alg aes(256..256) auth_alg sha256 dh_group 15
modp4096        aes256-sha256-modp4096           encr_alg aes(256..256) auth_alg sha256 dh_group 16
ecp384          aes256-sha256-ecp384             encr_alg aes(256..256) auth_alg sha256 dh_group 20
ecp521          aes256-sha256-ecp521             encr_alg aes(256..256) auth_alg sha256 dh_group 21
x25519          aes256-sha256-x25519             encr_alg aes(256..256) auth_alg sha256 dh_group 31
oldest          3des-sha1-modp2048               encr_alg 3des auth_alg sha1 dh_group 14
gcm-x25519      aes128gcm16-prfsha512-x25519     encr_alg aes-gcm-16(128..128) prf sha512 dh_group 31
gcm-ecp521      aes256gcm16-prfsha384-ecp521     encr_alg aes-gcm-16(256..256) prf sha384 dh_group 21
gcm-sha1        aes256gcm16-prfsha1-modp4096     encr_alg aes-gcm-16(256..256) prf sha1 dh_group 16
EOF
}

# one line a scenario: index, label, who initiates, proposal, transform
cases() {
  local index=0 name proposal xform by
  while read -r name proposal xform; do
    for by in initiator responder; do
      index=$((index + 1))
      printf '%s %s %s %s %s\n' "$index" "$name-$by" "$by" "$proposal" "$xform"
    done
  done < <(suites)
}

group_setup() {
  local index label by proposal xform
  make_direct_net
  while read -r index label by proposal xform; do both_know "$index" "$label" "$xform" "$proposal"; done < <(cases)
  start_capture suites a va
  both_start -o "wireshark_keys=$(ikev2d_dir a)/wireshark.keys"
}

group_scenarios() {
  local index label by proposal xform
  # algorithm AUTH-2
  # requirement R7296-2.14-2 R7296-2.15-1 R7296-2.15-2 R8247-2-1
  while read -r index label by proposal xform; do scenario "$label" suite "$label" "$by"; done < <(cases)
  scenario all-deleted all_deleted
  scenario capture-decodes captured
}

suite() {
  if [ "$2" = initiator ]; then
    ikeadm a initiate "$1" || fail "ikeadm initiate $1 failed with status $?"
  else
    swan_initiate b "$1" || fail "strongSwan could not initiate $1: $(grep -h "<$1|" "$(charon_log b)" | tail -1)"
  fi
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\""
}

# flush deletes every IKE SA with its peer: nothing may be left on either side
all_deleted() {
  if ours_empty; then fail "there is nothing to delete"; fi
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
  await 10 "ikev2d still has SAs" ours_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }
ours_empty() { [ "$(ikeadm a dump ikesa --json | jq '[.. | objects | select(has("children"))] | length')" = 0 ]; }

# six messages at least for each suite and role: two exchanges and the Delete
captured() {
  local keys
  keys=$(ikev2d_dir a)/wireshark.keys
  stop_capture suites
  [ "$(stat -c %a "$keys")" = 600 ] || fail "the key file has mode $(stat -c %a "$keys"), not 600"
  grep -qiE 'wireshark' "$(ikev2d_log a)" || fail "the log does not tell that keys are exported"
  capture_decodes suites "$keys" $(( $(cases | wc -l) * 6 ))
}

group_teardown() {
  stop_capture suites
  both_stop
}

on_failure() { our_on_failure; }
