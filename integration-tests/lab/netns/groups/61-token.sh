# shellcheck shell=bash
# peer strongSwan 6.0
# Private keys that are made in a PKCS#11 token and never leave it, used for IKE_AUTH with strongSwan by one running daemon, while
# the token is locked and unlocked, hangs, goes away and comes back, and while a certificate is renewed.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/pki.sh"

TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
PIN=271828
TOKEN=gateway
STORE="pkcs11:token=$TOKEN"

# label, kind of our key, who initiates, how we prove ourselves; `file` is a key outside of the token, `psk` none
cases() {
  cat <<'EOF'
rsa-initiator     rsa   initiator  RSA-PSS
rsa-responder     rsa   responder  RSA-PSS
p256-initiator    p256  initiator  ECDSA
p256-responder    p256  responder  ECDSA
p384-initiator    p384  initiator  ECDSA
p384-responder    p384  responder  ECDSA
own-initiator     own   initiator  ECDSA
own-responder     own   responder  ECDSA
EOF
}

# the same for what comes later
others() {
  cat <<'EOF'
locked-initiator  p256
locked-responder  rsa
removed           p384
renewed           rsa
hung-1            rsa
hung-2            rsa
hung-3            rsa
hung-4            p256
hung-5            p256
v15-initiator     rsa
v15-responder     rsa
file-1            file
file-2            file
psk-1             psk
psk-2             psk
EOF
}

setup_env() {
  MODULE=$(dpkg -L libsofthsm2 | grep -m1 '/libsofthsm2\.so$')
  SPY=$(dpkg -L opensc-pkcs11 | grep -m1 '/pkcs11-spy\.so$')
  PKI=$GROUP_DIR/pki
  export SOFTHSM2_CONF=$GROUP_DIR/softhsm2.conf PKCS11SPY=$MODULE PKCS11SPY_OUTPUT=$GROUP_DIR/spy.txt
}

cert() { setup_env; "$IKEV2D_TREE/bin/ikev2cert" "$@"; }

# labels KIND: of all scenarios with that kind of key
labels() { { cases; others; } | awk -v kind="$1" '$2 == kind { print $1 }'; }

# altnames KIND: the identities that the certificate of that kind must name
altnames() { labels "$1" | sed 's/.*/DNS=a.&.test/' | paste -sd,; }

key_of() {
  case $1 in
    rsa) printf 'keytype=rsa keylen=2048' ;;
    p256 | own) printf 'keytype=ec curve=secp256r1' ;;
    p384) printf 'keytype=ec curve=secp384r1' ;;
  esac
}

# in_token KIND LABEL NAME: a key made in the token; the authority signs its request, and the certificate goes into the token.
in_token() {
  # shellcheck disable=SC2046
  cert gencsr token=$TOKEN label="$2" subject="C=CH, O=Lab, CN=$3" $(key_of "$1") altname="$(altnames "$1")" \
    keyusage=critical:digitalSignature outcsr="$PKI/$2.csr" pinfile="$GROUP_DIR/pin"
  openssl x509 -req -in "$PKI/$2.csr" -CA "$PKI/root-a.pem" -CAkey "$PKI/root-a.key" -days "${4:-2}" -copy_extensions copy -out "$PKI/$2.pem"
  cert import token=$TOKEN infile="$PKI/$2.pem" label="$2" pinfile="$GROUP_DIR/pin"
}

make_pki() {
  mkdir -p "$PKI" "$GROUP_DIR/tokens" "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.swanctl/{x509,x509ca,private}
  umask 077
  printf '%s\n' "$PIN" >"$GROUP_DIR/pin"
  printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$GROUP_DIR/tokens" >"$SOFTHSM2_CONF"
  softhsm2-util --init-token --free --label $TOKEN --pin "$PIN" --so-pin 56781234
  authority root-a root-a
  authority root-b root-b
  host b peer P-256 root-b
  openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$PKI/file.key"
  openssl req -new -key "$PKI/file.key" -subj "/C=CH/O=Lab/CN=file" -addext "subjectAltName=$(altnames file | sed 's/=/:/g')" |
    openssl x509 -req -CA "$PKI/root-a.pem" -CAkey "$PKI/root-a.key" -days 2 -copy_extensions copy -out "$PKI/file.pem"
  cp "$PKI"/root-{a,b}.pem "$GROUP_DIR/a/certs/"
  cat "$PKI/file.pem" "$PKI/file.key" >"$GROUP_DIR/a/certs/file.pem"
  local kind
  for kind in rsa p256 p384; do in_token $kind $kind "gateway $kind"; done
  # shellcheck disable=SC2046
  cert gencert token=$TOKEN label=own subject="C=CH, O=Lab, CN=gateway own" serial=0x1 $(key_of own) altname="$(altnames own)" \
    keyusage=critical:digitalSignature lifetime=2-day pinfile="$GROUP_DIR/pin"
  cert export token=$TOKEN label=own objtype=cert outformat=pem outfile="$PKI/own.pem"
  cp "$PKI/root-a.pem" "$GROUP_DIR/b.swanctl/x509ca/"
  cp "$PKI/b-peer.pem" "$PKI/own.pem" "$GROUP_DIR/b.swanctl/x509/"
  cp "$PKI/b-P-256.key" "$GROUP_DIR/b.swanctl/private/"
}

# know INDEX LABEL KIND
know() {
  local dir=$GROUP_DIR/a theirs=''
  if [ "$3" = psk ]; then
    both_know "$1" "$2" "$XFORM" "$SUITE"
    return 0
  fi
  add_pair "$1"
  rule "$2" "$A_OUT" "$B_OUT" "FQDN=a.$2.test" FQDN=b.peer.test "ikesa_xform { $XFORM }" |
    sed 's/^  auth_method preshared/  auth_method cert/' >>"$dir/ikev2.config"
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "$A_NET" "$B_NET" "$CHILD_ALGS" >>"$dir/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=$B_OUT")
  # what nobody vouches for must be known to the peer
  [ "$3" != own ] || theirs='      certs = own.pem'
  swan_connection "$2" "$B_OUT" "$A_OUT" b.peer.test "a.$2.test" "$SUITE" tunnel "$B_NET" "$A_NET" "$ESP" |
    awk -v theirs="$theirs" '
      /auth = psk/ { n++; sub("psk", "pubkey"); print n == 1 ? "      certs = b-peer.pem" : theirs }
      { print }' >>"$GROUP_DIR/b.swanctl.conf"
}

# settings NAME [LINE...]: $GROUP_DIR/NAME.conf, which only its owner may read, since it may hold the PIN.
settings() {
  { printf 'key_store = pem:%s\n' "$GROUP_DIR/a/certs"
    printf '%s\n' "${@:2}"; } >"$GROUP_DIR/$1.conf"
  chmod 600 "$GROUP_DIR/$1.conf"
}

group_setup() {
  local index=0 label kind
  setup_env
  make_direct_net
  make_pki
  while read -r label kind _; do
    index=$((index + 1))
    know "$index" "$label" "$kind"
  done < <(cases; others)
  # the threads are few, so that a token that hangs would soon have them all
  TUNNELS+=(-o fragmentation_enable=true -o max_threads=2)
  printf '%s\n' "${TUNNELS[@]}" >"$GROUP_DIR/options"
  settings with-pin "pkcs11_token/uri = \"$STORE\"" "pkcs11_token/pin = $PIN"
  settings without-pin "pkcs11_token/uri = \"$STORE\""
  settings wrong-pin "pkcs11_token/uri = \"$STORE?module-path=$SPY\"" 'pkcs11_token/pin = 314159'
  settings padded "pkcs11_token/uri = \"$STORE\"" "pkcs11_token/pin = $PIN" 'rsa_padding = pkcs1'
  both_start -p "$GROUP_DIR/with-pin.conf"
}

group_scenarios() {
  local label kind by proof
  for kind in rsa p256 p384 own; do scenario "stays-in-token/$kind" stays_in_token "$kind"; done
  # requirement R7296-2.15-1 R7427-3-1
  # algorithm AUTH-14 HASH-2 HASH-3
  while read -r label kind by proof; do scenario "$label" certified "$label" "$by" "$proof"; done < <(cases)
  scenario logout logged_out
  scenario wrong-pin wrong_pin
  scenario login logged_in
  scenario renewal renewal
  scenario hangs hangs
  scenario removed removed
  scenario starts-locked starts_locked
  scenario wrong-pin-at-start wrong_pin_at_start
  # requirement R7296-3.8-1
  scenario v15-initiator padded v15-initiator initiator
  scenario v15-responder certified v15-responder responder RSA-PKCS1
}

# by pkcs11-tool, which the token answers as it answers everybody
stays_in_token() {
  setup_env
  pkcs11-tool --module "$MODULE" --token-label $TOKEN --login --pin "$PIN" --list-objects --type privkey >"$GROUP_DIR/keys.txt" 2>/dev/null
  # the identifier of a key is its label in octets
  awk -v id="$(printf '%s' "$1" | od -An -tx1 | tr -d ' ')" '$1 == "ID:" { found = ($2 == id) } found && $1 == "Access:"' \
    "$GROUP_DIR/keys.txt" >"$GROUP_DIR/access.txt"
  [ "$(wc -l <"$GROUP_DIR/access.txt")" = 1 ] || fail "the token has $(wc -l <"$GROUP_DIR/access.txt") keys $1"
  grep -q 'sensitive, always sensitive, never extractable, local' "$GROUP_DIR/access.txt" || fail "key $1: $(cat "$GROUP_DIR/access.txt")"
}

initiate() {
  if [ "$2" = initiator ]; then ikeadm a initiate "$1"; else swan_initiate b "$1"; fi
}

# certified LABEL ROLE PROOF
certified() {
  initiate "$1" "$2" || fail "$1 does not come up: $(grep -h "rule=\"\?$1" "$(ikev2d_log a)" | tail -1)"
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\" and (.proofs.local | contains(\"$3\")) and (.proofs.remote | contains(\"ECDSA\"))"
}

# refused LABEL ROLE PATTERN...: one line of the log says why, the peer learns only that it failed.
refused() {
  local mark
  mark=$(log_mark a)
  if initiate "$1" "$2"; then fail "$1 came up without its key"; fi
  one_refusal a "$mark" authentication-failed "rule=\"?$1" "${@:3}"
  no_ike_sa a "$1" || fail "an IKE SA of $1 is left"
}

# The identity of what negotiates with a locked key is named, and where the key is.
logged_out() {
  ikeadm a token logout $TOKEN
  refused locked-initiator initiator "a\.locked-initiator\.test" "p256 \(locked in $STORE\)"
  refused locked-responder responder "a\.locked-responder\.test" "rsa \(locked in $STORE\)"
  # what is up stays up and is rekeyed, by either side
  replaced_ike rsa-initiator us
  replaced_ike rsa-responder peer
  # who needs no token is not touched
  certified file-1 initiator ECDSA
  ikeadm a initiate psk-1
}

# replaced_ike LABEL BY
replaced_ike() {
  local before
  before=$(ike_sas a "$1" | jq -r .initiator_spi)
  if [ "$2" = us ]; then
    ikeadm a rekey ikesa "$before" "$(ike_sas a "$1" | jq -r .responder_spi)"
  else
    swan b --rekey --ike "$1"
  fi
  await 20 "the IKE SA of $1 is not replaced" spi_other_than "$1" "$before"
  ike_sa_active a "$1"
}
spi_other_than() {
  local now
  now=$(ike_sas a "$1" | jq -r .initiator_spi)
  [ "$(grep -c . <<<"$now")" = 1 ] && [ "$now" != "$2" ]
}

# log_in PIN: as ikeadm reads it where there is no terminal
log_in() { printf '%s\n' "$1" | ikeadm a token login $TOKEN >"$GROUP_DIR/login.txt" 2>&1; }

wrong_pin() {
  local try
  for try in 1 2 3 4; do
    if log_in 000000; then fail "a wrong PIN opens the token"; fi
    grep -q "$STORE: wrong PIN" "$GROUP_DIR/login.txt" || fail "try $try: $(cat "$GROUP_DIR/login.txt")"
  done
  refused locked-initiator initiator "locked in $STORE"
}

logged_in() {
  log_in "$PIN" || fail "the PIN does not open the token: $(cat "$GROUP_DIR/login.txt")"
  certified locked-initiator initiator ECDSA
  certified locked-responder responder RSA-PSS
  if grep -q "$PIN\|000000" "$(ikev2d_log a)" "$GROUP_DIR/login.txt"; then fail "a PIN was written"; fi
}

# A new key and certificate for the same identities, while the daemon runs; then the old ones go.
renewal() {
  local mark
  setup_env
  in_token rsa rsa-2 'gateway renewed' 3
  mark=$(log_mark a)
  kill -HUP "$(ikev2d_pid a)"
  await 20 "the daemon does not read its stores again" reloaded "$mark"
  certified renewed initiator RSA-PSS
  grep -q 'received end entity cert "C=CH, O=Lab, CN=gateway renewed"' "$(charon_log b)" || fail "strongSwan was shown no new certificate"
  cert delete token=$TOKEN objtype=key label=rsa pinfile="$GROUP_DIR/pin"
  mark=$(log_mark a)
  kill -HUP "$(ikev2d_pid a)"
  await 20 "the daemon does not read its stores again" reloaded "$mark"
  swan b --terminate --ike renewed
  await 20 "the IKE SA is still there" no_ike_sa a renewed
  certified renewed responder RSA-PSS
}
reloaded() { log_since a "$1" | grep -q 'config\.reloaded'; }

# A token that does not answer keeps those waiting who need it, and nobody else: not even where they need more threads than there are.
hangs() {
  local label pids=() start
  setup_env
  rm -f "$GROUP_DIR/held"
  python3 "$IKEV2D_ROOT/integration-tests/lab/lib/hold.py" "$GROUP_DIR/tokens" "$GROUP_DIR/held" &
  HOLDER=$!
  await 10 "the locks are not held" test -f "$GROUP_DIR/held"
  for label in hung-1 hung-2 hung-3 hung-4 hung-5; do
    ikeadm a initiate "$label" &
    pids+=($!)
  done
  await 10 "not all of them wait for the token" all_wait
  start=$(now_ms)
  certified file-2 initiator ECDSA
  ikeadm a initiate psk-2
  note "two others came up in $(($(now_ms) - start)) ms"
  [ $(($(now_ms) - start)) -lt 8000 ] || fail "others had to wait for the token"
  all_wait || fail "the token answered, and nothing was proved"
  kill "$HOLDER"
  wait "$HOLDER" || true
  for label in "${pids[@]}"; do wait "$label" || fail "a negotiation failed though the token answered in the end"; done
  for label in hung-1 hung-2 hung-3 hung-4 hung-5; do ike_sa_active a "$label"; done
}
all_wait() {
  [ "$(ikeadm a dump ikesa --json | jq '[.. | objects | select(has("children") and (.rule // "" | startswith("hung")) and .state != "ACTIVE")] | length')" = 5 ]
}

# Its files are gone, as if it had been pulled out: that is told, and what is up lives on. SoftHSM itself does not notice in this
# process that they are back later: the next scenario begins with a restart.
removed() {
  mv "$GROUP_DIR/tokens" "$GROUP_DIR/away"
  mkdir "$GROUP_DIR/tokens"
  refused removed initiator "$STORE"
  ikeadm a rekey childsa "$(ike_sas a rsa-initiator | jq -r '.children[].spi_in')"
  ikeadm a token logout $TOKEN || true
  if log_in "$PIN"; then fail "a token that is gone was opened"; fi
  grep -q "$STORE: .*may have been removed" "$GROUP_DIR/login.txt" || fail "the login does not say why: $(cat "$GROUP_DIR/login.txt")"
  ikeadm a initiate psk-2 || fail "who needs no token is refused"
  rmdir "$GROUP_DIR/tokens"
  mv "$GROUP_DIR/away" "$GROUP_DIR/tokens"
}

# restart SETTINGS: what the setup has in variables does not reach a scenario
restart() {
  local options
  setup_env
  stop_ikev2d a
  await 20 "strongSwan still has SAs" swan_list_empty
  mapfile -t options <"$GROUP_DIR/options"
  start_ikev2d a a -o kernel=memory "${options[@]}" -p "$GROUP_DIR/$1.conf"
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

starts_locked() {
  local mark
  mark=$(log_mark a)
  restart without-pin
  log_since a "$mark" | grep 'keystore\.locked' | grep -F "$STORE" | grep -q 'the settings have no PIN' || fail "the log does not say that the token is locked"
  refused p256-initiator initiator "p256 \(locked in $STORE\)"
  log_in "$PIN"
  certified p256-initiator initiator ECDSA
}

# A daemon whose settings have a wrong PIN serves those who need none, and tries it once: a real token would lock itself.
wrong_pin_at_start() {
  local mark
  mark=$(log_mark a)
  : >"$GROUP_DIR/spy.txt"
  restart wrong-pin
  log_since a "$mark" | grep 'keystore\.locked' | grep -q 'wrong PIN' || fail "the log does not say that the PIN is wrong"
  refused p256-initiator initiator "locked in $STORE"
  refused p256-responder responder "locked in $STORE"
  ikeadm a initiate psk-1
  kill -HUP "$(ikev2d_pid a)"
  await 20 "the daemon does not read its stores again" reloaded "$mark"
  [ "$(grep -c 'C_Login$' "$GROUP_DIR/spy.txt")" = 1 ] || fail "the PIN was tried $(grep -c 'C_Login$' "$GROUP_DIR/spy.txt") times"
}

# padded LABEL ROLE
padded() {
  restart padded
  certified "$1" "$2" RSA-PKCS1
}

group_teardown() { both_stop; }

on_failure() {
  [ -z "${HOLDER:-}" ] || kill "$HOLDER" 2>/dev/null || true
  our_on_failure
}
