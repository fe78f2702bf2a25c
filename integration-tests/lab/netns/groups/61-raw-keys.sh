# shellcheck shell=bash
# Raw public keys (RFC 7670) with strongSwan, each side as initiator. It sends neither CERT nor CERTREQ of that kind, and ignores ours.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'

# name, kind of key, how both sides prove themselves
kinds() {
  cat <<'EOT'
rsa     RSA      RSA-PSS
p256    P-256    ECDSA
ed25519 ED25519  Ed25519
EOT
}

key_options() {
  case $1 in
    RSA) printf 'RSA -pkeyopt rsa_keygen_bits:2048' ;;
    P-*) printf 'EC -pkeyopt ec_paramgen_curve:%s' "$1" ;;
    *) printf '%s' "$1" ;;
  esac
}

# know INDEX LABEL KIND
know() {
  local dir=$GROUP_DIR/a side padding=pubkey
  add_pair "$1"
  for side in a b; do
    # shellcheck disable=SC2046
    openssl genpkey -quiet -algorithm $(key_options "$3") -out "$PKI/$side-$2.key"
    openssl pkey -in "$PKI/$side-$2.key" -pubout -out "$PKI/$side-$2.pub"
  done
  install -m 600 "$PKI/a-$2.key" "$dir/certs/own-$2.pem"
  cp "$PKI/b-$2.pub" "$dir/certs/peer-$2.pem"
  cp "$PKI/b-$2.key" "$GROUP_DIR/b.swanctl/private/"
  cp "$PKI/a-$2.pub" "$PKI/b-$2.pub" "$GROUP_DIR/b.swanctl/pubkey/"
  rule "$2" "$A_OUT" "$B_OUT" "FQDN=a.$2.test" "FQDN=b.$2.test" "ikesa_xform { $XFORM }" |
    sed "s/^  auth_method preshared/  auth_method pubkey local_pubkey own-$2 remote_pubkey peer-$2/" >>"$dir/ikev2.config"
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "$A_NET" "$B_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  [ "$3" != RSA ] || padding=ike:rsa/pss-sha256
  swan_connection "$2" "$B_OUT" "$A_OUT" "b.$2.test" "a.$2.test" "$SUITE" tunnel "$B_NET" "$A_NET" "$ESP" |
    awk -v auth="$padding" -v label="$2" '
      /auth = psk/ { n++; sub("psk", auth); print "      pubkeys = " (n == 1 ? "b-" : "a-") label ".pub" }
      { print }' >>"$GROUP_DIR/b.swanctl.conf"
}

group_setup() {
  local index=0 label kind proof
  PKI=$GROUP_DIR/pki
  make_direct_net
  mkdir -p "$PKI" "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.swanctl/{pubkey,private}
  : >"$GROUP_DIR/a/ikev2.preshared"
  while read -r label kind proof; do
    for by in initiator responder; do
      index=$((index + 1))
      know "$index" "$label-$by" "$kind"
    done
  done < <(kinds)
  know 20 stranger ED25519
  openssl genpkey -quiet -algorithm ED25519 | openssl pkey -pubout -out "$GROUP_DIR/a/certs/peer-stranger.pem"
  start_capture raw-keys a va
  both_start -o "key_store=pem:$GROUP_DIR/a/certs"
}

group_scenarios() {
  local label kind proof by
  # requirement R7670-3-1
  while read -r label kind proof; do
    for by in initiator responder; do scenario "$label-$by" proved "$label-$by" "$by" "$proof"; done
  done < <(kinds)
  scenario another-key another_key stranger
  scenario shown shown
  scenario all-deleted all_deleted
}

# proved LABEL ROLE PROOF
proved() {
  if [ "$2" = initiator ]; then
    ikeadm a initiate "$1" || fail "ikeadm initiate $1 failed: $(grep -h "rule=\"\?$1" "$(ikev2d_log a)" | tail -1)"
  else
    swan_initiate b "$1" || fail "strongSwan could not initiate $1: $(grep -h "<$1|" "$(charon_log b)" | tail -1)"
  fi
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\" and (.proofs.local | contains(\"$3\")) and (.proofs.remote | contains(\"$3\")) \
    and .proofs.certificate == \"public key peer-$1\""
}

# The peer signs with another key than the one that we have been given.
another_key() {
  local mark
  mark=$(log_mark a)
  if swan_initiate b "$1"; then fail "strongSwan came up with a key that the rule does not name"; fi
  one_refusal a "$mark" authentication-failed 'peer-stranger: BAD_SIGNATURE' "rule=\"?$1"
  no_ike_sa a "$1" || fail "an IKE SA of $1 is left"
}

shown() {
  ikeadm a dump rule | tee "$GROUP_DIR/rules"
  grep -q 'Local public key=own-rsa-initiator' "$GROUP_DIR/rules" || fail "dump rule does not name our key"
  grep -q 'Remote public keys=peer-rsa-initiator' "$GROUP_DIR/rules" || fail "dump rule does not name the peer's key"
}

all_deleted() {
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

group_teardown() {
  stop_capture raw-keys
  both_stop
}

on_failure() { our_on_failure; }
