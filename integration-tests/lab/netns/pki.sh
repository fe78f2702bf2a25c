# shellcheck shell=bash
# Keys and certificates in $PKI, made by openssl; they last two days.

key_options() {
  case $1 in
    RSA-*) printf 'RSA -pkeyopt rsa_keygen_bits:%s' "${1#RSA-}" ;;
    P-*) printf 'EC -pkeyopt ec_paramgen_curve:%s' "$1" ;;
    *) printf '%s' "$1" ;;
  esac
}

# a key of every kind and side is enough for all certificates of that kind
key() {
  # shellcheck disable=SC2046
  [ -f "$PKI/$1-$2.key" ] || openssl genpkey -quiet -algorithm $(key_options "$2") -out "$PKI/$1-$2.key"
}

# authority NAME ISSUER: itself for a root
authority() {
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$PKI/$1.key"
  if [ "$1" = "$2" ]; then
    openssl req -x509 -key "$PKI/$1.key" -subj "/C=CH/O=Lab/CN=$1" -days 2 -addext basicConstraints=critical,CA:TRUE \
      -addext keyUsage=critical,keyCertSign,cRLSign -out "$PKI/$1.pem" 2>/dev/null
  else
    openssl req -new -key "$PKI/$1.key" -subj "/C=CH/O=Lab/CN=$1" |
      openssl x509 -req -CA "$PKI/$2.pem" -CAkey "$PKI/$2.key" -days 2 -out "$PKI/$1.pem" 2>/dev/null \
        -extfile <(printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n')
  fi
}

# host SIDE LABEL KIND ISSUER: $PKI/SIDE-LABEL.pem
host() {
  key "$1" "$3"
  openssl req -new -key "$PKI/$1-$3.key" -subj "/C=CH/O=Lab/CN=$1.$2.test" |
    openssl x509 -req -CA "$PKI/$4.pem" -CAkey "$PKI/$4.key" -days 2 -out "$PKI/$1-$2.pem" 2>/dev/null \
      -extfile <(printf 'subjectAltName=DNS:%s.%s.test\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid\n' "$1" "$2")
}
