# shellcheck shell=bash
# Network namespaces. Their names are private to the lab: both levels run with a /run of their own.

ns() { ip netns exec "$1" "${@:2}"; }
nsip() { ip -n "$1" "${@:2}"; }

add_ns() {
  local n
  for n in "$@"; do
    ip netns add "$n"
    nsip "$n" link set lo up
    # addresses are usable at once: no duplicate address detection in a net that we made
    ns "$n" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
  done
}

# sweep: ends every process in a namespace of the lab and removes the namespace.
sweep() {
  local n pid
  for n in $(ip netns list | cut -d' ' -f1); do
    for pid in $(ip netns pids "$n"); do kill -9 "$pid" 2>/dev/null || true; done
    ip netns del "$n"
  done
}

# join NS1 DEV1 NS2 DEV2: a cable between two namespaces.
join() {
  ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
  nsip "$1" link set "$2" up
  nsip "$3" link set "$4" up
}

# addr NS DEV ADDRESS/LEN...
addr() {
  local n=$1 dev=$2 a
  shift 2
  for a in "$@"; do
    case $a in
      *:*) nsip "$n" addr add "$a" dev "$dev" nodad ;;
      *) nsip "$n" addr add "$a" dev "$dev" ;;
    esac
  done
}

mac() { nsip "$1" -o link show dev "$2" | sed 's/.*link\/ether \([0-9a-f:]*\).*/\1/'; }

# known NS DEV ADDRESS NS2 DEV2: a fixed neighbour entry. Neighbour discovery is ICMPv6 and would itself need the SA that
# a policy for ICMPv6 asks for.
known() { nsip "$1" neigh replace "$3" lladdr "$(mac "$4" "$5")" dev "$2" nud permanent; }

# pings NS FROM TO [COUNT]: every one must be answered.
pings() {
  local count=${4:-3} out
  out=$(ns "$1" ping -n -c "$count" -i 0.2 -W 3 -I "$2" "$3" 2>&1) || true
  printf '%s\n' "$out"
  grep -q " $count received" <<<"$out" || fail "ping $2 -> $3: $(grep -E 'received|error|invalid' <<<"$out" | tail -1)"
}

# ping_until NS FROM TO SECONDS: the first packets raise the ACQUIRE and may be lost.
ping_until() {
  await "$4" "no answer to ping $2 -> $3" ns "$1" ping -n -c 1 -W 1 -I "$2" "$3"
}
