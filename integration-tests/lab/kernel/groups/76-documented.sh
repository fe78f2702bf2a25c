# shellcheck shell=bash
# The configurations of docs/interop.md, as they stand there.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/pairs.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/pluto.sh"
. "$IKEV2D_ROOT/integration-tests/lab/lib/iked.sh"

PAGE=$IKEV2D_ROOT/docs/interop.md
A_OUT=192.0.2.1 B_OUT=192.0.2.2 A_HOST=10.1.0.1 B_HOST=10.2.0.1

# block FILE: the block of that name.
block() {
  awk -v begin="\`\`\`$1" '$0 == "```" { inside = 0 } inside { print } $0 == begin { inside = 1 }' "$PAGE" | grep . || fail "docs/interop.md has no block $1"
}

group_setup() {
  local file
  make_net
  addr a va "$A_OUT/24"
  addr b vb "$B_OUT/24"
  addr a lo "$A_HOST/32"
  addr b lo "$B_HOST/32"
  nsip a route add 10.2.0.0/16 via "$B_OUT" dev va src "$A_HOST"
  nsip b route add 10.1.0.0/16 via "$A_OUT" dev vb src "$B_HOST"
  mkdir -p "$GROUP_DIR/a"
  for file in ikev2.config ikev2.preshared ipsecinit.conf ikev2d.conf; do block $file >"$GROUP_DIR/a/$file"; done
  block swanctl.conf >"$GROUP_DIR/b.swanctl.conf"
  charon_conf kernel-netlink 'install_routes = no' >"$GROUP_DIR/b.strongswan.conf"
  # the lab has the routes, and no resolver
  { pluto_setup; block ipsec.conf; printf '  leftupdown=%%disabled\n'; } >"$GROUP_DIR/b.ipsec.conf"
  block ipsec.secrets >"$GROUP_DIR/b.ipsec.secrets"
  block iked.conf >"$GROUP_DIR/b.iked.conf"
  mkdir -p "$GROUP_DIR/b.iked/private"
  openssl ecparam -name prime256v1 -genkey -noout -out "$GROUP_DIR/b.iked/private/local.key"
  start_ikev2d a a -o kernel=pfkey -p "$GROUP_DIR/a/ikev2d.conf"
}

group_scenarios() {
  scenario strongswan documented charon swan_initiate b site
  scenario libreswan documented pluto ikeadm a initiate site
  scenario openiked documented iked ikeadm a initiate site
}

# documented PEER COMMAND...: the command begins.
documented() {
  "start_$1" b b
  "${@:2}" || fail "the negotiation failed with status $?"
  works
  ikeadm a rekey childsa "$A_OUT" "$B_OUT" || fail "ikeadm rekey childsa failed with status $?"
  await 10 "there is more than one pair of SAs" one_pair
  works
  ikeadm a del ikesa "$A_OUT" "$B_OUT"
  await 10 "we keep the IKE SA" no_ike_sa a site
  no_exceptions a
  "stop_$1" b
}

works() {
  pings a "$A_HOST" "$B_HOST"
  pings b "$B_HOST" "$A_HOST"
  esp_used a "$A_OUT" b "$B_OUT" 6
}
one_pair() { [ "$(sa_count a "$A_OUT" "$B_OUT") $(sa_count a "$B_OUT" "$A_OUT") $(sa_count b "$A_OUT" "$B_OUT") $(sa_count b "$B_OUT" "$A_OUT")" = '1 1 1 1' ]; }

group_teardown() {
  stop_ikev2d a
  stop_charon b
  stop_pluto b
  stop_iked b
}

on_failure() {
  for n in a b; do ns "$n" ip -s xfrm state; ns "$n" ip xfrm policy; done
  tail -n 30 "$(ikev2d_log a)"
  tail -n 30 "$GROUP_DIR"/b.*.log
}
