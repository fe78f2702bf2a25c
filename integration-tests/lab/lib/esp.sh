# shellcheck shell=bash
# What the kernel says about its SAs and policies.

# sa_packets NS SRC DST: packets that went through the ESP SAs of this direction, from the kernel's own counters.
sa_packets() {
  ns "$1" ip -s xfrm state list src "$2" dst "$3" proto esp 2>/dev/null |
    awk '/lifetime current:/ { getline; if (match($0, /[0-9]+\(packets\)/)) n += substr($0, RSTART, RLENGTH - 9) } END { print n + 0 }'
}

# sa_count NS SRC DST: ESP SAs of this direction with a known SPI.
sa_count() { ns "$1" ip xfrm state list src "$2" dst "$3" proto esp | grep -c 'proto esp spi 0x0*[1-9a-f]' || true; }

# esp_used NS1 ADDR1 NS2 ADDR2 PACKETS: in both kernels and both directions the SAs carried at least PACKETS packets.
esp_used() {
  local n from to got
  for n in "$1" "$3"; do
    for from in "$2" "$4"; do
      to=$2; [ "$from" = "$2" ] && to=$4
      got=$(sa_packets "$n" "$from" "$to")
      printf 'kernel of %s: ESP %s -> %s carried %s packets\n' "$n" "$from" "$to" "$got"
      [ "$got" -ge "$5" ] || { ns "$n" ip -s xfrm state; fail "kernel of $n: ESP $from -> $to carried $got packets, wanted $5"; }
    done
  done
}

# xfrm_between NS COMMAND ADDRESS: the states or policies that name ADDRESS, without the counters that move.
# COMMAND is state or policy.
xfrm_between() {
  ns "$1" ip -s xfrm "$2" |
    awk -v a="$3" '/^src /{ if (keep) printf "%s", block; block = ""; keep = 0 }
      { block = block $0 "\n"; if (index($0, a)) keep = 1 } END { if (keep) printf "%s", block }' |
    grep -vE '^[[:space:]]*(add |[0-9]+\(bytes\)|replay-window [0-9]+ replay|anti-replay)|use [0-9-]+ |stats:|lifetime current'
}
