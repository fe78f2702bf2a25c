# shellcheck shell=bash
# peer strongSwan 6.0
# The methods of AUTH that are older than RFC 7427, toward a strongSwan that knows no newer one; and certificates together with
# post-quantum preshared keys (RFC 8784). Each side as initiator.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/pki.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/certified.sh"

TUNNELS=()
PPK=0x5c2f9a7d13e84b60a1c7d5e3f2b498075c2f9a7d13e84b60a1c7d5e3f2b49807

kinds() {
  cat <<'EOF'
rsa        RSA-2048 direct cert      cert      RSA_SIGNATURE  RSA_SIGNATURE
p256       P-256    direct cert      cert      ECDSA_256      ECDSA_256
p384       P-384    direct cert      cert      ECDSA_384      ECDSA_384
p521       P-521    direct cert      cert      ECDSA_521      ECDSA_521
ppk-both   P-256    direct cert      cert      ECDSA_256      ECDSA_256
ppk-ours   P-256    direct cert      preshared ECDSA_256      SHARED_KEY_MIC
ppk-theirs P-256    direct preshared cert      SHARED_KEY_MIC ECDSA_256
EOF
}

group_setup() {
  local index label by kind chain ours theirs our_proof their_proof
  PKI=$GROUP_DIR/pki
  make_direct_net
  make_pki
  mkdir -p "$GROUP_DIR/a"
  while read -r index label by kind chain ours theirs our_proof their_proof; do
    SWAN_EXTRA=''
    if [[ "$label" = ppk-* ]]; then
      SWAN_EXTRA=$(printf 'ppk_id = %s\n    ppk_required = yes' "$label")
      printf 'secrets {\n  ppk-%s {\n    id = %s\n    secret = %s\n  }\n}\n' "$index" "$label" "$PPK" >>"$GROUP_DIR/b.swanctl.conf"
      printf '{ label "%s" ppk_id "%s" required_ppk %s }\n' "$label" "$label" "$PPK" >>"$GROUP_DIR/a/ikev2.preshared"
    fi
    know "$index" "$label" "$kind" "$chain" "$ours" "$theirs" "$our_proof" "$their_proof"
  done < <(cases)
  SWAN_EXTRA=''
  # the older method of RSA means SHA-1 to strongSwan
  TUNNELS+=(-o "key_store=pem:$GROUP_DIR/a/certs" -o fragmentation_enable=true -o sha1_signatures=true)
  charon_conf 'kernel-libipsec kernel-netlink' 'signature_authentication = no' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ikev2d a a -o kernel=memory "${TUNNELS[@]}"
}

group_scenarios() {
  local kind by
  for by in initiator responder; do
    # requirement R7296-2.15-1 R7296-3.8-1
    # algorithm AUTH-1 HASH-1
    scenario "rsa-$by" certified "rsa-$by" "$by" RSA_SIGNATURE RSA_SIGNATURE
    # requirement R4754-7-1
    # algorithm AUTH-9
    scenario "p256-$by" certified "p256-$by" "$by" ECDSA_256 ECDSA_256
    # algorithm AUTH-10
    scenario "p384-$by" certified "p384-$by" "$by" ECDSA_384 ECDSA_384
    # algorithm AUTH-11
    scenario "p521-$by" certified "p521-$by" "$by" ECDSA_521 ECDSA_521
    # requirement R8784-3-1
    scenario "ppk-both-$by" with_ppk "ppk-both-$by" "$by" ECDSA_256 ECDSA_256
    # requirement R8784-3-1
    scenario "ppk-ours-$by" with_ppk "ppk-ours-$by" "$by" ECDSA_256 SHARED_KEY_MIC
    # requirement R8784-3-1
    scenario "ppk-theirs-$by" with_ppk "ppk-theirs-$by" "$by" SHARED_KEY_MIC ECDSA_256
  done
}

with_ppk() {
  local mark
  mark=$(log_mark a)
  certified "$@"
  [ "$(log_since a "$mark" | grep -c 'ppk\.used')" = 1 ] || fail "the post-quantum key was not used"
}

group_teardown() { both_stop; }

on_failure() { our_on_failure; }
