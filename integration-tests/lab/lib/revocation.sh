# shellcheck shell=bash
# An authority that revokes, what it publishes, and the servers that publish it: busybox httpd for CRLs, openssl ocsp, and one that
# does nothing right. All of it in $GROUP_DIR/pki; the servers are those of one namespace, on its loopback.

CRL_PORT=8080 BAD_PORT=8081 OCSP_PORT=2560 FORGED_PORT=2561
CRLS=http://127.0.0.1:$CRL_PORT BAD=http://127.0.0.1:$BAD_PORT
OCSP=http://127.0.0.1:$OCSP_PORT FORGED=http://127.0.0.1:$FORGED_PORT

# make_authority NAME: a root; those of this lab have one name all, and a key each.
make_authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$PKI/$1.key" -out "$PKI/$1.pem" -days 2 -subj "/C=CH/O=Lab/CN=CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature 2>/dev/null
}

# make_host NAME DNS-NAME SERIAL OCSP-URL CRL-URL [LINE-OF-EXTENSIONS...]: a URL of - is none. All hosts have one key.
make_host() {
  local name=$1 dns=$2 serial=$3 ocsp=$4 crl=$5
  shift 5
  [ -f "$PKI/host.key" ] || openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$PKI/host.key"
  {
    printf 'subjectAltName=DNS:%s\nkeyUsage=critical,digitalSignature\n' "$dns"
    [ "$ocsp" = - ] || printf 'authorityInfoAccess=OCSP;URI:%s\n' "$ocsp"
    [ "$crl" = - ] || printf 'crlDistributionPoints=URI:%s\n' "$crl"
    printf '%s\n' "$@"
  } >"$PKI/$name.ext"
  openssl req -new -key "$PKI/host.key" -subj "/CN=$name" |
    openssl x509 -req -CA "$PKI/ca.pem" -CAkey "$PKI/ca.key" -set_serial "$serial" -days 2 -extfile "$PKI/$name.ext" -out "$PKI/$name.pem" 2>/dev/null
}

# indexed FILE STATE SERIAL: in the form of openssl ca; STATE V is valid, R is revoked.
indexed() {
  local until revoked=
  until=$(date -u -d '+2 days' +%y%m%d%H%M%SZ)
  [ "$2" = V ] || revoked=$(date -u -d '-1 hour' +%y%m%d%H%M%SZ),keyCompromise
  printf '%s\t%s\t%s\t%02X\tunknown\t/CN=%s\n' "$2" "$until" "$revoked" "$3" "$3" >>"$PKI/$1"
}

# publish FILE INDEX NUMBER SIGNER [OPTION-OF-OPENSSL-CA...]: a CRL in the directory of the HTTP server. $CRL_EXTENSIONS are lines.
publish() {
  local file=$1 index=$2 number=$3 signer=$4 conf=$PKI/crl.conf
  shift 4
  printf '%02X\n' "$number" >"$PKI/crlnumber"
  cat >"$conf" <<EOF
[ca]
default_ca=ours
[ours]
database=$PKI/$index
crlnumber=$PKI/crlnumber
default_md=sha256
default_crl_days=1
[extensions]
authorityKeyIdentifier=keyid
${CRL_EXTENSIONS:-}
EOF
  openssl ca -config "$conf" -gencrl -cert "$PKI/$signer.pem" -keyfile "$PKI/$signer.key" -crlexts extensions -out "$PKI/crl.pem" "$@" 2>"$PKI/crl.log" ||
    fail "no CRL $file: $(tail -1 "$PKI/crl.log")"
  openssl crl -in "$PKI/crl.pem" -outform DER -out "$PKI/www/$file"
}

# served NS NAME COMMAND...: a server of the group, which ends with it; its output goes to NAME.log.
served() {
  local n=$1 name=$2
  shift 2
  ip netns exec "$n" "$@" >"$GROUP_DIR/$name.log" 2>&1 &
  printf '%s\n' $! >>"$GROUP_DIR/servers"
}

# responder NS PORT SIGNER
responder() {
  served "$1" "ocsp-$2" openssl ocsp -index "$PKI/index" -CA "$PKI/ca.pem" -rsigner "$PKI/$3.pem" -rkey "$PKI/$3.key" -port "$2" -nmin 60
  await 20 "no OCSP responder at $2" grep -q 'waiting for OCSP client' "$GROUP_DIR/ocsp-$2.log"
}

start_servers() {
  responder "$1" "$OCSP_PORT" ca
  responder "$1" "$FORGED_PORT" foreign
  openssl ocsp -no_nonce -issuer "$PKI/ca.pem" -serial "$2" -reqout "$PKI/request.der" >/dev/null 2>&1 || true
  openssl ocsp -index "$PKI/index" -CA "$PKI/ca.pem" -rsigner "$PKI/ca.pem" -rkey "$PKI/ca.key" -nmin 60 \
    -reqin "$PKI/request.der" -respout "$PKI/fresh.ocsp" >/dev/null 2>&1 || fail "no OCSP response"
  python3 "$IKEV2D_ROOT/integration-tests/lab/lib/age_ocsp.py" "$PKI/fresh.ocsp" "$PKI/ca.key" "$PKI/www/expired.ocsp"
  served "$1" httpd busybox httpd -f -vv -p "127.0.0.1:$CRL_PORT" -h "$PKI/www"
  served "$1" bad python3 "$IKEV2D_ROOT/integration-tests/lab/lib/bad_http.py" 127.0.0.1 "$BAD_PORT" "$PKI/www"
  await 20 "the bad server does not serve" grep -q ready "$GROUP_DIR/bad.log"
  await 20 "busybox httpd does not serve" ip netns exec "$1" busybox wget -q -O /dev/null "$CRLS/ca.crl"
}

stop_servers() {
  local pid
  [ -f "$GROUP_DIR/servers" ] || return 0
  while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$GROUP_DIR/servers"
}
