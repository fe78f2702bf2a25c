# shellcheck shell=bash
# peer strongSwan 6.0
# The rest of what strongSwan has: ciphers, codes and groups beyond the core profile, each side as initiator.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/replaced.sh"

CHARON_PLUGINS="$CHARON_PLUGINS xcbc chapoly md5"
TUNNELS=()

# name, the peer's proposal, our transform
suites() {
  cat <<'EOF'
chacha          chacha20poly1305-prfsha256-ecp256     encr_alg chacha20-poly1305 prf sha256 dh_group 19
gcm8            aes256gcm8-prfsha256-ecp256           encr_alg aes-gcm-8(256..256) prf sha256 dh_group 19
gcm12           aes128gcm12-prfsha256-ecp256          encr_alg aes-gcm-12(128..128) prf sha256 dh_group 19
ccm8            aes128ccm8-prfsha256-ecp256           encr_alg aes-ccm-8(128..128) prf sha256 dh_group 19
ccm12           aes192ccm12-prfsha384-ecp256          encr_alg aes-ccm-12(192..192) prf sha384 dh_group 19
ccm16           aes256ccm16-prfsha512-ecp256          encr_alg aes-ccm-16(256..256) prf sha512 dh_group 19
ctr128          aes128ctr-sha256-ecp256               encr_alg aes-ctr(128..128) auth_alg sha256 dh_group 19
ctr256          aes256ctr-sha512-ecp256               encr_alg aes-ctr(256..256) auth_alg sha512 dh_group 19
camellia128     camellia128-sha256-ecp256             encr_alg camellia(128..128) auth_alg sha256 dh_group 19
camellia192     camellia192-sha384-ecp256             encr_alg camellia(192..192) auth_alg sha384 dh_group 19
camellia256     camellia256-sha256-ecp256             encr_alg camellia(256..256) auth_alg sha256 dh_group 19
xcbc            aes128-aesxcbc-ecp256                 encr_alg aes(128..128) auth_alg aes-xcbc dh_group 19
cmac            aes128-aescmac-ecp256                 encr_alg aes(128..128) auth_alg aes-cmac dh_group 19
xcbc-prf        aes256gcm16-prfaesxcbc-x25519         encr_alg aes-gcm-16(256..256) prf aes-xcbc dh_group 31
cmac-prf        aes256ccm16-prfaescmac-x25519         encr_alg aes-ccm-16(256..256) prf aes-cmac dh_group 31
camellia-xcbc   camellia256-aesxcbc-prfsha256-ecp384  encr_alg camellia(256..256) auth_alg aes-xcbc prf sha256 dh_group 20
3des-cmac       3des-aescmac-modp2048                 encr_alg 3des auth_alg aes-cmac dh_group 14
modp1024        aes128-sha1-modp1024                  encr_alg aes(128..128) auth_alg sha1 dh_group 2
modp1536        aes128-sha1-modp1536                  encr_alg aes(128..128) auth_alg sha1 dh_group 5
modp6144        aes256-sha256-modp6144                encr_alg aes(256..256) auth_alg sha256 dh_group 17
modp8192        aes256-sha256-modp8192                encr_alg aes(256..256) auth_alg sha256 dh_group 18
modp1024s160    aes128-sha256-modp1024s160            encr_alg aes(128..128) auth_alg sha256 dh_group 22
modp2048s224    aes128-sha256-modp2048s224            encr_alg aes(128..128) auth_alg sha256 dh_group 23
modp2048s256    aes128-sha256-modp2048s256            encr_alg aes(128..128) auth_alg sha256 dh_group 24
ecp192          aes128-sha256-ecp192                  encr_alg aes(128..128) auth_alg sha256 dh_group 25
ecp224          aes128-sha256-ecp224                  encr_alg aes(128..128) auth_alg sha256 dh_group 26
bp224           aes128-sha256-ecp224bp                encr_alg aes(128..128) auth_alg sha256 dh_group 27
bp256           aes128-sha256-ecp256bp                encr_alg aes(128..128) auth_alg sha256 dh_group 28
bp384           aes256-sha384-ecp384bp                encr_alg aes(256..256) auth_alg sha384 dh_group 29
bp512           aes256-sha512-ecp512bp                encr_alg aes(256..256) auth_alg sha512 dh_group 30
x448            aes256-sha512-x448                    encr_alg aes(256..256) auth_alg sha512 dh_group 32
two-curves      aes256-sha256-x25519-ke1_ecp384       encr_alg aes(256..256) auth_alg sha256 dh_group 31 additional_ke 20
three-curves    aes256gcm16-prfsha384-x25519-ke1_ecp521-ke2_modp3072  encr_alg aes-gcm-16(256..256) prf sha384 dh_group 31 additional_ke 21 15
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
  while read -r index label by proposal xform; do
    case $label in
      two-curves-*) OUR_EXTRA='childsa_pfs 31 childsa_additional_ke 20' THEIR_ESP=aes256-sha256-x25519-ke1_ecp384 ;;
      *) unset OUR_EXTRA THEIR_ESP ;;
    esac
    both_know "$index" "$label" "$xform" "$proposal"
  done < <(cases)
  both_start
}

group_scenarios() {
  local index label by proposal xform
  # requirement R8247-2-1 R9242-3-1 R9242-3.3-1 R9370-2.2-1 R9370-2.2-2 R9370-2.2.4-1
  while read -r index label by proposal xform; do scenario "$label" suite "$label" "$by"; done < <(cases)
  for label in two-curves three-curves; do
    scenario "$label-we-rekey-child" replaced child us "$label-initiator"
    scenario "$label-they-rekey-child" replaced child peer "$label-responder"
    scenario "$label-we-rekey-ike" replaced ike us "$label-initiator"
    scenario "$label-they-rekey-ike" replaced ike peer "$label-responder"
  done
  scenario all-deleted all_deleted
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

all_deleted() {
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

group_teardown() { both_stop; }

on_failure() { our_on_failure; }
