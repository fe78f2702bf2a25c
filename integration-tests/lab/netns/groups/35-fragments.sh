# shellcheck shell=bash
# IKE fragmentation (RFC 7383) with strongSwan over paths of 576 and 1280 octets on which IP fragments are dropped. Our identity of
# some thousand octets and strongSwan's many selectors make the messages of IKE_AUTH large. a and d are ours, b and c strongSwan's;
# the router r drops and counts.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"

IKE=aes256-sha256-x25519
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
OUR_ID=2600 # octets
MOST_FRAGMENTS=16

# on_fragment NUMBER STATEMENT [MATCH]: rules for datagrams with that fragment of a message. Octets of an IKE message begin after
# the UDP header, on port 4500 after the marker: Next Payload is number 16, 53 for SKF; the fragment's number is at 32.
on_fragment() {
  printf '%s udp dport 500 @th,192,8 53 @th,320,16 %s %s\n' "${3:-}" "$1" "$2"
  printf '%s udp dport 4500 @th,224,8 53 @th,352,16 %s %s\n' "${3:-}" "$1" "$2"
}

# path, ours, strongSwan's, family, octets of the path, our setting
paths() {
  cat <<'TABLE'
576-v4  a b v4 576
1280-v4 d c v4 1280
1280-v6 d c v6 1280
TABLE
}

# path PATH: sets OURS, THEIRS, FAMILY, MTU, OUR_ADDR, THEIR_ADDR, OUR_NET, THEIR_NET.
path() {
  local name
  while read -r name OURS THEIRS FAMILY MTU; do if [ "$name" = "$1" ]; then break; fi; done < <(paths)
  OUR_ADDR=$(address "$OURS" "$FAMILY") THEIR_ADDR=$(address "$THEIRS" "$FAMILY")
  if [ "$FAMILY" = v4 ]; then OUR_NET=10.1.0.0/24 THEIR_NET=10.2.0.0/16; else OUR_NET=fd01::/64 THEIR_NET=fd02::/48; fi
}
# address NAMESPACE FAMILY
address() { if [ "$2" = v4 ]; then printf '172.30.%d.2' "'$1"; else printf 'fd00:%x::2' "'$1"; fi; }

our_id() { head -c "$OUR_ID" /dev/zero | tr '\0' a; }
# their_nets: parts of THEIR_NET
their_nets() { if [ "$FAMILY" = v4 ]; then seq -s, -f '10.2.%g.0/28' 180; else seq -s, -f 'fd02:0:0:%g::/80' 80; fi; }

make_routed_net() {
  local n family len
  add_ns a b c d r
  for n in a b c d; do
    join "$n" "v$n" r "r$n"
    for family in v4 v6; do
      len=24
      if [ "$family" = v6 ]; then len=64; fi
      addr "$n" "v$n" "$(address "$n" "$family")/$len"
      addr r "r$n" "$(address "$n" "$family" | sed 's/2$/1/')/$len"
      nsip "$n" route add default via "$(address "$n" "$family" | sed 's/2$/1/')"
    done
  done
  ns r sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  narrow b 576
  narrow c 1280
}
# below 1280 octets there is no IPv6
narrow() {
  if [ "$2" -lt 1280 ]; then nsip "$1" -6 addr flush dev "v$1"; nsip r -6 addr flush dev "r$1"; fi
  nsip r link set "r$1" mtu "$2"
  nsip "$1" link set "v$1" mtu "$2"
}

# watch [RULE]: drops IP fragments and counts; RULE is carried out on fragments of IKE messages.
watch() {
  local number name
  # the router may cut a packet after all its rules
  for name in a b c d; do
    ns "$name" nft flush ruleset
    ns "$name" nft -f - <<RULES
table inet lab {
  chain arrived {
    type filter hook prerouting priority -450;
    ip frag-off & 0x3fff != 0 counter drop comment "ip-fragment"
    exthdr frag exists counter drop comment "ip-fragment"
  }
}
RULES
  done
  ns r nft flush ruleset
  { cat <<RULES
table inet lab {
  chain path {
    type filter hook forward priority 0;
    ip frag-off & 0x3fff != 0 counter drop comment "ip-fragment"
    exthdr frag exists counter drop comment "ip-fragment"
    udp dport { 500, 4500 } meta length > 576 counter comment "above-576"
    udp dport { 500, 4500 } meta length > 1280 counter comment "above-1280"
    udp dport { 500, 4500 } meta length 560-576 counter comment "near-576"
    udp dport { 500, 4500 } meta length 1264-1280 counter comment "near-1280"
    ${1:-}
RULES
    for number in $(seq "$MOST_FRAGMENTS"); do
      on_fragment "$number" "counter comment \"ike-fragment-$number\""
    done
    printf '  }\n}\n'; } | ns r nft -f -
}

# seen COMMENT: packets that met the rules with that comment.
seen() {
  local name
  for name in r a b c d; do ns "$name" nft -j list ruleset; done |
    jq -s --arg c "$1" '[.[].nftables[].rule | select(.comment == $c) | .expr[].counter?.packets // 0] | add // 0'
}

# fragments_seen: the highest number of a fragment that passed.
fragments_seen() {
  local number most=0
  for number in $(seq "$MOST_FRAGMENTS"); do
    [ "$(seen "ike-fragment-$number")" -gt 0 ] || break
    most=$number
  done
  printf '%s' "$most"
}

group_setup() {
  local name
  make_routed_net
  watch
  for name in a d; do mkdir -p "$GROUP_DIR/$name"; done
  while read -r name _; do
    path "$name"
    both "$name" "$name" yes
  done < <(paths)
  # the same hosts and identities again, by a connection that has no IKE fragmentation
  path 576-v4
  both 576-v4 whole no
  start_theirs b 576
  start_theirs c 1280
  start_our a 576
  start_our d 1280
}

# both PATH CONNECTION FRAGMENTATION
both() {
  local dir=$GROUP_DIR/$OURS
  if [ "$3" = yes ]; then
    rule "$1" "$OUR_ADDR" "$THEIR_ADDR" "KEY_ID=$(our_id)" FQDN=b.test "ikesa_xform { $XFORM }" >>"$dir/ikev2.config"
    preshared "$1" "$PSK" >>"$dir/ikev2.preshared"
    printf '{ tunnel t%s negotiate tunnel laddr %s raddr %s } ipsec { encr_algs aes(256..256) encr_auth_algs sha256 }\n' \
      "${1//-/}" "$OUR_NET" "$THEIR_NET" >>"$dir/ipsecinit.conf"
    printf 'tunnel.t%s=local=%s,remote=%s\n' "${1//-/}" "$OUR_ADDR" "$THEIR_ADDR" >>"$dir/tunnels"
    swan_secret "$1" "$PSK" >>"$GROUP_DIR/$THEIRS.swanctl.conf"
  fi
  SWAN_EXTRA=$(printf 'mobike = no\n    fragmentation = %s' "$3") swan_connection "$2" "$THEIR_ADDR" "$OUR_ADDR" b.test \
    %any "$IKE" tunnel "$(their_nets)" "$OUR_NET" "$ESP" >>"$GROUP_DIR/$THEIRS.swanctl.conf"
}

# start_our NAME MTU [OPTION...]
start_our() {
  local options=() line name=$1 mtu=$2
  shift 2
  while read -r line; do options+=(-o "$line"); done <"$GROUP_DIR/$name/tunnels"
  start_ikev2d "$name" "$name" -o kernel=memory -o fragmentation_enable=true -o "fragmentation_mtu=$mtu" -o response_wait_time=12 "${options[@]}" "$@"
}

start_theirs() {
  charon_conf 'kernel-libipsec kernel-netlink' "fragment_size = $2" >"$GROUP_DIR/$1.strongswan.conf"
  start_charon "$1" "$1"
}

group_scenarios() {
  local name by
  while read -r name _; do
    for by in us them; do
      # requirement R7383-2.5.1-1 R7383-2.3-1
      scenario "$name-from-$by" fits "$name" "$by"
      # requirement R7383-2.5-4
      scenario "$name-from-$by-request-lost" lossy "$name" "$by" request
      scenario "$name-from-$by-answer-lost" lossy "$name" "$by" answer
    done
  done < <(paths)
  scenario whole-from-us-fails whole_fails us
  scenario whole-from-them-fails whole_fails them
  scenario ours-off-from-us-fails ours_off us
  scenario ours-off-from-them-fails ours_off them
  # requirement R7383-2.5.2-1
  scenario too-large-for-the-path-shrinks shrinks
}

# up BY CONNECTION: whether it came up
up() {
  if [ "$1" = us ]; then ikeadm "$OURS" initiate "$2"; else swan_initiate "$THEIRS" "$2" 30; fi
}

# agreed PATH: both have it; then it goes.
agreed() {
  swan_active "$THEIRS" "$1"
  ike_sa_active "$OURS" "$1"
  ikeadm "$OURS" flush ikesa
  await 10 "strongSwan keeps $1" swan_none "$THEIRS" "$1"
}

# what a scenario that failed has left
clean() {
  for name in a d; do ikeadm "$name" flush ikesa || true; done
}

fits() {
  local most
  path "$1"
  watch
  up "$2" "$1" || fail "it did not come up"
  most=$(fragments_seen)
  printf '%s fragments, %s IP fragments\n' "$most" "$(seen ip-fragment)"
  [ "$most" -ge 3 ] || fail "the largest message had $most fragments"
  [ "$(seen ip-fragment)" = 0 ] || fail "there were $(seen ip-fragment) IP fragments"
  [ "$(seen "above-$MTU")" = 0 ] || fail "$(seen "above-$MTU") packets had more than $MTU octets"
  [ "$(seen "near-$MTU")" -gt 0 ] || fail "no packet made use of $MTU octets"
  agreed "$1"
}

# lossy PATH BY request|answer: the first, a middle and the last fragment of it are lost in turn, once each.
lossy() {
  local number last from
  path "$1"
  from=$OUR_ADDR
  if [ "$2 $3" = 'us answer' ] || [ "$2 $3" = 'them request' ]; then from=$THEIR_ADDR; fi
  last=$(last_fragment "$2" "$1" "$from")
  [ "$last" -ge 3 ] || fail "the $3 has $last fragments: there is no middle"
  for number in 1 2 "$last"; do
    watch "$(on_fragment "$number" 'limit rate 1/day burst 1 packets counter drop comment "lost"' "$(from "$from")")"
    up "$2" "$1" || fail "it did not come up without fragment $number of the $3"
    [ "$(seen lost)" = 1 ] || fail "fragment $number of the $3 was lost $(seen lost) times, wanted once"
    printf 'fragment %s of %s lost, and sent again\n' "$number" "$last"
    agreed "$1"
  done
}
from() { if [ "$FAMILY" = v4 ]; then printf 'ip saddr %s' "$1"; else printf 'ip6 saddr %s' "$1"; fi; }

# last_fragment BY PATH FROM: fragments of the message from there, when nothing is lost; printed last.
last_fragment() {
  local number most=0
  watch "$(for number in $(seq "$MOST_FRAGMENTS"); do
    on_fragment "$number" "counter comment \"from-$number\"" "$(from "$3")"
  done)"
  up "$1" "$2" >/dev/null || fail "it did not come up"
  for number in $(seq "$MOST_FRAGMENTS"); do
    [ "$(seen "from-$number")" -gt 0 ] || break
    most=$number
  done
  agreed "$2" >/dev/null
  printf '%s' "$most"
}

# whole_fails BY: the proof that the path does not take large packets. Without IKE fragmentation at strongSwan nothing comes up.
whole_fails() {
  path 576-v4
  watch
  swap_connection 576-v4 whole
  if [ "$1" = us ]; then
    if up us 576-v4; then fail "a message of more than $OUR_ID octets came through"; fi
  elif up them whole; then
    fail "a message of more than $OUR_ID octets came through"
  fi
  swap_connection whole 576-v4
  unfragmented
}
unfragmented() {
  [ "$(fragments_seen)" = 0 ] || fail "IKE fragments were sent although both sides did not agree on them"
  [ "$(seen ip-fragment)" -gt 0 ] || fail "no IP fragment was dropped"
  printf '%s IP fragments dropped\n' "$(seen ip-fragment)"
  ikeadm "$OURS" flush ikesa
  await 20 "we keep an IKE SA" no_ike_sa "$OURS" 576-v4
}
# swap_connection OFF ON: strongSwan takes the first connection that fits, so that one of them has another peer.
swap_connection() {
  local file=$GROUP_DIR/b.swanctl.conf
  sed -e "/^  $1 {\$/,/remote_addrs/s/remote_addrs = .*/remote_addrs = 192.0.2.1/" \
    -e "/^  $2 {\$/,/remote_addrs/s/remote_addrs = .*/remote_addrs = $OUR_ADDR/" "$file" >"$file.new"
  cat "$file.new" >"$file"
  load_charon b
}

# ours_off BY: the same with our fragmentation_enable = false.
ours_off() {
  path 576-v4
  stop_ikev2d a
  start_our a 576 -o fragmentation_enable=false
  watch
  if up "$1" 576-v4; then fail "a message of more than $OUR_ID octets came through"; fi
  unfragmented
  stop_ikev2d a
  start_our a 576
}

# shrinks: our setting is larger than the path, of which nobody tells us: we find it out.
shrinks() {
  path 576-v4
  stop_ikev2d a
  start_our a 1350 -o response_wait_time=40
  watch
  up us 576-v4 || fail "it did not come up"
  [ "$(seen ip-fragment)" -gt 0 ] || fail "the first packets were not too large"
  grep 'ike.mtu.reduced' "$(ikev2d_log a)" || fail "the log does not tell that packets became smaller"
  agreed 576-v4
}

group_teardown() {
  local name
  for name in a d; do
    no_exceptions "$name"
    stop_ikev2d "$name"
  done
  stop_charon b
  stop_charon c
}

on_failure() {
  local name
  watch
  clean
  ns r nft list ruleset
  for name in a d; do tail -n 12 "$(ikev2d_log "$name")" | cut -c1-400; done
  for name in b c; do tail -n 25 "$(charon_log "$name")" | cut -c1-300; done
}
