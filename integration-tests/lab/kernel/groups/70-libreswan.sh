# shellcheck shell=bash
# ikev2d in a with libreswan in b, kernel ESP on both sides: shared keys and certificates, each side as initiator, both modes, both
# families; and what does not fit together is refused with a reason.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/libreswan.sh"

# index, label, family, mode, method, who initiates, how, a line of libreswan's connection
cases() {
  cat <<'TABLE'
1  psk-transport-from-us   v4 transport psk      a acquire
2  psk-transport-from-them v4 transport psk      b acquire
3  psk-tunnel-from-us      v6 tunnel    psk      a acquire
4  psk-tunnel-from-them    v6 tunnel    psk      b command
5  rsa-from-us             v4 tunnel    RSA-2048 a command
6  rsa-from-them           v4 transport RSA-2048 b command
7  p256-from-us            v6 transport P-256    a command
8  p256-from-them          v4 tunnel    P-256    b acquire
9  p384-from-us            v4 tunnel    P-384    a acquire
10 p384-from-them          v4 tunnel    P-384    b command
11 in-udp-from-us          v4 tunnel    psk      a acquire encapsulation=yes
12 in-udp-from-them        v4 transport psk      b command encapsulation=yes
TABLE
}

group_setup() {
  local index label family mode method by how line lines
  libreswan_begin
  authority stranger stranger
  while read -r index label family mode method by how line; do
    lines=(${line:+"$line"})
    [ "$by,$how" != b,acquire ] || lines+=(auto=ondemand)
    libreswan_pair "$index" "$label" "$family" "$mode" "$method" "${lines[@]}"
  done < <(cases)
  THEIR_PSK=other-psk-0123456789 libreswan_pair 21 other-key v4 tunnel psk
  THEIR_ISSUER=stranger libreswan_pair 22 other-authority v4 tunnel P-256
  libreswan_pair 23 other-name v4 tunnel P-256
  sed -i 's/^  remote_id FQDN = "b.other-name.test"/  remote_id FQDN = "c.other-name.test"/' "$GROUP_DIR/a/ikev2.config"
  libreswan_start
}

group_scenarios() {
  local index label family mode method by how line
  while read -r index label family mode method by how line; do
    # requirement R7296-2.15-1 R7427-3-1
    scenario "$label" with_libreswan "$index" "$label" "$family" "$mode" "$by" "$how"
  done < <(cases)
  scenario in-udp in_udp 11 12
  # requirement R7296-2.21.2-1
  scenario other-key-from-us we_fail other-key 'authentication-failed|refused-by-peer' AUTHENTICATION_FAILED
  # requirement R7296-2.21.2-1
  scenario other-key-from-them they_fail 21 other-key authentication-failed 'the pre-shared keys differ'
  scenario other-authority-from-us we_fail other-authority authentication-failed NO_TRUSTED_PATH
  scenario other-authority-from-them they_fail 22 other-authority authentication-failed NO_TRUSTED_PATH
  scenario other-name-from-us we_fail other-name 'authentication-failed|unknown-peer' 'b\.other-name\.test'
  scenario other-name-from-them they_fail 23 other-name unknown-peer 'b\.other-name\.test'
}

with_libreswan() {
  local index=$1 label=$2 family=$3 mode=$4 by=$5 how=$6
  pair "$index" "$family"
  ends "$mode"
  case $by,$how in
    a,command) ikeadm a initiate "$label" || fail "ikeadm initiate $label failed: $(grep "rule=\"\?$label" "$(ikev2d_log a)" | tail -1)" ;;
    a,acquire) ping_until a "$A_END" "$B_END" 30 ;;
    b,command) pluto_initiate b "$label" || fail "libreswan could not initiate $label: $(tail -1 "$(pluto_log b)")" ;;
    b,acquire) ping_until b "$B_END" "$A_END" 30 ;;
  esac
  crosses "$index" "$family" "$mode"
  pluto_active b "$label"
  ike_sa_active a "$label" ".role == \"$(if [ "$by" = a ]; then printf initiator; else printf responder; fi)\""
}

# in_udp INDEX...: what crossed was in UDP.
in_udp() {
  local index
  for index in "$@"; do
    pair "$index" v4
    [ "$(xfrm_naming a state "$B_OUT" | grep -c 'encap type espinudp sport 4500 dport 4500')" = 2 ] || fail "our SAs with $B_OUT are not in UDP"
  done
}

# we_fail LABEL REASON PATTERN: we initiate, and one of the sides refuses; ikeadm and the log say why. libreswan may still be trying
# what was refused to it before.
we_fail() {
  local mark out
  mark=$(log_mark a)
  if out=$(ikeadm a initiate "$1" 2>&1); then fail "ikeadm initiate $1 came up"; fi
  printf 'ikeadm: %s\n' "$out"
  REFUSALS_OF="rule=\"?$1" one_refusal a "$mark" "($2)" "$3"
  nothing_of "$1"
}

# they_fail INDEX LABEL REASON PATTERN: libreswan initiates, we refuse; it tries again until it is told to leave off.
they_fail() {
  local mark refusal
  mark=$(log_mark a)
  if pluto_initiate b "$2" 5; then fail "libreswan's $2 came up"; fi
  whack b --name "$2" --down || true
  pair "$1" v4
  refusal=$(refusals a "$mark" | grep -F "$B_OUT:" | head -1)
  printf '%s\n' "$refusal"
  [[ "$refusal" =~ reason=$3 ]] && [[ "$refusal" =~ $4 ]] || fail "no log line tells reason=$3 and $4: $refusal"
  grep -F "\"$2\"" "$(pluto_log b)" | grep AUTHENTICATION_FAILED >/dev/null || fail "libreswan did not get AUTHENTICATION_FAILED"
  nothing_of "$2"
}

nothing_of() {
  await 10 "an IKE SA of $1 is left" no_ike_sa a "$1"
  await 10 "libreswan keeps SAs of $1" pluto_none b "$1"
}
