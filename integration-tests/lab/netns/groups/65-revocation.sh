# shellcheck shell=bash
# Revocation by real servers, as an IKE handshake meets it: strongSwan shows certificates whose CRLs are on busybox httpd, whose OCSP
# responder is openssl ocsp, or whose servers do nothing right; the daemon's policy asks for them. The log names the finding, so does
# ikeadm. While peers hang on their servers, handshakes of others take no longer.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/revocation.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
HANGING=16 # peers at once
OTHERS=12  # whose handshakes are measured, without and with the hanging ones
REQUIRED='revocation-required="TRUE" private-addresses="TRUE"'
HASTY='cert-revoke-responder-timeout="2"'

# label, OCSP responder, CRL, policy, what the log says or `up`
cases() {
  cat <<EOF
crl-good      -                      $CRLS/ca.crl       crl       up
crl-revoked   -                      $CRLS/ca.crl       crl       REVOKED .*revoked at .* for .*keyCompromise
crl-expired   -                      $CRLS/expired.crl  crl       REVOCATION_UNKNOWN .*CRL has expired, its next update was due at 2020
crl-forged    -                      $CRLS/forged.crl   crl       REVOCATION_UNKNOWN .*signature of the CRL
crl-missing   -                      $CRLS/none.crl     crl       REVOCATION_UNKNOWN .*none.crl: HTTP status 404
crl-delta     -                      $CRLS/base.crl     crl       REVOKED .*keyCompromise
crl-no-delta  -                      $CRLS/base.crl     crl       up
crl-hangs     -                      $BAD/hang/crl      crl       REVOCATION_UNKNOWN .*/hang/crl: no answer within
crl-drips     -                      $BAD/drip/crl      crl       REVOCATION_UNKNOWN .*/drip/crl: no answer within
crl-garbage   -                      $BAD/garbage/crl   crl       REVOCATION_UNKNOWN .*CRL is not DER
crl-no-http   -                      $BAD/raw/crl       crl       REVOCATION_UNKNOWN .*it is not HTTP
crl-endless   -                      $BAD/flood/crl     crl-slow  REVOCATION_UNKNOWN .*more than 16777215 octets
crl-oversized -                      $BAD/long/crl      crl       REVOCATION_UNKNOWN .*more than 16777215 octets
crl-redirect  -                      $BAD/redirect/crl  crl       REVOCATION_UNKNOWN .*HTTP status 302
ocsp-good     $OCSP/                 -                  ocsp      up
ocsp-revoked  $OCSP/                 -                  ocsp      REVOKED .*revoked at .* for reason 1
ocsp-unknown  $OCSP/                 -                  ocsp      REVOCATION_UNKNOWN .*does not know the certificate
ocsp-forged   $FORGED/               -                  ocsp      REVOCATION_UNKNOWN .*not signed by <C=CH, O=Lab, CN=CA>
ocsp-expired  $BAD/file/expired.ocsp -                  ocsp      REVOCATION_UNKNOWN .*OCSP response has expired at 2020
ocsp-hangs    $BAD/hang/ocsp         -                  ocsp      REVOCATION_UNKNOWN .*/hang/ocsp: no answer within
ocsp-garbage  $BAD/garbage/ocsp      -                  ocsp      REVOCATION_UNKNOWN .*not DER
ocsp-then-crl $BAD/hang/both         $CRLS/ca.crl       both      up
soft-hangs    -                      $BAD/hang/soft     soft      up
soft-revoked  $OCSP/                 -                  soft      REVOKED .*for reason 1
forgiven      -                      $BAD/hang/late     forgiving up
private       -                      $CRLS/private.crl  public    REVOCATION_UNKNOWN .*private address 127.0.0.1
EOF
}
revoked() { case $1 in crl-revoked | ocsp-revoked | soft-revoked) true ;; *) false ;; esac }

methods() {
  case $1 in
    crl*) printf '<crl get-crl-uri="TRUE"/>' ;;
    ocsp) printf '<ocsp><ocsp-basic uri-from-cert="TRUE"/></ocsp>' ;;
    *) printf '<ocsp><ocsp-basic uri-from-cert="TRUE"/></ocsp><crl get-crl-uri="TRUE"/>' ;;
  esac
}
attributes() {
  case $1 in
    crl-slow | crl-patient) printf '%s cert-revoke-responder-timeout="%s"' "$REQUIRED" "$([ "$1" = crl-slow ] && echo 10 || echo 28)" ;;
    soft) printf 'private-addresses="TRUE" %s' "$HASTY" ;;
    forgiving) printf '%s %s ignore-cert-revoke-responder-timeout="TRUE"' "$REQUIRED" "$HASTY" ;;
    public) printf 'revocation-required="TRUE" %s' "$HASTY" ;;
    *) printf '%s %s' "$REQUIRED" "$HASTY" ;;
  esac
}

# policy NAME: from now on it holds, and nothing is remembered.
policy() {
  [ "$(cat "$GROUP_DIR/policy")" != "$1" ] || return 0
  write_policy "$1"
  ikeadm a flush certcache || fail "ikeadm flush certcache failed"
}
write_policy() {
  printf '%s' "$1" >"$GROUP_DIR/policy"
  cat >"$GROUP_DIR/a/kmf-policy.xml" <<EOF
<kmf-policy-db>
  <kmf-policy name="default" $(attributes "$1")>
    <validation-methods>$(methods "$1")</validation-methods>
  </kmf-policy>
</kmf-policy-db>
EOF
}

# know INDEX LABEL OCSP CRL
know() {
  local dir=$GROUP_DIR/a
  add_pair "$1"
  make_host "$2" "$2.b.test" "$((100 + $1))" "$3" "$4"
  cp "$PKI/$2.pem" "$GROUP_DIR/b.swanctl/x509/"
  if revoked "$2"; then indexed index R "$((100 + $1))"; elif [ "$2" != ocsp-unknown ]; then indexed index V "$((100 + $1))"; fi
  [ "$2" != crl-delta ] || indexed delta R "$((100 + $1))"
  rule "$2" "$A_OUT" "$B_OUT" FQDN=a.test "FQDN=$2.b.test" "ikesa_xform { $XFORM }" |
    sed "s/^  auth_method preshared/  auth_method cert/" >>"$dir/ikev2.config"
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "$A_NET" "$B_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  swan_connection "$2" "$B_OUT" "$A_OUT" "$2.b.test" a.test "$SUITE" tunnel "$B_NET" "$A_NET" "$ESP" |
    awk -v certs="certs = $2.pem" '/auth = psk/ { n++; sub("psk", "pubkey"); if (n == 1) print "      " certs } { print }' >>"$GROUP_DIR/b.swanctl.conf"
}

group_setup() {
  local index=0 label ocsp crl rest i
  PKI=$GROUP_DIR/pki
  make_direct_net
  mkdir -p "$PKI/www" "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.swanctl/{x509,x509ca,private}
  for i in index empty delta; do : >"$PKI/$i"; done
  make_authority ca
  make_authority foreign
  while read -r label ocsp crl rest; do
    index=$((index + 1))
    know "$index" "$label" "$ocsp" "$crl"
    [ "$label" != ocsp-expired ] || printf '%s' "$((100 + index))" >"$PKI/expired"
  done < <(cases)
  for i in $(seq "$HANGING"); do know $((index + i)) "hang-$i" - "$BAD/hang/$i"; done
  index=$((index + HANGING))
  for i in $(seq "$OTHERS"); do
    know $((index + 2 * i - 1)) "before-$i" - "$CRLS/before-$i.crl"
    know $((index + 2 * i)) "during-$i" - "$CRLS/during-$i.crl"
  done
  make_host a a.test 99 - -
  cat "$PKI/a.pem" "$PKI/host.key" >"$GROUP_DIR/a/certs/a.pem"
  cp "$PKI/ca.pem" "$GROUP_DIR/a/certs/"
  chmod 600 "$GROUP_DIR/a/certs/a.pem"
  cp "$PKI/ca.pem" "$GROUP_DIR/b.swanctl/x509ca/"
  cp "$PKI/host.key" "$GROUP_DIR/b.swanctl/private/"
  publish ca.crl index 1 ca
  for i in $(seq "$OTHERS"); do cp "$PKI/www/ca.crl" "$PKI/www/before-$i.crl" && cp "$PKI/www/ca.crl" "$PKI/www/during-$i.crl"; done
  publish expired.crl index 1 ca -crl_lastupdate 20200101000000Z -crl_nextupdate 20200201000000Z
  publish forged.crl empty 1 foreign
  CRL_EXTENSIONS="freshestCRL=URI:$CRLS/delta.crl" publish base.crl index 5 ca
  CRL_EXTENSIONS='2.5.29.27=critical,DER:020105' publish delta.crl delta 6 ca
  start_servers a "$(cat "$PKI/expired")"
  write_policy crl
  : >"$GROUP_DIR/a/ikev2.preshared"
  both_start -o "key_store=pem:$GROUP_DIR/a/certs" -o "kmf_policy=$GROUP_DIR/a/kmf-policy.xml" -o max_threads=8
}

group_scenarios() {
  local label ocsp crl policy expected
  # requirement R5280-X-1
  while read -r label ocsp crl policy expected; do
    if [ "$expected" = up ]; then scenario "$label" is_taken "$label" "$policy"; else scenario "$label" is_refused "$label" "$policy" "$expected"; fi
  done < <(cases)
  scenario ikeadm-tells ikeadm_tells
  scenario dump-certcache dump_certcache
  scenario others-not-delayed others_not_delayed
}

# is_taken LABEL POLICY
is_taken() {
  local mark
  policy "$2"
  mark=$(log_mark a)
  swan_initiate b "$1" || fail "strongSwan could not initiate $1: $(log_since a "$mark" | grep -E 'refused|failed' | tail -1)"
  swan_active b "$1"
  case $1 in
    soft-hangs) log_since a "$mark" | grep -q 'pki.revocation-unknown .*CN=soft-hangs.*no answer within' || fail "nothing tells that the state is unknown" ;;
    ocsp-then-crl) grep -q '/hang/both hanging' "$GROUP_DIR/bad.log" || fail "the responder was not asked" ;;
  esac
}

# is_refused LABEL POLICY PATTERN: in one line, which tells whose certificate it is.
is_refused() {
  local mark
  policy "$2"
  mark=$(log_mark a)
  if swan_initiate b "$1"; then fail "strongSwan came up with a certificate that should have been refused"; fi
  one_refusal a "$mark" authentication-failed "$3" "CN=$1\]" "rule=\"?$1"
  grep -q "<$1|.*AUTH_FAILED\|<$1|.*AUTHENTICATION_FAILED" "$(charon_log b)" || fail "strongSwan did not get AUTHENTICATION_FAILED"
}

# We ask, and the peer's answer is judged: who asked learns why it failed.
ikeadm_tells() {
  policy both
  if ikeadm a initiate crl-revoked 2>"$GROUP_DIR/ikeadm.txt"; then fail "an IKE SA with a revoked peer came up"; fi
  cat "$GROUP_DIR/ikeadm.txt"
  grep -q 'REVOKED \[CN=crl-revoked\]: revoked at .*keyCompromise' "$GROUP_DIR/ikeadm.txt" || fail "ikeadm does not tell the finding: $(tail -1 "$GROUP_DIR/ikeadm.txt")"
}

dump_certcache() {
  swan b --terminate --ike crl-good || true
  swan_initiate b crl-good || fail "strongSwan could not initiate crl-good"
  ikeadm a dump certcache >"$GROUP_DIR/certcache.txt"
  cat "$GROUP_DIR/certcache.txt"
  local what
  for what in "label 'a" 'private key available' 'trusted' 'Subject: <CN=crl-good>' 'received in a CERT payload' \
    "REVOCATION LIST: $CRLS/ca.crl" 'Completed dump of certcache'; do
    grep -q "$what" "$GROUP_DIR/certcache.txt" || fail "the listing lacks $what"
  done
  ikeadm a flush certcache
  ikeadm a dump certcache >"$GROUP_DIR/certcache.txt"
  if grep -q 'crl-good\|REVOCATION LIST' "$GROUP_DIR/certcache.txt"; then fail "something is left after flush certcache"; fi
}

# took LABEL: milliseconds of one handshake as the peer sees it, its own command included.
took() {
  local start
  start=$(now_ms)
  swan_initiate b "$1" >/dev/null || fail "strongSwan could not initiate $1: $(grep -h "rule=\"\?$1" "$(ikev2d_log a)" | tail -1)"
  printf '%s\n' $(( $(now_ms) - start ))
}

# figures FILE: median and largest of numbers, one a line.
figures() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)], v[NR] }'; }

# Every handshake that is measured fetches a CRL of its own from the server that works. Those that hang do so for 28 seconds; half of
# max_threads retrievals, four, wait for their server at a time. Were handshakes to wait for one another, the first would take that long:
# the bound, twice the median and half a second, is far below, and lets the machine be busy.
others_not_delayed() {
  local i mark median most slow slowest hung asked
  policy crl-patient
  for i in $(seq "$OTHERS"); do took "before-$i"; done >"$GROUP_DIR/before"
  mark=$(log_mark a)
  for i in $(seq "$HANGING"); do swan_initiate b "hang-$i" 1 >/dev/null & done
  await 20 "the server does not let four retrievals hang" grep -q 'hanging 4' "$GROUP_DIR/bad.log"
  await 20 "not all of the hanging peers have sent their certificates" all_have_asked
  for i in $(seq "$OTHERS"); do took "during-$i"; done >"$GROUP_DIR/during"
  hung=$(refusals a "$mark" | grep -c 'CN=hang-' || true)
  asked=$(grep -c '/hang/[0-9].*hanging' "$GROUP_DIR/bad.log")
  read -r median most < <(figures "$GROUP_DIR/before")
  read -r slow slowest < <(figures "$GROUP_DIR/during")
  printf 'handshakes of others: median %s ms, largest %s ms; while %s peers hang: median %s ms, largest %s ms\n' "$median" "$most" "$HANGING" "$slow" "$slowest" |
    tee "$GROUP_DIR/figures.txt"
  [ "$hung" = 0 ] || fail "$hung of the hanging peers had ended before the measurement had: it shows nothing"
  [ "$asked" = 4 ] || fail "$asked retrievals hang at one server, max_threads allows 4"
  [ "$slow" -le $((2 * median + 500)) ] || fail "median of $slow ms while peers hang, $median ms without"
  [ "$slowest" -le $((2 * most + 2000)) ] || fail "one handshake took $slowest ms while peers hang, at most $most ms without"
}
all_have_asked() { [ "$(grep -cE '<hang-[0-9]+\|.*generating IKE_AUTH request' "$(charon_log b)")" -ge "$HANGING" ]; }

group_teardown() {
  stop_servers
  both_stop
}

on_failure() { our_on_failure; }
