# shellcheck shell=bash
# Certificates as hash and URL (RFC 7296 section 3.6) with strongSwan, each side as initiator. A web server in the peer's namespace has
# the certificates of both; its log tells who has fetched which.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
WEB=172.30.9.250

# authority SIDE
authority() {
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$PKI/root-$1.key"
  openssl req -x509 -key "$PKI/root-$1.key" -subj "/C=CH/O=Lab/CN=root-$1" -days 2 -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign,cRLSign -out "$PKI/root-$1.pem" 2>/dev/null
}

# host SIDE LABEL: a certificate, and its DER under its hash on the web server
host() {
  local name=$PKI/$1-$2
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$name.key"
  openssl req -new -key "$name.key" -subj "/C=CH/O=Lab/CN=$1.$2.test" |
    openssl x509 -req -CA "$PKI/root-$1.pem" -CAkey "$PKI/root-$1.key" -days 2 -out "$name.pem" 2>/dev/null \
      -extfile <(printf 'subjectAltName=DNS:%s.%s.test\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n' "$1" "$2")
  openssl x509 -in "$name.pem" -outform DER -out "$name.der"
  cp "$name.der" "$GROUP_DIR/www/$1/$(hash_of "$1" "$2")"
}

hash_of() { sha1sum "$GROUP_DIR/pki/$1-$2.der" | cut -d' ' -f1; }

# know INDEX LABEL
know() {
  local dir=$GROUP_DIR/a
  add_pair "$1"
  host a "$2"
  host b "$2"
  cat "$PKI/a-$2.pem" "$PKI/a-$2.key" >"$dir/certs/a-$2.pem"
  chmod 600 "$dir/certs/a-$2.pem"
  cp "$PKI/b-$2.pem" "$GROUP_DIR/b.swanctl/x509/"
  cp "$PKI/b-$2.key" "$GROUP_DIR/b.swanctl/private/"
  rule "$2" "$A_OUT" "$B_OUT" "FQDN=a.$2.test" "FQDN=b.$2.test" "ikesa_xform { $XFORM }" |
    sed 's/^  auth_method preshared/  auth_method cert/' >>"$dir/ikev2.config"
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "$A_NET" "$B_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  swan_connection "$2" "$B_OUT" "$A_OUT" "b.$2.test" "a.$2.test" "$SUITE" tunnel "$B_NET" "$A_NET" "$ESP" |
    awk -v certs="certs = b-$2.pem" '/auth = psk/ { n++; sub("psk", "pubkey"); if (n == 1) print "      " certs } { print }' \
      >>"$GROUP_DIR/b.swanctl.conf"
}

group_setup() {
  local side
  PKI=$GROUP_DIR/pki
  make_direct_net
  mkdir -p "$PKI" "$GROUP_DIR"/www/{a,b} "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.swanctl/{x509,x509ca,private}
  : >"$GROUP_DIR/a/ikev2.preshared"
  for side in a b; do authority "$side"; done
  cp "$PKI"/root-{a,b}.pem "$GROUP_DIR/a/certs/"
  cp "$PKI"/root-{a,b}.pem "$GROUP_DIR/b.swanctl/x509ca/"
  know 1 we-begin
  know 2 they-begin
  know 3 nowhere
  rm "$GROUP_DIR/www/b/$(hash_of b nowhere)"
  printf 'authorities {\n  theirs {\n    cacert = root-b.pem\n    cert_uri_base = http://%s/b/\n  }\n}\n' "$WEB" >>"$GROUP_DIR/b.swanctl.conf"
  cat >"$GROUP_DIR/kmf-policy.xml" <<'XML'
<kmf-policy-db><kmf-policy name="default" private-addresses="TRUE"/></kmf-policy-db>
XML
  addr b vb "$WEB/24"
  known a va "$WEB" b vb
  ip netns exec b python3 -u -m http.server 80 --bind "$WEB" --directory "$GROUP_DIR/www" >"$GROUP_DIR/web.log" 2>&1 &
  printf '%s' $! >"$GROUP_DIR/web.pid"
  await 10 "the web server does not serve" serves
  start_capture hash-and-url a va
  charon_conf 'curl kernel-libipsec kernel-netlink' 'hash_and_url = yes' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ikev2d a a -o kernel=memory "${TUNNELS[@]}" -o "key_store=pem:$GROUP_DIR/a/certs" -o "kmf_policy=$GROUP_DIR/kmf-policy.xml" \
    -o hash_and_url=true -o "certificate_url=http://$WEB/a/"
}

serves() { ip netns exec b python3 -c "import urllib.request; urllib.request.urlopen('http://$WEB/', timeout=1)" 2>/dev/null; }

group_scenarios() {
  # requirement R7296-3.6-3
  scenario we-begin fetched we-begin initiator
  scenario they-begin fetched they-begin responder
  scenario nowhere nowhere
  scenario all-deleted all_deleted
}

# fetched LABEL ROLE: both sides came up, and each has fetched the certificate of the other.
fetched() {
  if [ "$2" = initiator ]; then
    ikeadm a initiate "$1" || fail "ikeadm initiate $1 failed: $(grep -h "rule=\"\?$1" "$(ikev2d_log a)" | tail -1)"
  else
    swan_initiate b "$1" || fail "strongSwan could not initiate $1: $(grep -h "<$1|" "$(charon_log b)" | tail -1)"
  fi
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\" and (.proofs.certificate | contains(\"b.$1.test\"))"
  grep -q "GET /b/$(hash_of b "$1") .* 200" "$GROUP_DIR/web.log" || fail "ikev2d has not fetched the peer's certificate"
  grep -q "GET /a/$(hash_of a "$1") .* 200" "$GROUP_DIR/web.log" || fail "strongSwan has not fetched our certificate"
}

# The peer's URL leads to nothing: the log names it, and the peer learns that it failed.
nowhere() {
  local mark
  mark=$(log_mark a)
  if swan_initiate b nowhere; then fail "strongSwan came up with a certificate that nobody could fetch"; fi
  one_refusal a "$mark" authentication-failed "http://$WEB/b/$(hash_of b nowhere): HTTP status 404" 'rule="?nowhere'
  no_ike_sa a nowhere || fail "an IKE SA of nowhere is left"
}

all_deleted() {
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

group_teardown() {
  stop_capture hash-and-url
  kill "$(cat "$GROUP_DIR/web.pid")"
  both_stop
}

on_failure() { our_on_failure; tail -5 "$GROUP_DIR/web.log"; }
