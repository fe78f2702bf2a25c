# shellcheck shell=bash
# peer strongSwan 6.1
# ML-KEM beside a classic key exchange, with the strongSwan of a newer Debian, whose OpenSSL has it.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/replaced.sh"

LAB_PEER=${LAB_NEWER_PEER-}
TUNNELS=()

# name, the peer's proposal, its proposal for CHILD SAs, our transform, our group of CHILD SAs
suites() {
  cat <<'EOF'
mlkem768   aes256-sha256-x25519-ke1_mlkem768                 aes256-sha256-x25519-ke1_mlkem768                 childsa_pfs 31 childsa_additional_ke 36     encr_alg aes(256..256) auth_alg sha256 dh_group 31 additional_ke 36
mlkem512   aes256gcm16-prfsha384-ecp256-ke1_mlkem512         aes256-sha256-ecp256-ke1_mlkem512                 childsa_pfs 19 childsa_additional_ke 35     encr_alg aes-gcm-16(256..256) prf sha384 dh_group 19 additional_ke 35
mlkem1024  aes256gcm16-prfsha512-ecp384-ke1_mlkem1024        aes256-sha256-ecp384-ke1_mlkem1024                childsa_pfs 20 childsa_additional_ke 37     encr_alg aes-gcm-16(256..256) prf sha512 dh_group 20 additional_ke 37
two        aes256-sha256-x25519-ke1_mlkem768-ke2_mlkem1024   aes256-sha256-x25519-ke1_mlkem768-ke2_mlkem1024   childsa_pfs 31 childsa_additional_ke 36 37  encr_alg aes(256..256) auth_alg sha256 dh_group 31 additional_ke 36 37
EOF
}

# one line a scenario: index, label, who initiates, the fields of suites
cases() {
  local index=0 name rest by
  while read -r name rest; do
    for by in initiator responder; do
      index=$((index + 1))
      printf '%s %s %s %s\n' "$index" "$name-$by" "$by" "$rest"
    done
  done < <(suites)
}

group_setup() {
  local index label by proposal esp rest
  make_direct_net
  while read -r index label by proposal esp rest; do
    OUR_EXTRA=${rest%%encr_alg*} THEIR_ESP=$esp both_know "$index" "$label" "encr_alg${rest#*encr_alg}" "$proposal"
  done < <(cases)
  start_capture postquantum a va
  both_start -o "wireshark_keys=$(ikev2d_dir a)/wireshark.keys"
}

group_scenarios() {
  local index label by rest
  # requirement R9242-3-1 R9242-3.3-1 R9242-3.3-2 R9370-2.2-1 R9370-2.2-2 R9370-2.2.2-1 RD-mlkem-1 RD-mlkem-2
  while read -r index label by rest; do scenario "$label" suite "$label" "$by"; done < <(cases)
  # requirement R9370-2.2.4-1 R9370-2.2.5-1
  while read -r index label by rest; do
    scenario "$label-we-rekey-child" replaced child us "$label"
    scenario "$label-they-rekey-child" replaced child peer "$label"
    scenario "$label-we-rekey-ike" replaced ike us "$label"
    scenario "$label-they-rekey-ike" replaced ike peer "$label"
  done < <(cases)
  scenario all-deleted all_deleted
}

suite() {
  if [ "$2" = initiator ]; then
    ikeadm a initiate "$1" || fail "ikeadm initiate $1 failed with status $?"
  else
    swan_initiate b "$1" || fail "strongSwan could not initiate $1: $(grep -h "<$1|" "$(charon_log b)" | tail -1)"
  fi
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\" and (.suite.group | contains(\"+ML_KEM\"))"
}

all_deleted() {
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

group_teardown() {
  stop_capture postquantum
  both_stop
}

on_failure() { our_on_failure; }
