# shellcheck shell=bash
# Certificates of the daemon in a and of strongSwan in b. A group tells its `kinds`, one a line: name, kind of key, chain, our method,
# their method, how we prove ourselves, how they do. To be sourced after ours.sh and pki.sh.

SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'

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
