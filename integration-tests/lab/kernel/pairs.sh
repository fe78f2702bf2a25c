# shellcheck shell=bash
# The net of the kernel lab: namespaces a and b on one cable, and for every scenario a pair of addresses of its own, so that
# scenarios share daemons but neither SAs nor policies.

KERNEL_ESP=aes256-sha512 # Linux's PF_KEY has neither AEAD nor HMAC-SHA2-256-128
KERNEL_IKE=aes256-sha256-ecp256
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
}
