# shellcheck shell=bash
# A steady, numbered UDP flow between two namespaces, and the count of what it lost.

LAB_RATE=${LAB_RATE:-250} # packets a second in each direction; a flow that was slower has failed

# start_flow NAME NS1 ADDRESS1 NS2 ADDRESS2 [SKIPPED]: SKIPPED is the number of a packet that the first side does not send.
start_flow() {
  rm -f "$GROUP_DIR/$1".flow.*
  flow_end "$1.flow.1" "$2" "$3" "$5" "${6:--1}"
  flow_end "$1.flow.2" "$4" "$5" "$3" -1
  kill -USR1 "$(cat "$GROUP_DIR/$1.flow.1.pid")" "$(cat "$GROUP_DIR/$1.flow.2.pid")"
}

flow_end() {
  local file=$GROUP_DIR/$1 aim=$((LAB_RATE * 26 / 25)) # the last packets are due when the flow ends
  ip netns exec "$2" /usr/bin/python3 "$IKEV2D_ROOT/integration-tests/lab/lib/flow.py" "$3" "$4" 7007 "$aim" "$file" "$5" \
    >"$file.log" 2>&1 &
  printf '%s' $! >"$file.pid"
  await 20 "the flow does not start" test -f "$file.ready"
}

# stop_flow NAME: ends the flow and prints what both sides counted. Fails if a side sent fewer than LAB_RATE packets a second, from
# its first to its last; its exit status tells whether nothing was lost on the way, and nothing refused to the first side by its
# own kernel. (What the peer's kernel refuses to the second side never left it.)
stop_flow() {
  local end pid file=$GROUP_DIR/$1.flow
  for end in 1 2; do
    pid=$(cat "$file.$end.pid")
    kill "$pid"
  done
  for end in 1 2; do
    await_exit "$(cat "$file.$end.pid")" "the flow" 10
    rm "$file.$end.pid"
    [ -s "$file.$end" ] || fail "the flow counted nothing: $(tail -1 "$file.$end.log")"
  done
  jq -c . "$file.1" "$file.2"
  jq -es --argjson rate "$LAB_RATE" 'all(.rate >= $rate)' "$file.1" "$file.2" >/dev/null ||
    fail "the flow made $(jq -s 'map(.rate) | join(" and ")' "$file.1" "$file.2") packets a second, wanted $LAB_RATE each way"
  jq -es '.[0].sent > 0 and .[1].sent > 0 and .[0].sent == .[1].received and .[1].sent - .[1].refused == .[0].received' "$file.1" "$file.2" >/dev/null
}

# flow_lost NAME: one line that tells how fast it went and what was lost.
flow_lost() {
  jq -rs '"\(.[0].rate) packets a second there, \(.[1].rate) back; lost \(.[0].sent - .[1].received) of \(.[0].sent) there, \(.[1].sent - .[1].refused - .[0].received) of \(.[1].sent) back"
    + "; missing \(.[1].missing) there, \(.[0].missing) back; refused \(.[0].refusals) there, \(.[1].refusals) back"' "$GROUP_DIR/$1.flow.1" "$GROUP_DIR/$1.flow.2"
}

# kill_flows: what a scenario that failed left running.
kill_flows() {
  local file
  for file in "$GROUP_DIR"/*.flow.?.pid; do
    [ -f "$file" ] || continue
    kill -9 "$(cat "$file")" 2>/dev/null || true
    rm "$file"
  done
}
