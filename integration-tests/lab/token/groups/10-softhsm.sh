# shellcheck shell=bash
# Keys that are made in a token of SoftHSM and never leave it. The token lives in the group's directory.

TREE=$IKEV2D_ROOT/ike-daemon/target/ikev2d
CLASSES=$IKEV2D_ROOT/integration-tests/target/classes
PIN=1234

# this level runs beside whatever else the machine does: nothing is swept away after a group
sweep() { :; }

group_setup() {
  [ -x "$TREE/bin/ikev2cert" ] && [ -d "$CLASSES/org/ikev2d/tokens" ] || fail "nothing is built: run mvn -q -DskipTests package"
  MODULE=$(dpkg -L libsofthsm2 | grep -m1 '/libsofthsm2\.so$')
  export SOFTHSM2_CONF=$GROUP_DIR/softhsm2.conf
  mkdir -p "$GROUP_DIR/tokens"
  printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$GROUP_DIR/tokens" >"$SOFTHSM2_CONF"
  local token
  for token in gateway authority 'trial rsa' 'trial ec'; do
    softhsm2-util --init-token --free --label "$token" --pin "$PIN" --so-pin 56781234 || fail "softhsm2-util made no token"
  done
  umask 077
  printf '%s\n' "$PIN" >"$GROUP_DIR/pin"
  printf '%s\n' 43214321 >"$GROUP_DIR/newpin"
}

group_scenarios() {
  scenario lists-tokens lists_tokens
  scenario makes-keys/rsa makes_keys rsa
  scenario makes-keys/ec makes_keys ec
  scenario signs-requests signs_requests
  scenario keeps-keys keeps_keys
  scenario changes-the-pin changes_the_pin
  scenario locks-and-unlocks/rsa locks_and_unlocks rsa
  scenario locks-and-unlocks/ec locks_and_unlocks ec
}

group_teardown() { :; }

setup_env() {
  MODULE=$(dpkg -L libsofthsm2 | grep -m1 '/libsofthsm2\.so$')
  export MODULE SOFTHSM2_CONF=$GROUP_DIR/softhsm2.conf
}

cert() { setup_env; "$TREE/bin/ikev2cert" "$@"; }

# does COMMAND...: it must succeed.
does() { "$@" || fail "failed: $*"; }

lists_tokens() {
  does cert tokens keystore=pkcs11 >"$GROUP_DIR/tokens.txt"
  local token
  for token in gateway authority; do grep -q "token \`$token\`" "$GROUP_DIR/tokens.txt" || fail "no $token in the list"; done
}

makes_keys() {
  does cert gencert token=gateway label="gw-$1" subject="O=Example, CN=gw-$1" serial=0x1 keytype="$1" pinfile="$GROUP_DIR/pin"
  does cert list token=gateway label="gw-$1" >"$GROUP_DIR/list.txt" </dev/null
  grep -q 'private key locked' "$GROUP_DIR/list.txt" || fail "without a PIN the key does not show as locked"
  does cert list token=gateway objtype=key pinfile="$GROUP_DIR/pin" | grep -q "private key \`gw-$1\`" || fail "the key is not listed"
  does pkcs11-tool --module "$MODULE" --token-label gateway --login --pin "$PIN" --list-objects >"$GROUP_DIR/objects.txt"
  grep -A9 -i "private key object; $1" "$GROUP_DIR/objects.txt" | grep -q 'never extractable' || fail "the key could leave the token"
}

signs_requests() {
  does cert gencert token=authority label=ca subject="O=Example, CN=CA" serial=0x1 keytype=ec keyusage=critical:keyCertSign,cRLSign \
    pinfile="$GROUP_DIR/pin"
  does cert gencsr token=gateway label=gw2 subject="O=Example, CN=gw2" keytype=rsa outcsr="$GROUP_DIR/gw2.csr" pinfile="$GROUP_DIR/pin"
  openssl req -in "$GROUP_DIR/gw2.csr" -verify -noout || fail "openssl finds the request's signature bad"
  does cert signcsr token=authority signkey=ca csr="$GROUP_DIR/gw2.csr" serial=0x2 outcert="$GROUP_DIR/gw2.crt" \
    issuer="O=Example, CN=CA" pinfile="$GROUP_DIR/pin"
  does cert export token=authority label=ca objtype=cert outformat=pem outfile="$GROUP_DIR/ca.crt"
  openssl verify -CAfile "$GROUP_DIR/ca.crt" "$GROUP_DIR/gw2.crt" || fail "openssl does not verify the certificate"
  does cert import token=gateway infile="$GROUP_DIR/gw2.crt" label=gw2 pinfile="$GROUP_DIR/pin"
  does cert import token=gateway infile="$GROUP_DIR/ca.crt" label=ca pinfile="$GROUP_DIR/pin"
  does cert list token=gateway label=gw2 | grep -q 'issuer: *O=Example, CN=CA' || fail "the certificate is not in the token"
}

keeps_keys() {
  if cert export token=gateway label=gw-rsa objtype=key outformat=pem outfile="$GROUP_DIR/x.pem" pinfile="$GROUP_DIR/pin" \
    2>"$GROUP_DIR/refusal.txt"; then fail "a key left the token"; fi
  grep -q 'keys of tokens never do' "$GROUP_DIR/refusal.txt" || fail "the refusal does not say why"
  [ ! -e "$GROUP_DIR/x.pem" ] || fail "a file was written"
}

changes_the_pin() {
  does cert setpin token=gateway pinfile="$GROUP_DIR/pin" newpinfile="$GROUP_DIR/newpin"
  if cert list token=gateway objtype=key pinfile="$GROUP_DIR/pin" 2>"$GROUP_DIR/refusal.txt"; then fail "the old PIN opens the token"; fi
  grep -q 'wrong PIN' "$GROUP_DIR/refusal.txt" || fail "the refusal does not say why"
  does cert list token=gateway objtype=key pinfile="$GROUP_DIR/newpin"
}

locks_and_unlocks() {
  setup_env
  does "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp "$CLASSES:$TREE/lib/*" org.ikev2d.tokens.TokenTrial "pkcs11:token=trial $1" "$PIN" "$1"
}
