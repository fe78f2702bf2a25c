# shellcheck shell=bash
# Clients that prove themselves by EAP, with strongSwan on either side: EAP-MSCHAPv2 and EAP-TLS, certificates of the server's and
# EAP alone, TLS 1.2 and 1.3, chains that need many fragments, and what must be refused. The last is a road warrior: a
# password, an address of our pool, and a move to another network.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/pki.sh"

CHARON_PLUGINS="$CHARON_PLUGINS eap-identity eap-mschapv2 eap-tls"
TUNNELS=()
SUITE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
PASSWORD='correct horse, battery'
PPK=0x8f3b1c5e2a7d4906b1e8d3c2f5a496878f3b1c5e2a7d4906b1e8d3c2f5a49687

# name, the server's method, the client's, its identity, its certificate (of strongSwan if that is the client), the server's question
clients() {
  cat <<'END'
mschapv2          cert     eap_mschapv2  alice@lab.test    -       -
wrong-password    cert     eap_mschapv2  bob@lab.test      -       -
unknown-user      cert     eap_mschapv2  carol@lab.test    -       -
identity          cert     eap_mschapv2  alice@lab.test    -       ask
tls               cert     eap_tls       N.good.test       good    -
tls-alone         eap_tls  eap_tls       N.good.test       good    -
tls-chain         eap_tls  eap_tls       N.chain.test      chain   -
tls-untrusted     cert     eap_tls       N.stray.test      stray   -
END
}

# one line a scenario: index, label, our role, and the columns of clients
cases() {
  local index=0 name rest by
  while read -r name rest; do
    for by in initiator responder; do
      # ikev2d asks for no identity beyond IDi (RFC 7296 section 3.16)
      [ "$name-$by" != identity-responder ] || continue
      index=$((index + 1))
      printf '%s %s %s %s\n' "$index" "$name-$by" "$by" "$rest"
    done
  done < <(clients)
}

make_pki() {
  local side
  mkdir -p "$PKI" "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.swanctl/{x509,x509ca,private}
  for side in a b; do
    authority "root-$side" "root-$side"
    authority "upper-$side" "root-$side"
    authority "lower-$side" "upper-$side"
    authority "stray-$side" "stray-$side"
    host "$side" vpn P-256 "root-$side"
    host "$side" good P-256 "root-$side"
    host "$side" chain RSA-4096 "lower-$side"
    host "$side" stray P-256 "stray-$side"
  done
  cp "$PKI"/root-{a,b}.pem "$PKI"/{upper,lower}-a.pem "$GROUP_DIR/a/certs/"
  cp "$PKI"/root-{a,b}.pem "$PKI"/{upper,lower}-b.pem "$GROUP_DIR/b.swanctl/x509ca/"
  for name in vpn good chain stray; do certify "$name"; done
}

certify() {
  local kind=P-256
  [ "$1" != chain ] || kind=RSA-4096
  cat "$PKI/a-$1.pem" "$PKI/a-$kind.key" >"$GROUP_DIR/a/certs/a-$1.pem"
  chmod 600 "$GROUP_DIR/a/certs/a-$1.pem"
  cp "$PKI/b-$1.pem" "$GROUP_DIR/b.swanctl/x509/"
  cp "$PKI/b-$kind.key" "$GROUP_DIR/b.swanctl/private/"
}

# know INDEX LABEL OUR-ROLE SERVER-METHOD CLIENT-METHOD IDENTITY CERTIFICATE QUESTION
know() {
  local identity server kind=FQDN
  add_pair "$1"
  case $6 in *@*) kind=MBOX ;; esac
  if [ "$3" = initiator ]; then
    # strongSwan has no password of dora's; what it has for carol, it has as a client
    identity=${6/#N./a.} identity=${identity/#carol/dora} server=b.vpn.test
    our_rule "$2" "$kind=$identity" "FQDN=$server" "$5" "$4"
    user "$2" "$identity" >>"$GROUP_DIR/a/ikev2.preshared"
    their_connection "$2" "$(side "$4" "$server" vpn)" "$(side "$5" '%any' - "$8")"
  else
    identity=${6/#N./b.} server=a.vpn.test
    our_rule "$2" "FQDN=$server" ANY "$4" "$5"
    for name in alice bob; do user "$2" "$name@lab.test" >>"$GROUP_DIR/a/ikev2.preshared"; done
    their_connection "$2" "$(side "$5" "$identity" "$7")" "$(side "$4" "$server" -)"
  fi
  printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "t$1" "${OUR_TS:-$A_NET}" "${THEIR_TS:-$B_NET}" "$CHILD_ALGS" \
    >>"$GROUP_DIR/a/ipsecinit.conf"
  TUNNELS+=(-o "tunnel.t$1=local=$A_OUT,remote=${OUR_REMOTE:-$B_OUT}")
}

# our_rule LABEL LOCAL-ID REMOTE-ID LOCAL-METHOD REMOTE-METHOD
our_rule() {
  rule "$1" "$A_OUT" "${OUR_PEERS:-$B_OUT}" "$2" "$3" "ikesa_xform { $XFORM }" |
    sed "s/^  auth_method preshared/  local_auth_method $4 remote_auth_method $5/; s/remote_id ANY = .*/remote_id ANY/" >>"$GROUP_DIR/a/ikev2.config"
}

# user LABEL NAME: bob's password is not what strongSwan takes for it.
user() {
  local password=$PASSWORD
  case $2 in bob@*) password='another horse' ;; esac
  printf '{ label "%s" eap_id "%s" eap_secret "%s" }\n' "$1" "$2" "$password"
}

# side METHOD ID CERTIFICATE [QUESTION]: the lines of strongSwan for it
side() {
  case $1 in
    cert) printf 'auth = pubkey' ;;
    *) printf 'auth = %s' "${1/_/-}" ;;
  esac
  printf '\\n      id = %s' "$2"
  [ "$3" = - ] || printf '\\n      certs = b-%s.pem' "$3"
  [ "${4:--}" = - ] || printf '\\n      eap_id = %%any'
}

# their_connection LABEL MINE YOURS
their_connection() {
  swan_connection "$1" "$B_OUT" "$A_OUT" - - "$SUITE" tunnel "${THEIR_LOCAL_TS:-$B_NET}" "$A_NET" "$ESP" |
    awk -v mine="$2" -v yours="$3" '/auth = psk/ { n++; sub("auth = psk", n == 1 ? mine : yours) } !/id = -$/' >>"$GROUP_DIR/b.swanctl.conf"
}

# with_ppk INDEX LABEL OUR-ROLE: a password, and a post-quantum preshared key that both sides insist on
with_ppk() {
  SWAN_EXTRA=$(printf 'ppk_id = lab-%s\n    ppk_required = yes' "$1") know "$1" "$2" "$3" cert eap_mschapv2 alice@lab.test - -
  printf '{ label "%s" ppk_id "lab-%s" required_ppk %s }\n' "$2" "$1" "$PPK" >>"$GROUP_DIR/a/ikev2.preshared"
  printf 'secrets {\n  ppk-%s {\n    id = lab-%s\n    secret = %s\n  }\n}\n' "$1" "$1" "$PPK" >>"$GROUP_DIR/b.swanctl.conf"
}

group_setup() {
  local line name
  PKI=$GROUP_DIR/pki
  make_direct_net
  make_pki
  while read -r line; do
    # shellcheck disable=SC2086 # columns
    know $line
  done < <(cases)
  THEIR_LOCAL_TS=dynamic SWAN_EXTRA='vips = 0.0.0.0' OUR_REMOTE=0.0.0.0 OUR_PEERS=0.0.0.0/0 THEIR_TS=10.78.0.0/24 \
    know 60 road-warrior responder cert eap_mschapv2 alice@lab.test - -
  with_ppk 50 ppk-initiator initiator
  with_ppk 51 ppk-responder responder
  for name in alice bob carol; do
    printf 'secrets {\n  eap-%s {\n    id = %s@lab.test\n    secret = "%s"\n  }\n}\n' "$name" "$name" "$PASSWORD" >>"$GROUP_DIR/b.swanctl.conf"
  done
  start_capture eap a va
  both_start -o "key_store=pem:$GROUP_DIR/a/certs" -o fragmentation_enable=true -o address_pool=10.78.0.0/24 -o address_dns=10.1.60.53 -o debug_level=all
  their_tls 1.3
}

group_scenarios() {
  # requirement R7296-2.16-1 R7296-2.16-2 R7296-2.16-4 R7296-3.16-1 RX-EAP-1
  scenario mschapv2-initiator up mschapv2-initiator initiator EAP-MSCHAPV2 ECDSA
  scenario mschapv2-responder up mschapv2-responder responder ECDSA EAP-MSCHAPV2
  scenario identity-initiator up identity-initiator initiator EAP-MSCHAPV2 ECDSA
  scenario tls-initiator up tls-initiator initiator EAP-TLS ECDSA
  scenario tls-responder up tls-responder responder ECDSA EAP-TLS
  # requirement R5998-3-1
  scenario tls-alone-initiator up tls-alone-initiator initiator EAP-TLS EAP-TLS
  scenario tls-alone-responder up tls-alone-responder responder EAP-TLS EAP-TLS
  # requirement R7296-2.16-3
  scenario tls-chain-initiator up tls-chain-initiator initiator EAP-TLS EAP-TLS
  scenario tls-chain-responder up tls-chain-responder responder EAP-TLS EAP-TLS
  # requirement R8784-3-3
  scenario ppk-initiator with_the_ppk ppk-initiator initiator EAP-MSCHAPV2 ECDSA
  # requirement R8784-3-3
  scenario ppk-responder with_the_ppk ppk-responder responder ECDSA EAP-MSCHAPV2
  scenario tls-version tls_version 1.3
  scenario tls-12 tls_12
  scenario wrong-password-responder refused_by_us wrong-password-responder 'why="?.*wrong password'
  scenario unknown-user-responder refused_by_us unknown-user-responder 'why="?.*no user'
  scenario tls-untrusted-responder refused_by_us tls-untrusted-responder NO_TRUSTED_PATH
  scenario wrong-password-initiator refused_by_them wrong-password-initiator 'the server refuses name or password'
  scenario unknown-user-initiator refused_by_them unknown-user-initiator 'the server refuses name or password'
  scenario tls-untrusted-initiator refused_by_them tls-untrusted-initiator "the peer's TLS alert is"
  # requirement R4555-3.5-1
  scenario road-warrior road_warrior
  scenario no-secrets no_secrets
  scenario all-deleted all_deleted
}

initiate() {
  if [ "$2" = initiator ]; then ikeadm a initiate "$1"; else swan_initiate b "$1"; fi
}

# up LABEL ROLE OUR-PROOF THEIR-PROOF
up() {
  initiate "$1" "$2" || fail "no IKE SA of $1: $(grep -hE "rule=\"?$1" "$(ikev2d_log a)" | tail -1) $(grep -h "$1|" "$(charon_log b)" | tail -1)"
  swan_active b "$1"
  ike_sa_active a "$1" ".role == \"$2\" and (.proofs.local | contains(\"$3\")) and (.proofs.remote | contains(\"$4\"))"
}

with_the_ppk() {
  local mark
  mark=$(log_mark a)
  up "$@"
  [ "$(log_since a "$mark" | grep -c 'ppk\.used' || true)" = 1 ] || fail "the post-quantum preshared key was not used"
}

# tls_version VERSION [MARK]: what strongSwan tells of the handshakes since then, and nothing else.
tls_version() {
  local told
  told=$(tail -n "+${2:-1}" "$(charon_log b)" | grep -o 'negotiated TLS [0-9.]*' | sort -u)
  [ "$told" = "negotiated TLS $1" ] || fail "strongSwan tells of ${told:-no TLS}, not of TLS $1"
}

# their_tls VERSION: what strongSwan takes at most from now on; the file is mounted, so it is written in place.
their_tls() {
  local conf=$GROUP_DIR/b.strongswan.conf
  { charon_conf 'kernel-libipsec kernel-netlink' | sed "s/^charon {/&\n  tls {\n    version_max = $1\n  }/"; } >"$conf.new"
  cat "$conf.new" >"$conf"
  swan b --reload-settings
}

tls_12() {
  local mark by
  mark=$(($(wc -l <"$(charon_log b)") + 1))
  for by in initiator responder; do end "tls-$by"; end "tls-chain-$by"; done
  their_tls 1.2
  up tls-initiator initiator EAP-TLS ECDSA
  up tls-responder responder ECDSA EAP-TLS
  up tls-chain-initiator initiator EAP-TLS EAP-TLS
  up tls-chain-responder responder EAP-TLS EAP-TLS
  tls_version 1.2 "$mark"
}

# end LABEL: a Delete of ours ends it on both sides.
end() {
  local sas
  sas=$(ike_sas a "$1")
  ikeadm a del ikesa "$(jq -r .initiator_spi <<<"$sas")" "$(jq -r .responder_spi <<<"$sas")"
  await 10 "strongSwan keeps an IKE SA of $1" swan_none b "$1"
  await 10 "an IKE SA of $1 is left" no_ike_sa a "$1"
}

# The log tells us why; the client learns it by the method or by EAP Failure, not by a notify, and nothing of it stays.
refused_by_us() {
  local mark theirs
  mark=$(log_mark a)
  theirs=$(($(wc -l <"$(charon_log b)") + 1))
  if swan_initiate b "$1"; then fail "strongSwan came up"; fi
  one_refusal a "$mark" authentication-failed "$2" "rule=\"?$1"
  no_ike_sa a "$1" || fail "an IKE SA of $1 is left"
  tail -n "+$theirs" "$(charon_log b)" >"$GROUP_DIR/theirs"
  # strongSwan ends it by itself once a method tells it of the failure
  grep -qE 'received EAP_FAILURE|EAP_[A-Z0-9]+ method failed' "$GROUP_DIR/theirs" || fail "strongSwan has not learned of the failure"
  if grep -q 'parsed IKE_AUTH response .*N(AUTH_FAILED)' "$GROUP_DIR/theirs"; then fail "a notify came along with EAP Failure"; fi
}

refused_by_them() {
  local mark
  mark=$(log_mark a)
  if ikeadm a initiate "$1"; then fail "$1 came up"; fi
  one_refusal a "$mark" authentication-failed "$2" "rule=\"?$1"
  no_ike_sa a "$1" || fail "an IKE SA of $1 is left"
  swan_none b "$1" || fail "strongSwan keeps an IKE SA of $1"
}

# A client from anywhere gets an address, and keeps it when it loses the network that it came from (RFC 4555).
road_warrior() {
  local from
  up road-warrior responder ECDSA EAP-MSCHAPV2
  grep -q 'ike\.address\.lent.*10\.78\.0\.1\b' "$(ikev2d_log a)" || fail "no address was lent"
  swan b --list-sas --ike road-warrior | grep -q '10\.78\.0\.1/32' || fail "strongSwan's selectors are not the address"
  ike_sas a road-warrior | jq -e '.remote_id | tostring | contains("alice@lab.test")' || fail "the IKE SA is not that of alice"
  from=$(ike_sas a road-warrior | jq -r '.remote | sub(":[0-9]+$"; "")')
  nsip b addr del "$from/24" dev vb
  await 20 "the IKE SA has not moved from $from" has_moved "$from"
  swan_active b road-warrior
}

has_moved() { ike_sas a road-warrior | jq -e --arg from "$1:" '.remote | startswith($from) | not' >/dev/null; }

# Neither logs nor what ikeadm shows have a password in them.
no_secrets() {
  local what
  for what in rule preshared ikesa; do ikeadm a dump "$what" --json >>"$GROUP_DIR/dumps" 2>&1 || true; ikeadm a dump "$what" >>"$GROUP_DIR/dumps" 2>&1 || true; done
  [ -s "$GROUP_DIR/dumps" ] || fail "ikeadm shows nothing at all"
  if grep -nF -e "$PASSWORD" -e 'another horse' -e "$(printf '%s' "$PASSWORD" | od -An -tx1 | tr -d ' \n')" "$GROUP_DIR/dumps" "$(ikev2d_log a)"; then
    fail "a password is told"
  fi
}

all_deleted() {
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

group_teardown() {
  stop_capture eap
  both_stop
}

on_failure() { our_on_failure; }
