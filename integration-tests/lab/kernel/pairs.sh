# shellcheck shell=bash
# The net of the kernel lab: namespaces a and b on one cable, and for every scenario a pair of addresses of its own, so that
# scenarios share daemons but neither SAs nor policies.

KERNEL_ESP=aes256-sha512 # Linux's PF_KEY has neither AEAD nor HMAC-SHA2-256-128
KERNEL_IKE=aes256-sha256-ecp256
OUR_XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 19'
OUR_CHILD_ALGS='encr_algs aes(256..256) encr_auth_algs sha512'
PSK=toy-psk-0123456789

# pair INDEX FAMILY: sets A_OUT, B_OUT (outer), A_IN, B_IN (inner addresses), A_NET, B_NET (inner nets), ICMP (its name), ICMP_NUMBER.
pair() {
  if [ "$2" = v4 ]; then
    A_OUT=172.30.9.$1 B_OUT=172.30.9.$((100 + $1))
    A_IN=10.1.$1.1 B_IN=10.2.$1.1 A_NET=10.1.$1.0/24 B_NET=10.2.$1.0/24 ICMP=icmp ICMP_NUMBER=1
  else
    A_OUT=fd00:9::a:$1 B_OUT=fd00:9::b:$1
    A_IN=fd01:0:0:$1::1 B_IN=fd02:0:0:$1::1 A_NET=fd01:0:0:$1::/64 B_NET=fd02:0:0:$1::/64 ICMP=ipv6-icmp ICMP_NUMBER=58
  fi
}

make_net() {
  add_ns a b
  join a va b vb
}

# add_pair INDEX FAMILY MODE
add_pair() {
  local len=24 host=32
  pair "$1" "$2"
  if [ "$2" = v6 ]; then len=64 host=128; fi
  addr a va "$A_OUT/$len"
  addr b vb "$B_OUT/$len"
  known a va "$B_OUT" b vb
  known b vb "$A_OUT" a va
  [ "$3" = tunnel ] || return 0
  addr a lo "$A_IN/$host"
  addr b lo "$B_IN/$host"
  nsip a route add "$B_NET" via "$B_OUT" dev va src "$A_IN"
  nsip b route add "$A_NET" via "$A_OUT" dev vb src "$B_IN"
}

# ends MODE: sets A_END, B_END, the addresses that ping each other.
ends() { if [ "$1" = tunnel ]; then A_END=$A_IN B_END=$B_IN; else A_END=$A_OUT B_END=$B_OUT; fi; }

# crosses INDEX FAMILY MODE: ping in both directions, and the kernels' SAs carried it.
crosses() {
  pair "$1" "$2"
  ends "$3"
  pings a "$A_END" "$B_END"
  pings b "$B_END" "$A_END"
  esp_used a "$A_OUT" b "$B_OUT" 6
  one_sa a "$A_OUT" "$B_OUT"
  one_sa b "$A_OUT" "$B_OUT"
}

# one_sa NS ADDRESS ADDRESS: a pair of SAs, not more.
one_sa() {
  local there back
  there=$(sa_count "$1" "$2" "$3") back=$(sa_count "$1" "$3" "$2")
  [ "$there $back" = '1 1' ] || fail "kernel of $1 has $there SAs $2 -> $3 and $back back, wanted one each"
}

# our_pair NAME LABEL INDEX FAMILY MODE: rule, key and policy of daemon NAME, which is a or b and so takes its side of the pair;
# OUR_RULE adds to the rule. OUR_ID and PEER_ID are identities that are no addresses, written TYPE=value.
our_pair() {
  local dir=$GROUP_DIR/$1 own peer own_net peer_net
  mkdir -p "$dir"
  pair "$3" "$4"
  own=$A_OUT peer=$B_OUT own_net=$A_NET peer_net=$B_NET
  if [ "$1" = b ]; then own=$B_OUT peer=$A_OUT own_net=$B_NET peer_net=$A_NET; fi
  rule "$2" "$own" "$peer" "${OUR_ID:-IP=$own}" "${PEER_ID:-IP=$peer}" "${OUR_RULE:-}" >>"$dir/ikev2.config"
  preshared "$2" "$PSK" >>"$dir/ikev2.preshared"
  if [ "$5" = tunnel ]; then
    printf '{ tunnel %s negotiate tunnel laddr %s raddr %s } ipsec { %s }\n' "tun$3" "$own_net" "$peer_net" "$OUR_CHILD_ALGS"
    printf 'tunnel.tun%s=local=%s,remote=%s\n' "$3" "$own" "$peer" >>"$dir/tunnels"
  else
    printf '{ laddr %s raddr %s ulp %s } ipsec { %s sa shared }\n' "$own" "$peer" "$ICMP" "$OUR_CHILD_ALGS"
  fi >>"$dir/ipsecinit.conf"
}

# our_globals NAME: what precedes the rules.
our_globals() {
  mkdir -p "$GROUP_DIR/$1"
  printf 'ikesa_xform { %s }\n' "$OUR_XFORM" >"$GROUP_DIR/$1/ikev2.config"
}

# start_ours NAME [OPTION...]
start_ours() {
  local options=() line
  if [ -f "$GROUP_DIR/$1/tunnels" ]; then while read -r line; do options+=(-o "$line"); done <"$GROUP_DIR/$1/tunnels"; fi
  start_ikev2d "$1" "$1" -o kernel=pfkey "${options[@]}" "${@:2}"
}

# swan_side LABEL INDEX FAMILY MODE [START-ACTION]: strongSwan in b, in the file of b.
swan_side() {
  local a_ts b_ts
  pair "$2" "$3"
  a_ts=$A_NET b_ts=$B_NET
  if [ "$4" = transport ]; then a_ts="${A_OUT}[$ICMP_NUMBER]" b_ts="${B_OUT}[$ICMP_NUMBER]"; fi
  { swan_connection "$1" "$B_OUT" "$A_OUT" "$B_OUT" "$A_OUT" "$KERNEL_IKE" "$4" "$b_ts" "$a_ts" "$KERNEL_ESP" "${5:-none}"
    swan_secret "$1" "$PSK" "$A_OUT" "$B_OUT"; } >>"$GROUP_DIR/b.swanctl.conf"
}

# matrix: index, label, who initiates (a or b), how (acquire or command), mode, family; one line a scenario.
matrix() {
  local index=0 by mode family
  for by in a b; do
    for mode in transport tunnel; do
      for family in v4 v6; do
        index=$((index + 1))
        printf '%s %s %s acquire %s %s\n' "$index" "$mode-$family-from-$by" "$by" "$mode" "$family"
      done
    done
  done
  printf '9 transport-v4-command a command transport v4\n10 tunnel-v6-command a command tunnel v6\n'
}
