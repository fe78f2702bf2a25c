# shellcheck shell=bash
# The pairs of the kernel lab with libreswan in b. Connections have the label of the rule; those with certificates have domain names as
# identities, a.LABEL.test and b.LABEL.test.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/pluto.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/pki.sh"

# make_pki: each side has its own authority, and the root of the other's.
make_pki() {
  local side
  PKI=$GROUP_DIR/pki
  mkdir -p "$PKI" "$GROUP_DIR/a/certs" "$GROUP_DIR/b.p12" "$GROUP_DIR/b.ca"
  for side in a b; do
    authority "root-$side" "root-$side"
    cp "$PKI/root-$side.pem" "$GROUP_DIR/a/certs/"
    cp "$PKI/root-$side.pem" "$GROUP_DIR/b.ca/"
  done
}

# certify LABEL KIND [THEIR-ISSUER]
certify() {
  host a "$1" "$2" root-a
  host b "$1" "$2" "${3:-root-b}"
  { cat "$PKI/a-$1.pem" "$PKI/a-$2.key"; } >"$GROUP_DIR/a/certs/a-$1.pem"
  chmod 600 "$GROUP_DIR/a/certs/a-$1.pem"
  openssl pkcs12 -export -in "$PKI/b-$1.pem" -inkey "$PKI/b-$2.key" -name "$1" -passout pass: -out "$GROUP_DIR/b.p12/$1.p12"
}

# libreswan_pair INDEX LABEL FAMILY MODE METHOD [LINE...]: both sides of a pair; METHOD is psk or a kind of key; the lines are those of
# the connection. OUR_RULE adds to our rule.
libreswan_pair() {
  local own names=()
  add_pair "$1" "$3" "$4"
  own=("$B_NET" "$A_NET")
  [ "$4" = tunnel ] || own=("$ICMP" "$ICMP")
  case $5 in
    psk) names=(authby=secret) ;;
    RSA-*) names=(authby=rsa-sha2) ;;
    *) names=(authby=ecdsa) ;;
  esac
  if [ "$5" = psk ]; then
    our_pair a "$2" "$1" "$3" "$4"
    printf '%s %s : PSK "%s"\n' "$B_OUT" "$A_OUT" "${THEIR_PSK:-$PSK}" >>"$GROUP_DIR/b.ipsec.secrets"
  else
    certify "$2" "$5" "${THEIR_ISSUER:-}"
    OUR_METHOD=cert OUR_ID=FQDN=a.$2.test PEER_ID=FQDN=b.$2.test our_pair a "$2" "$1" "$3" "$4"
    names+=("leftid=@b.$2.test" "rightid=@a.$2.test" "leftcert=$2" leftsendcert=always)
  fi
  pluto_connection "$2" "$B_OUT" "$A_OUT" "$4" "${own[@]}" ike=aes256-sha2_256-dh19 esp=aes256-sha2_512 "${names[@]}" "${@:6}" >>"$GROUP_DIR/b.ipsec.conf"
}

# libreswan_begin: what precedes the pairs.
libreswan_begin() {
  make_net
  make_pki
  our_globals a
  pluto_setup >"$GROUP_DIR/b.ipsec.conf"
}

# libreswan_start [OPTION-OF-IKEV2D...]
libreswan_start() {
  printf '%s\n' "$@" >"$GROUP_DIR/options"
  start_pluto b b
  libreswan_start_ours
}

# libreswan_start_ours: with the options of the first time; what the setup has in variables does not reach a scenario.
libreswan_start_ours() {
  local options
  mapfile -t options < <(grep . "$GROUP_DIR/options")
  start_ours a -o "key_store=pem:$GROUP_DIR/a/certs" -o fragmentation_enable=true "${options[@]}"
}

group_teardown() {
  no_exceptions a
  stop_ikev2d a
  stop_pluto b
}

on_failure() {
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; done
  tail -n 30 "$(ikev2d_log a)"
  tail -n 40 "$(pluto_log b)"
}
