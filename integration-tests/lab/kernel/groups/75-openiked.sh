# shellcheck shell=bash
# ikev2d in a with OpenIKED in b, kernel ESP on both sides, by PF_KEY on both: shared keys and RSA certificates, each side as initiator,
# rekeys and deletions by each side. OpenIKED has no command that begins one negotiation: its active policies begin when it starts.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/iked.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/pki.sh"

# index, label, family, mode, method, who initiates, lifetimes of theirs
cases() {
  cat <<'TABLE'
1 psk-from-us        v4 tunnel    psk a
2 psk-from-them      v4 tunnel    psk b
3 transport-from-us  v4 transport psk a
4 transport-from-them v6 transport psk b
5 rsa-from-us        v6 tunnel    RSA-2048 a
6 rsa-from-them      v4 tunnel    RSA-2048 b
7 they-rekey-child   v4 tunnel    psk a lifetime 4
8 they-rekey-ike     v4 tunnel    psk a ikelifetime 4
TABLE
}

group_setup() {
  local index label family mode method by lifetime
  make_net
  our_globals a
  make_iked_pki
  printf 'set nofragmentation\nset dpd_check_interval 2\n' >"$GROUP_DIR/b.iked.conf"
  while read -r index label family mode method by lifetime; do
    openiked_pair "$index" "$label" "$family" "$mode" "$method" "$by" "$lifetime"
  done < <(cases)
  THEIR_PSK=other-psk-0123456789 openiked_pair 21 other-key v4 tunnel psk a
  start_ours a -o "key_store=pem:$GROUP_DIR/a/certs"
  start_iked b b
}

make_iked_pki() {
  PKI=$GROUP_DIR/pki
  mkdir -p "$PKI" "$GROUP_DIR/a/certs" "$GROUP_DIR"/b.iked/{certs,ca,private}
  authority root root
  cp "$PKI/root.pem" "$GROUP_DIR/a/certs/"
  cp "$PKI/root.pem" "$GROUP_DIR/b.iked/ca/root.crt"
  key b RSA-2048
  install -m 600 "$PKI/b-RSA-2048.key" "$GROUP_DIR/b.iked/private/local.key"
}

# openiked_pair INDEX LABEL FAMILY MODE METHOD INITIATOR [LIFETIME]: both sides of a pair. THEIR_PSK is a key that is not ours.
openiked_pair() {
  local how=passive from to proto=() auth=() ids="srcid b.$2.test dstid a.$2.test"
  add_pair "$1" "$3" "$4"
  # as initiator iked sends from the address that the route names
  if [ "$3" = v4 ]; then nsip b route add "$A_OUT" dev vb src "$B_OUT"; else nsip b -6 route add "$A_OUT" dev vb src "$B_OUT"; fi
  from=$B_NET to=$A_NET
  [ "$6" = a ] || how=active
  if [ "$4" = transport ]; then
    from=$B_OUT to=$A_OUT
    proto=("proto $ICMP_NUMBER") # iked looks names up in a file that the root has not got
  fi
  if [ "$5" = psk ]; then
    auth=("psk \"${THEIR_PSK:-$PSK}\"")
  else
    host a "$2" "$5" root
    host b "$2" "$5" root
    cat "$PKI/a-$2.pem" "$PKI/a-$5.key" >"$GROUP_DIR/a/certs/a-$2.pem"
    chmod 600 "$GROUP_DIR/a/certs/a-$2.pem"
    cp "$PKI/b-$2.pem" "$GROUP_DIR/b.iked/certs/b.$2.test.crt"
  fi
  OUR_METHOD=$(if [ "$5" = psk ]; then printf preshared; else printf cert; fi) OUR_ID=FQDN=a.$2.test PEER_ID=FQDN=b.$2.test our_pair a "$2" "$1" "$3" "$4"
  iked_policy "$2" "$how $4 esp" "${proto[@]}" "from $from to $to" "local $B_OUT peer $A_OUT" 'ikesa auth hmac-sha2-256 enc aes-256 prf hmac-sha2-256 group ecp256' \
    'childsa auth hmac-sha2-512 enc aes-256' "$ids" ${7:+"$7"} "${auth[@]}" >>"$GROUP_DIR/b.iked.conf"
}

group_scenarios() {
  local index label family mode method by lifetime
  while read -r index label family mode method by lifetime; do
    [ -z "$lifetime" ] || continue
    # requirement R7296-2.15-1
    scenario "$label" with_openiked "$index" "$label" "$family" "$mode" "$by"
  done < <(cases)
  # requirement R7296-2.8-2 R7296-1.3.2-1
  scenario we-rekey we_rekey 1 psk-from-us
  # requirement R7296-2.8-2
  scenario they-rekey-child they_rekey_child 7 they-rekey-child
  # requirement R7296-1.3.2-1
  scenario they-rekey-ike they_rekey_ike 8 they-rekey-ike
  # requirement R7296-1.4.1-3
  scenario we-delete we_delete 1 psk-from-us
  # requirement R7296-1.4.1-3
  scenario they-delete they_delete 5 rsa-from-us
  # requirement R7296-2.21.2-1
  scenario other-key other_key
}

with_openiked() {
  pair "$1" "$3"
  if [ "$5" = a ]; then
    ikeadm a initiate "$2" || fail "ikeadm initiate $2 failed: $(grep "rule=\"\?$2" "$(ikev2d_log a)" | tail -1)"
  else
    await 60 "OpenIKED has not initiated $2: $(tail -1 "$(iked_log b)")" up_both "$2"
  fi
  crosses "$1" "$3" "$4"
  works "$2"
  ike_sa_active a "$2" ".role == \"$(if [ "$5" = a ]; then printf initiator; else printf responder; fi)\""
}
up_both() { [ -n "$(iked_sas b "FQDN/a.$1.test")" ] && [ "$(sas a) $(sas b)" = '1 1 1 1' ]; }

# sas NS: how many SAs the kernel has there and back.
sas() { printf '%s %s' "$(sa_count "$1" "$A_OUT" "$B_OUT")" "$(sa_count "$1" "$B_OUT" "$A_OUT")"; }

works() {
  ikectl b show sa
  [ "$(iked_sas b "FQDN/a.$1.test" | grep -c .)" = 1 ] || fail "OpenIKED has $(iked_sas b "FQDN/a.$1.test" | grep -c .) IKE SAs of $1, wanted one"
}

child_spis() { spis a "$A_OUT" "$B_OUT"; spis a "$B_OUT" "$A_OUT"; }
# the SPIs of the IKE SA as OpenIKED tells them
ike_spis() { iked_sas b "FQDN/a.$1.test" | grep -oE '[ri]spi 0x[0-9a-f]+'; }
other_than() { local got; got=$("${@:2}"); [ -n "$got" ] && [ "$got" != "$1" ]; }

# settled LABEL INDEX: one of everything, and it works.
settled() {
  await 10 "there are SAs too many or too few of $1: ours $(sas a), theirs $(sas b)" up_both "$1"
  crosses "$2" v4 tunnel
  works "$1"
}

we_rekey() {
  local child ike
  pair "$1" v4
  child=$(child_spis) ike=$(ike_spis "$2")
  ikeadm a rekey childsa "$A_OUT" "$B_OUT" || fail "ikeadm rekey childsa failed with status $?"
  settled "$2" "$1"
  other_than "$child" child_spis || fail "the CHILD SA was not replaced"
  child=$(child_spis)
  ikeadm a rekey ikesa "$A_OUT" "$B_OUT" || fail "ikeadm rekey ikesa failed with status $?"
  settled "$2" "$1"
  other_than "$ike" ike_spis "$2" || fail "the IKE SA was not replaced"
  [ "$(child_spis)" = "$child" ] || fail "the CHILD SA was replaced as well"
  ikeadm a rekey childsa "$A_OUT" "$B_OUT" || fail "ikeadm rekey childsa failed with status $?"
  settled "$2" "$1"
  other_than "$child" child_spis || fail "the CHILD SA was not replaced under the new IKE SA"
}

# rekeyed MARK LABEL WHAT: by the peer, as our log tells.
rekeyed() { log_since a "$1" | grep "rule=\"\?$2\b" | grep "$3\.rekeyed" | grep 'by=peer' >/dev/null; }

they_rekey_child() {
  local mark
  pair "$1" v4
  mark=$(log_mark a)
  ikeadm a initiate "$2" || fail "ikeadm initiate $2 failed with status $?"
  ping_until a "$A_IN" "$B_IN" 5
  await 30 "OpenIKED has not replaced the CHILD SA" rekeyed "$mark" "$2" child
  pings a "$A_IN" "$B_IN"
  pings b "$B_IN" "$A_IN"
  delete "$2"
}

they_rekey_ike() {
  local mark child
  pair "$1" v4
  mark=$(log_mark a)
  ikeadm a initiate "$2" || fail "ikeadm initiate $2 failed with status $?"
  child=$(child_spis)
  await 30 "OpenIKED has not replaced the IKE SA" rekeyed "$mark" "$2" ike
  pings a "$A_IN" "$B_IN"
  pings b "$B_IN" "$A_IN"
  [ "$(child_spis)" = "$child" ] || fail "the CHILD SA was replaced as well"
  delete "$2"
}

delete() {
  ikeadm a del ikesa "$A_OUT" "$B_OUT"
  no_trace "$1"
}
no_trace() {
  await 10 "a kernel keeps SAs of $1: ours $(sas a), theirs $(sas b)" no_sas
  await 10 "we keep an IKE SA of $1" no_ike_sa a "$1"
  await 10 "OpenIKED keeps an IKE SA of $1" no_iked_sa "$1"
}
no_sas() { [ "$(sas a) $(sas b)" = '0 0 0 0' ]; }
no_iked_sa() { [ -z "$(iked_sas b "FQDN/a.$1.test")" ]; }

we_delete() {
  pair "$1" v4
  up_both "$2" || fail "there is nothing to delete"
  ikeadm a del childsa "$A_OUT" "$B_OUT"
  await 10 "a kernel keeps the SAs of the deleted CHILD SA" no_sas
  delete "$2"
}

they_delete() {
  pair "$1" v6
  up_both "$2" || fail "there is nothing to delete"
  ikectl b reset id "FQDN/a.$2.test"
  no_trace "$2"
}

other_key() {
  local mark out
  mark=$(log_mark a)
  if out=$(ikeadm a initiate other-key 2>&1); then fail "ikeadm initiate came up with different keys"; fi
  printf 'ikeadm: %s\n' "$out"
  one_refusal a "$mark" refused-by-peer 'rule="?other-key' AUTHENTICATION_FAILED
  no_ike_sa a other-key || fail "an IKE SA is left"
}

group_teardown() {
  no_exceptions a
  stop_ikev2d a
  stop_iked b
}

on_failure() {
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; done
  tail -n 30 "$(ikev2d_log a)"
  tail -n 60 "$(iked_log b)"
}
