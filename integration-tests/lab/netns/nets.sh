# shellcheck shell=bash
# The nets of the namespace level. Direct: a and b on one cable, a pair of addresses for every scenario.
# Behind NAT: n reaches b only through r, which masquerades.

PSK=toy-psk-0123456789
ESP=aes256-sha256

# pair INDEX: A_OUT, B_OUT, A_IN, B_IN, A_NET, B_NET
pair() {
  A_OUT=172.30.9.$1 B_OUT=172.30.9.$((100 + $1))
  A_IN=10.1.$1.1 B_IN=10.2.$1.1 A_NET=10.1.$1.0/24 B_NET=10.2.$1.0/24
}

make_direct_net() {
  add_ns a b
  join a va b vb
}

add_pair() {
  pair "$1"
  addr a va "$A_OUT/24"
  addr b vb "$B_OUT/24"
  addr a lo "$A_IN/32"
  addr b lo "$B_IN/32"
}

NAT_INNER=192.168.77.2 NAT_ROUTER_IN=192.168.77.1 NAT_ROUTER_OUT=172.30.8.1 NAT_PEER=172.30.8.2

make_nat_net() {
  add_ns n r p
  join n vn r ri
  join r ro p vp
  addr n vn "$NAT_INNER/24"
  addr r ri "$NAT_ROUTER_IN/24"
  addr r ro "$NAT_ROUTER_OUT/24"
  addr p vp "$NAT_PEER/24"
  nsip n route add default via "$NAT_ROUTER_IN"
  ns r sysctl -qw net.ipv4.ip_forward=1
  ns r nft -f - <<EOF
table ip nat {
  chain post {
    type nat hook postrouting priority 100;
    oifname "ro" meta l4proto udp masquerade to :20000-29999
  }
}
EOF
}
