# shellcheck shell=bash
# peer strongSwan 6.0
# Authentication by certificates with strongSwan, each side as initiator: every kind of key, both paddings of RSA, chains with two
# intermediates, a distinguished name as identity, and a shared key on one side. The certificates are made here and last two days.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/pki.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/certified.sh"

TUNNELS=()

# name, kind of key, chain, our method, their method, how we prove ourselves, how they do
kinds() {
  cat <<'EOF'
rsa2048     RSA-2048  direct  cert       cert       RSA-PSS     RSA-PSS
rsa4096     RSA-4096  direct  cert       cert       RSA-PSS     RSA-PSS
rsa2048-v15 RSA-2048  direct  cert       cert       RSA-PSS     RSA-PKCS1
rsa4096-v15 RSA-4096  direct  cert       cert       RSA-PSS     RSA-PKCS1
p256        P-256     direct  cert       cert       ECDSA       ECDSA
p384        P-384     direct  cert       cert       ECDSA       ECDSA
p521        P-521     direct  cert       cert       ECDSA       ECDSA
ed25519     ED25519   direct  cert       cert       Ed25519     Ed25519
chain       RSA-2048  chain   cert       cert       RSA-PSS     RSA-PSS
chain-ec    P-256     chain   cert       cert       ECDSA       ECDSA
dn          P-256     dn      cert       cert       ECDSA       ECDSA
ours-cert   P-256     direct  cert       preshared  ECDSA       SHARED_KEY_MIC
theirs-cert P-256     direct  preshared  cert       SHARED_KEY_MIC ECDSA
EOF
}

group_setup() {
  local index label by kind chain ours theirs our_proof their_proof
  PKI=$GROUP_DIR/pki
  make_direct_net
  make_pki
  mkdir -p "$GROUP_DIR/a"
  while read -r index label by kind chain ours theirs our_proof their_proof; do
    know "$index" "$label" "$kind" "$chain" "$ours" "$theirs" "$our_proof" "$their_proof"
  done < <(cases)
  know 40 older-padding RSA-2048 direct cert cert RSA-PKCS1 RSA-PSS
  know 41 expired P-256 direct cert cert ECDSA ECDSA
  openssl x509 -in "$PKI/b-expired.pem" -signkey "$PKI/b-P-256.key" -days 1 -out "$GROUP_DIR/b.swanctl/x509/b-expired.pem" 2>/dev/null
  start_capture certificates a va
  TUNNELS+=(-o "key_store=pem:$GROUP_DIR/a/certs" -o fragmentation_enable=true)
  printf '%s\n' "${TUNNELS[@]}" >"$GROUP_DIR/options"
  both_start
}

group_scenarios() {
  local index label by kind chain ours theirs our_proof their_proof
  # requirement R7296-2.15-1 R7427-3-1
  # algorithm AUTH-2 AUTH-14 HASH-2 HASH-3 HASH-4 HASH-5
  while read -r index label by kind chain ours theirs our_proof their_proof; do
    scenario "$label" certified "$label" "$by" "$our_proof" "$their_proof"
  done < <(cases)
  scenario self-signed-theirs they_are_refused expired 'NO_TRUSTED_PATH'
  scenario fragments fragments
  scenario older-padding older_padding
  scenario all-deleted all_deleted
}

# The peer shows a certificate of its own making: the log names all that is wrong, the peer learns that it failed.
they_are_refused() {
  local mark
  mark=$(log_mark a)
  if swan_initiate b "$1"; then fail "strongSwan came up with a certificate that nobody vouches for"; fi
  one_refusal a "$mark" authentication-failed "$2" "rule=\"?$1"
  no_ike_sa a "$1" || fail "an IKE SA of $1 is left"
  grep -q "AUTHENTICATION_FAILED\|AUTH_FAILED" "$(charon_log b)" || fail "strongSwan did not get AUTHENTICATION_FAILED"
}

# No packet with certificates may be larger than what was agreed on.
fragments() {
  ikeadm a dump ikesa --json >/dev/null
  grep -q 'EF(1/' "$(charon_log b)" || fail "strongSwan has seen no fragments"
}

older_padding() {
  local options
  stop_ikev2d a
  # what the setup has in variables does not reach a scenario
  mapfile -t options <"$GROUP_DIR/options"
  start_ikev2d a a -o kernel=memory "${options[@]}" -o rsa_padding=pkcs1
  certified older-padding initiator RSA-PKCS1 RSA-PSS
}

all_deleted() {
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

group_teardown() {
  stop_capture certificates
  both_stop
}

on_failure() { our_on_failure; }
