# shellcheck shell=bash
# Captures, and what tshark makes of them.

# start_capture NAME NS DEV: into $GROUP_DIR/NAME.pcap.
start_capture() {
  ip netns exec "$2" tcpdump -i "$3" -n -U --immediate-mode -B 32768 -w "$GROUP_DIR/$1.pcap" 'udp port 500 or udp port 4500' 2>"$GROUP_DIR/$1.tcpdump.log" &
  printf '%s' $! >"$GROUP_DIR/$1.tcpdump.pid"
  await 10 "tcpdump does not listen" grep -q 'listening on' "$GROUP_DIR/$1.tcpdump.log"
}

stop_capture() {
  local pid
  [ -f "$GROUP_DIR/$1.tcpdump.pid" ] || return 0
  pid=$(cat "$GROUP_DIR/$1.tcpdump.pid")
  rm "$GROUP_DIR/$1.tcpdump.pid"
  kill "$pid"
  await_exit "$pid" tcpdump 10
}

# read_capture NAME KEY-FILE TSHARK-ARGUMENT...: KEY-FILE is in the format of Wireshark's ikev2_decryption_table.
read_capture() {
  local name=$1 dir=$GROUP_DIR/$1.wireshark
  mkdir -p "$dir"
  cp "$2" "$dir/ikev2_decryption_table"
  shift 2
  WIRESHARK_CONFIG_DIR=$dir HOME=$dir tshark -n -r "$GROUP_DIR/$name.pcap" "$@" 2>"$dir/stderr"
}

# capture_decodes NAME KEY-FILE LEAST: at least LEAST IKE messages; every protected one is decrypted and its integrity
# checked; none is malformed, and none has an item that tshark does not know or warns of.
capture_decodes() {
  local text=$GROUP_DIR/$1.txt count sealed opened bad
  read_capture "$1" "$2" -V -Y isakmp -O isakmp >"$text"
  count=$(grep -c '^Internet Security Association and Key Management Protocol' "$text" || true)
  sealed=$(grep -c '^    Payload: Encrypted and Authenticated' "$text" || true)
  opened=$(grep -c '^ *Decrypted Data' "$text" || true)
  printf '%s IKE messages, %s protected, %s decrypted\n' "$count" "$sealed" "$opened"
  [ "$count" -ge "$3" ] || fail "the capture has $count IKE messages, wanted $3"
  [ "$sealed" -gt 0 ] && [ "$sealed" = "$opened" ] || fail "tshark decrypted $opened of $sealed protected messages"
  bad=$(grep -niE 'malformed|unknown|incorrect|undecoded|\[Expert Info \((Error|Warning)' "$text" | head -5) || true
  [ -z "$bad" ] || fail "tshark says: $(tr -s ' \n' ' ' <<<"$bad")"
}
