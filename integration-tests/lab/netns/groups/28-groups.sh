# shellcheck shell=bash
# Several groups on each side, in different orders: SAs are replaced by the one side and by the other, and whoever has begun with a
# group that the other one does not want is told which (INVALID_KE_PAYLOAD) and comes again; the time after that it begins with it.

. "$IKEV2D_ROOT/integration-tests/lab/netns/nets.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/ours.sh"
. "$IKEV2D_ROOT/integration-tests/lab/netns/replaced.sh"

TUNNELS=()
XFORM='encr_alg aes(256..256) auth_alg sha256 dh_group 31'
SUITE=aes256-sha256-x25519

# index, label, our groups for CHILD SAs, the peer's
pairs() {
  cat <<'TABLE'
1 opposed-we-begin     31,19 ecp256-x25519
2 opposed-they-begin   31,19 ecp256-x25519
3 strangers-we-begin   20,19 x25519-ecp256
4 strangers-they-begin 20,19 x25519-ecp256
5 nothing-in-common    20,21 x25519-ecp256
TABLE
}

group_setup() {
  local index label own peer
  make_direct_net
  while read -r index label own peer; do
    OUR_EXTRA="childsa_pfs ${own//,/ }" THEIR_ESP=$ESP-$peer both_know "$index" "$label" "$XFORM" "$SUITE"
  done < <(pairs)
  OUR_EXTRA="ikesa_xform { ${XFORM/31/19} }" both_know 6 ike-sas "$XFORM" aes256-sha256-ecp256,$SUITE
  both_start
}

group_scenarios() {
  scenario all-groups-are-shown all_groups_are_shown
  # requirement R7296-1.2-2 R7296-1.3-1
  scenario we-prefer-another-group child_sas opposed-we-begin us:ECP_256:1:0 us:ECP_256:0:0 peer:ECP_256:0:0
  scenario they-prefer-another-group child_sas opposed-they-begin peer:ECP_256:0:0 us:ECP_256:0:0
  # requirement R7296-1.2-2 R7296-1.3-1
  scenario they-have-not-our-group child_sas strangers-we-begin us:ECP_256:1:0 us:ECP_256:0:0 peer:ECP_256:0:0
  # requirement R7296-1.3-1 R7296-3.3.6-1
  scenario we-have-not-their-group child_sas strangers-they-begin peer:ECP_256:0:1 peer:ECP_256:0:0 us:ECP_256:0:0
  # requirement R7296-1.3-3
  scenario no-group-in-common nothing_in_common
  # requirement R7296-1.2-2 R7296-3.3.6-1
  scenario ike-sas ike_sas_are_replaced
  scenario all-deleted all_deleted
}

all_groups_are_shown() {
  ikeadm a dump rule >"$GROUP_DIR/rules"
  grep -A2 "Label 'opposed-we-begin'" "$GROUP_DIR/rules" | grep 'CHILD SA PFS group=CURVE25519,ECP_256$' ||
    fail "dump rule does not show both groups: $(grep -m1 PFS "$GROUP_DIR/rules")"
}

start() {
  ikeadm a initiate "$1" || fail "ikeadm initiate $1 failed with status $?"
  swan_active b "$1"
  ike_sa_active a "$1"
}

# demands LABEL BY: how often a side has asked for another group, as strongSwan tells it.
demands() {
  local words='unacceptable, requesting'
  if [ "$2" = us ]; then words="didn't accept .*, it requested"; fi
  grep -cE "<$1\|.*$words" "$(charon_log b)" || true
}

# rekey WHAT BY LABEL GROUP THEY-DEMAND WE-DEMAND: the new SA has that group, after so many demands for another one.
rekey() {
  local before they ours
  before=$(names "$1" "$3") they=$(demands "$3" peer) ours=$(demands "$3" us)
  case $1-$2 in
    ike-us) ikeadm a rekey ikesa "$(ike_sas a "$3" | jq -r .initiator_spi)" "$(ike_sas a "$3" | jq -r .responder_spi)" || fail "ikeadm rekey failed with status $?" ;;
    child-us) ikeadm a rekey childsa "$before" || fail "ikeadm rekey failed with status $?" ;;
    ike-peer) swan b --rekey --ike "$3" ;;
    child-peer) swan b --rekey --child "$3" ;;
  esac
  await 20 "the $1 SA of $3 is not replaced" other_name "$1" "$3" "$before"
  await 20 "strongSwan keeps what was replaced" one_each "$3"
  group_is "$1" "$3" "$4" || fail "the $1 SA of $3 has not the group $4: $(swan b --list-sas --ike "$3" | tr '\n' '|')"
  they=$(($(demands "$3" peer) - they)) ours=$(($(demands "$3" us) - ours))
  [ "$they $ours" = "$5 $6" ] || fail "strongSwan asked for another group $they times and we $ours times, wanted $5 and $6"
}

# as strongSwan shows it: the CHILD SA's group behind the algorithms, that of the IKE SA as the last of its suite
group_is() {
  local sas
  sas=$(swan b --list-sas --ike "$2")
  if [ "$1" = child ]; then grep -qE "^  $2: .*INSTALLED.*/$3\b" <<<"$sas"; else grep -qE "^  AES_CBC-256/.*/$3$" <<<"$sas"; fi
}

# child_sas LABEL BY:GROUP:THEY-DEMAND:WE-DEMAND...
child_sas() {
  local label=$1 step by group they ours
  shift
  start "$label"
  for step in "$@"; do
    IFS=: read -r by group they ours <<<"$step"
    note "rekey by $by"
    rekey child "$by" "$label" "$group" "$they" "$ours"
  done
}

# The IKE SA stays, and its first CHILD SA with it.
nothing_in_common() {
  local mark
  mark=$(log_mark a)
  start nothing-in-common
  if ikeadm a rekey childsa "$(names child nothing-in-common)"; then fail "a rekey without a group in common succeeded"; fi
  swan b --rekey --child nothing-in-common
  await 10 "we do not refuse strongSwan's rekey" refused_with "$mark" KE
  swan_active b nothing-in-common
  ike_sa_active a nothing-in-common
}
refused_with() { log_since a "$1" | grep 'child\.refused' | grep -q "theirs .*$2\|mismatch=.*$2"; }

# Each side prefers the group that the other one has second.
ike_sas_are_replaced() {
  start ike-sas
  group_is ike ike-sas ECP_256 || fail "the first IKE SA has not the group that its responder prefers"
  rekey ike peer ike-sas CURVE_25519 0 1
  rekey ike us ike-sas ECP_256 1 0
  rekey ike us ike-sas ECP_256 0 0
  rekey ike peer ike-sas CURVE_25519 0 1
  rekey ike us ike-sas ECP_256 0 0
}

all_deleted() {
  ikeadm a flush ikesa
  await 20 "strongSwan still has SAs" swan_list_empty
}
swan_list_empty() { [ -z "$(swan b --list-sas)" ]; }

group_teardown() { both_stop; }

on_failure() { our_on_failure; }
