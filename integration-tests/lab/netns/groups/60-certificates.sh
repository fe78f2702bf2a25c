# shellcheck shell=bash
# Authentication by certificates with strongSwan, each side as initiator: every kind of key, both paddings of RSA, chains with two
# intermediates, a distinguished name as identity, and a shared key on one side. The certificates are made here and last two days.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/pki.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'

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

# one line a scenario: index, label, who initiates, and the columns of kinds
cases() {
  local index=0 rest by
  while read -r rest; do
    for by in initiator responder; do
      index=$((index + 1))
      printf '%s %s %s %s\n' "$index" "${rest%% *}-$by" "$by" "${rest#* }"
    done
  done < <(kinds)
}

# Their authority differs from ours, and each side knows only the other's root: a chain must come over the wire.
make_pki() {
  local side
  mkdir -p "$PKI" "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.swanctl/{x509,x509ca,private}
  for side in a b; do
    authority "root-$side" "root-$side"
    authority "upper-$side" "root-$side"
    authority "lower-$side" "upper-$side"
  done
  cp "$PKI"/root-{a,b}.pem "$PKI"/{upper,lower}-a.pem "$GROUP_DIR/a/certs/"
  cp "$PKI"/root-{a,b}.pem "$PKI"/{upper,lower}-b.pem "$GROUP_DIR/b.swanctl/x509ca/"
}

# certify LABEL KIND CHAIN
certify() {
  local under=root
  [ "$3" != chain ] || under=lower
  host a "$1" "$2" "$under-a"
  host b "$1" "$2" "$under-b"
  { cat "$PKI/a-$1.pem" "$PKI/a-$2.key"; } >"$GROUP_DIR/a/certs/a-$1.pem"
  chmod 600 "$GROUP_DIR/a/certs/a-$1.pem"
  cp "$PKI/b-$1.pem" "$GROUP_DIR/b.swanctl/x509/"
  cp "$PKI/b-$2.key" "$GROUP_DIR/b.swanctl/private/"
}

# identities: OURS and THEIRS, as ikev2d writes them, and OUR_NAME and THEIR_NAME, as strongSwan does
identities() {
  OUR_NAME=a.$1.test THEIR_NAME=b.$1.test
  OURS=FQDN=$OUR_NAME THEIRS=FQDN=$THEIR_NAME
  if [ "$2" = dn ]; then
    OURS="DN=C=CH, O=Lab, CN=$OUR_NAME" THEIRS="DN=C=CH, O=Lab, CN=$THEIR_NAME"
    OUR_NAME="\"C=CH, O=Lab, CN=$OUR_NAME\"" THEIR_NAME="\"C=CH, O=Lab, CN=$THEIR_NAME\""
  fi
}

# their_method METHOD HOW: in words of strongSwan
their_method() {
  case $1,$2 in
    preshared,*) printf psk ;;
    cert,RSA-PSS) printf 'ike:rsa/pss-sha256' ;; # of AUTH alone: certificates are signed by EC keys
    cert,RSA-PKCS1) printf 'ike:rsa-sha256' ;;
    *) printf pubkey ;;
  esac
}

# know INDEX LABEL KIND CHAIN OUR-METHOD THEIR-METHOD OUR-PROOF THEIR-PROOF
know() {
  local dir=$GROUP_DIR/a OURS THEIRS OUR_NAME THEIR_NAME certs=''
  add_pair "$1"
  certify "$2" "$3" "$4"
  identities "$2" "$4"
  rule "$2" "$A_OUT" "$B_OUT" "$OURS" "$THEIRS" "ikesa_xform { $XFORM }" |
    sed "s/^  auth_method preshared/  local_auth_method $5 remote_auth_method $6/" >>"$dir/ikev2.config"
  preshared "$2" "$PSK" >>"$dir/ikev2.preshared"
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "$A_NET" "$B_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  [ "$6" != cert ] || certs="certs = b-$2.pem"
  { swan_connection "$2" "$B_OUT" "$A_OUT" "$THEIR_NAME" "$OUR_NAME" "$SUITE" tunnel "$B_NET" "$A_NET" "$ESP" |
      awk -v mine="$(their_method "$6" "$8")" -v yours="$(their_method "$5" "$7")" -v certs="$certs" '
        /auth = psk/ { n++; sub("psk", n == 1 ? mine : yours); if (n == 1 && certs != "") print "      " certs }
        { print }'
    swan_secret "$2" "$PSK" "$OUR_NAME" "$THEIR_NAME"; } >>"$GROUP_DIR/b.swanctl.conf"
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
  while read -r index label by kind chain ours theirs our_proof their_proof; do
    scenario "$label" certified "$label" "$by" "$our_proof" "$their_proof"
  done < <(cases)
  scenario self-signed-theirs they_are_refused expired 'NO_TRUSTED_PATH'
  scenario fragments fragments
  scenario older-padding older_padding
  scenario all-deleted all_deleted
}

# certified LABEL ROLE OUR-PROOF THEIR-PROOF
certified() {
  if [ "$2" = initiator ]; then
    ikeadm a initiate "$1" || fail "ikeadm initiate $1 failed: $(grep -h "rule=\"\?$1" "$(ikev2d_log a)" | tail -1)"
  else
    swan_initiate b "$1" || fail "strongSwan could not initiate $1: $(grep -h "<$1|" "$(charon_log b)" | tail -1)"
  fi
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\" and (.proofs.local | contains(\"$3\")) and (.proofs.remote | contains(\"$4\"))"
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
