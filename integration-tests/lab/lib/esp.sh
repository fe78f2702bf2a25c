# shellcheck shell=bash
# What the kernel says about its SAs and policies.

# sa_packets NS SRC DST: packets that went through the ESP SAs of this direction, from the kernel's own counters.
sa_packets() {
  ns "$1" ip -s xfrm state list src "$2" dst "$3" proto esp 2>/dev/null |
    awk '/lifetime current:/ { getline; if (match($0, /[0-9]+\(packets\)/)) n += substr($0, RSTART, RLENGTH - 9) } END { print n + 0 }'
}

# sa_count NS SRC DST: ESP SAs of this direction with a known SPI.
sa_count() { spis "$@" | grep -c . || true; }

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

# xfrm_naming NS state|policy ADDRESS, xfrm_others NS state|policy ADDRESS: the entries that name ADDRESS, or do not; with
# everything the kernel tells of them, counters and times included.
xfrm_naming() { xfrm_entries "$1" "$2" "$3" 1; }
xfrm_others() { xfrm_entries "$1" "$2" "$3" 0; }
xfrm_entries() {
  ns "$1" ip -s xfrm "$2" | awk -v address="$3" -v wanted="$4" '
    function flush() { if (entry != "" && (index(entry, address) > 0) == wanted) printf "%s", entry; entry = "" }
    /^src /{ flush() }
    { entry = entry $0 "\n" }
    END { flush() }'
}

# spis NS SRC DST: SPIs of the ESP SAs of this direction.
spis() { ns "$1" ip xfrm state list src "$2" dst "$3" proto esp | awk '$1 == "proto" { print $4 }' | grep -v '^0x00000000$' || true; }

# only_pfkey NAME NS: the daemon holds PF_KEY sockets in the namespace, and no netlink socket of the XFRM family.
only_pfkey() {
  local pid inodes
  pid=$(ikev2d_pid "$1")
  inodes=$(find "/proc/$pid/fd" -lname 'socket:*' -printf '%l\n' | tr -dc '0-9\n')
  ns "$2" awk -v inodes="$inodes" '
    BEGIN { n = split(inodes, list, "\n"); for (i = 1; i <= n; i++) own[list[i]] = 1 }
    FILENAME == "/proc/net/pfkey" && ($NF in own) { pfkey++ }
    FILENAME == "/proc/net/netlink" && $2 == 6 && ($NF in own) { xfrm++ }
    END { printf "PF_KEY sockets: %d, NETLINK_XFRM sockets: %d\n", pfkey, xfrm; exit !(pfkey > 0 && xfrm == 0) }' \
    /proc/net/pfkey /proc/net/netlink || fail "ikev2d $1 must have PF_KEY sockets and no NETLINK_XFRM socket"
}

# Without the module xfrm_user nobody can use NETLINK_XFRM, so what is installed then came through PF_KEY. It comes back
# for a moment when a check reads the kernel's counters with ip(8).
netlink_xfrm_off() {
  sysctl -qw kernel.modprobe=/nonexistent
  rmmod xfrm_user
  ! ip xfrm state >/dev/null 2>&1 || fail "NETLINK_XFRM is still there without its module"
}
netlink_xfrm_on() { modprobe xfrm_user; }
netlink_xfrm_restore() {
  modprobe xfrm_user
  sysctl -qw kernel.modprobe=/sbin/modprobe
}
