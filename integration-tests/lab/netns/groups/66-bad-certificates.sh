# shellcheck shell=bash
# strongSwan shows certificates with one fault each, and one with many: the log names all that is wrong, in one line, and nothing comes up.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'

# label, what the log must say (patterns separated by a comma)
cases() {
  cat <<'EOF'
expired         EXPIRED .CN=expired.
not-yet-valid   NOT_YET_VALID .CN=not-yet-valid.
wrong-purpose   EXTENDED_KEY_USAGE .*codeSigning
odd-extension   UNKNOWN_CRITICAL_EXTENSION .*1\.2\.3\.4
weak-key        WEAK_KEY .*1024
path-too-long   PATH_TOO_LONG .*its path length is 0
other-names     NAME_CONSTRAINT
many-faults     EXPIRED .CN=many-faults.,EXTENDED_KEY_USAGE,UNKNOWN_CRITICAL_EXTENSION,WEAK_KEY
EOF
}

# sign NAME ISSUER KEY DAYS-FROM DAYS-UNTIL LINE-OF-EXTENSIONS...: $PKI/NAME.pem
sign() {
  local name=$1 issuer=$2 key=$3 from=$4 until=$5
  shift 5
  printf '%s\n' "$@" >"$PKI/$name.ext"
  openssl req -new -key "$PKI/$key.key" -subj "/CN=$name" -out "$PKI/$name.csr"
  openssl ca -batch -notext -config "$PKI/ca.conf" -in "$PKI/$name.csr" -cert "$PKI/$issuer.pem" -keyfile "$PKI/$issuer.key" -extfile "$PKI/$name.ext" \
    -startdate "$(date -u -d "$from days" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "$until days" +%Y%m%d%H%M%SZ)" -out "$PKI/$name.pem" 2>"$PKI/ca.log" ||
    fail "no certificate $name: $(tail -1 "$PKI/ca.log")"
}

make_pki() {
  local name ca='keyUsage=critical,keyCertSign' ends purpose='extendedKeyUsage=codeSigning' odd='1.2.3.4=critical,DER:0500'
  mkdir -p "$PKI" "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.swanctl/{x509,x509ca,private}
  : >"$PKI/index"
  cat >"$PKI/ca.conf" <<EOF
[ca]
default_ca=ours
[ours]
database=$PKI/index
new_certs_dir=$PKI
rand_serial=yes
default_md=sha256
policy=any
unique_subject=no
[any]
commonName=supplied
EOF
  for name in root zero below narrow host; do openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$PKI/$name.key"; done
  openssl genrsa -out "$PKI/weak.key" 1024 2>/dev/null
  openssl req -x509 -key "$PKI/root.key" -subj /CN=root -days 9 -addext basicConstraints=critical,CA:TRUE -addext "$ca" -out "$PKI/root.pem"
  sign zero root zero -1 9 'basicConstraints=critical,CA:TRUE,pathlen:0' "$ca"
  sign below zero below -1 9 'basicConstraints=critical,CA:TRUE' "$ca"
  sign narrow root narrow -1 9 'basicConstraints=critical,CA:TRUE' "$ca" 'nameConstraints=critical,permitted;DNS:inside.test'
  ends() { printf 'subjectAltName=DNS:%s.b.test' "$1"; }
  sign expired root host -9 -1 "$(ends expired)"
  sign not-yet-valid root host 1 9 "$(ends not-yet-valid)"
  sign wrong-purpose root host -1 9 "$(ends wrong-purpose)" "$purpose"
  sign odd-extension root host -1 9 "$(ends odd-extension)" "$odd"
  sign weak-key root weak -1 9 "$(ends weak-key)"
  sign path-too-long below host -1 9 "$(ends path-too-long)"
  sign other-names narrow host -1 9 "$(ends other-names)"
  sign many-faults root weak -9 -1 "$(ends many-faults)" "$purpose" "$odd"
  sign a root host -1 9 subjectAltName=DNS:a.test
  cat "$PKI/a.pem" "$PKI/host.key" >"$GROUP_DIR/a/certs/a.pem"
  cp "$PKI/root.pem" "$GROUP_DIR/a/certs/"
  chmod 600 "$GROUP_DIR/a/certs/a.pem"
  cp "$PKI"/{root,zero,below,narrow}.pem "$GROUP_DIR/b.swanctl/x509ca/"
  cp "$PKI"/{host,weak}.key "$GROUP_DIR/b.swanctl/private/"
}

# know INDEX LABEL
know() {
  add_pair "$1"
  cp "$PKI/$2.pem" "$GROUP_DIR/b.swanctl/x509/"
  rule "$2" "$A_OUT" "$B_OUT" FQDN=a.test "FQDN=$2.b.test" "ikesa_xform { $XFORM }" |
    sed "s/^  auth_method preshared/  auth_method cert/" >>"$GROUP_DIR/a/ikev2.config"
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "$A_NET" "$B_NET" "$CHILD_ALGS" >>"$GROUP_DIR/a/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  swan_connection "$2" "$B_OUT" "$A_OUT" "$2.b.test" a.test "$SUITE" tunnel "$B_NET" "$A_NET" "$ESP" |
    awk -v certs="certs = $2.pem" '/auth = psk/ { n++; sub("psk", "pubkey"); if (n == 1) print "      " certs } { print }' >>"$GROUP_DIR/b.swanctl.conf"
}

group_setup() {
  local index=0 label rest
  PKI=$GROUP_DIR/pki
  make_direct_net
  make_pki
  while read -r label rest; do
    index=$((index + 1))
    know "$index" "$label"
  done < <(cases)
  : >"$GROUP_DIR/a/ikev2.preshared"
  # what strongSwan would not read itself it must show all the same
  charon_conf 'kernel-libipsec kernel-netlink' 'x509 {' '  enforce_critical = no' '}' >"$GROUP_DIR/b.strongswan.conf"
  start_charon b b
  start_ikev2d a a -o kernel=memory "${TUNNELS[@]}" -o "key_store=pem:$GROUP_DIR/a/certs" -o fragmentation_enable=true
}

group_scenarios() {
  local label patterns
  # requirement R5280-X-1
  while read -r label patterns; do
    scenario "$label" is_refused "$label" "$patterns"
  done < <(cases)
}

# is_refused LABEL PATTERNS
is_refused() {
  local mark patterns
  mark=$(log_mark a)
  IFS=, read -ra patterns <<<"$2"
  if swan_initiate b "$1"; then fail "strongSwan came up with a bad certificate"; fi
  one_refusal a "$mark" authentication-failed "rule=\"?$1" "${patterns[@]}"
  no_ike_sa a "$1" || fail "an IKE SA of $1 is left"
  grep -q "<$1|.*AUTH_FAILED\|<$1|.*AUTHENTICATION_FAILED" "$(charon_log b)" || fail "strongSwan did not get AUTHENTICATION_FAILED"
}

group_teardown() { both_stop; }

on_failure() { our_on_failure; }
