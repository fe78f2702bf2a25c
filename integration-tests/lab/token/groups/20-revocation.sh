# shellcheck shell=bash
# Revocation by a responder that others have written: openssl ocsp, and CRLs that openssl ca makes, over HTTP on loopback.

TREE=$IKEV2D_ROOT/ike-daemon/target/ikev2d
CLASSES=$IKEV2D_ROOT/integration-tests/target/classes
# this level runs beside whatever else the machine does: nothing is swept away after a group
sweep() { :; }

OCSP_PORT=28885
FOREIGN_PORT=28886
SILENT_PORT=28887

group_setup() {
  [ -d "$CLASSES/org/ikev2d/tokens" ] || fail "nothing is built: run mvn -q -DskipTests package"
  cd "$GROUP_DIR" || fail "no directory"
  authority ca
  authority foreign
  : >index.txt
  peer good "$OCSP_PORT" 11 V
  peer revoked "$OCSP_PORT" 12 R
  peer unknown "$OCSP_PORT" 13 -
  peer forged "$FOREIGN_PORT" 14 V
  peer silent "$SILENT_PORT" 15 V
  responder "$OCSP_PORT" ca
  responder "$FOREIGN_PORT" foreign
  # takes connections and says nothing
  python3 -c "
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', $SILENT_PORT)); s.listen(8); time.sleep(240)" &
  echo $! >>pids
  cat >policy.xml <<'EOF'
<kmf-policy-db>
  <kmf-policy name="default" revocation-required="TRUE" private-addresses="TRUE" cert-revoke-responder-timeout="2">
    <validation-methods><ocsp><ocsp-basic uri-from-cert="TRUE"/></ocsp></validation-methods>
  </kmf-policy>
</kmf-policy-db>
EOF
  sed 's/private-addresses="TRUE"//' policy.xml >policy-public.xml
}

# authority NAME: a self-signed certificate of the same name and another key each.
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.crt" -days 30 -subj "/CN=CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature || fail "no authority $1"
}

# peer NAME PORT SERIAL STATE: a certificate that names the responder at that port; STATE as in the index of openssl ca.
peer() {
  printf 'authorityInfoAccess=OCSP;URI:http://127.0.0.1:%s/\nkeyUsage=critical,digitalSignature\n' "$2" >"$1.ext"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1" || fail "no request $1"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -set_serial "0x$3" -days 20 -extfile "$1.ext" -out "$1.crt" || fail "no certificate $1"
  local until revoked=
  until=$(date -u -d '+20 days' +%y%m%d%H%M%SZ)
  [ "$4" = R ] && revoked=$(date -u -d '-1 hour' +%y%m%d%H%M%SZ),keyCompromise
  [ "$4" = - ] || printf '%s\t%s\t%s\t%s\tunknown\t/CN=%s\n' "$4" "$until" "$revoked" "$3" "$1" >>index.txt
}

# responder PORT SIGNER: answers for the authority with the key of SIGNER.
responder() {
  openssl ocsp -index index.txt -CA ca.crt -rsigner "$2.crt" -rkey "$2.key" -port "$1" -nmin 10 >"ocsp-$1.log" 2>&1 &
  echo $! >>pids
  for _ in $(seq 50); do
    grep -q 'waiting for OCSP client' "ocsp-$1.log" && return 0
    read -r -t 0.1 <> <(:) || true
  done
  fail "no responder at $1"
}

group_scenarios() {
  scenario good judged good policy.xml 0 milliseconds
  scenario revoked judged revoked policy.xml 1 'REVOKED \[CN=revoked\]: revoked at .* for reason 1'
  scenario unknown judged unknown policy.xml 1 'REVOCATION_UNKNOWN .*does not know the certificate'
  scenario wrong-signer judged forged policy.xml 1 'REVOCATION_UNKNOWN .*not signed by <CN=CA>'
  scenario silent-server judged silent policy.xml 1 'REVOCATION_UNKNOWN .*no answer within'
  scenario private-address judged good policy-public.xml 1 'private address 127.0.0.1'
}

# judged PEER POLICY STATUS PATTERN: what the daemon would think of the peer.
judged() {
  cd "$GROUP_DIR" || fail "no directory"
  local status=0
  "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$CLASSES:$TREE/lib/*" org.ikev2d.tokens.ChainTrial \
    "$2" "$1.crt" ca.crt >"$1.out" 2>"$1.err" || status=$?
  cat "$1.out" "$1.err"
  [ "$status" = "$3" ] || fail "status $status, $3 expected: $(tail -1 "$1.out")"
  grep -qE "$4" "$1.out" || fail "no $4 in: $(cat "$1.out")"
}

group_teardown() {
  local pid
  while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$GROUP_DIR/pids"
}
