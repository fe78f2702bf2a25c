# shellcheck shell=bash
# SAs that one side or the other replaces by command. To be sourced after ours.sh.

# replaced WHAT BY LABEL: one side replaces an SA of a scenario before this; the new one has the same key exchanges.
replaced() {
  local before
  before=$(names "$1" "$3")
  case $1-$2 in
    ike-us) ikeadm a rekey ikesa "$(ike_sas a "$3" | jq -r .initiator_spi)" "$(ike_sas a "$3" | jq -r .responder_spi)" || fail "ikeadm rekey failed with status $?" ;;
    child-us) ikeadm a rekey childsa "$(names child "$3")" || fail "ikeadm rekey failed with status $?" ;;
    ike-peer) swan b --rekey --ike "$3" ;;
    child-peer) swan b --rekey --child "$3" ;;
  esac
  await 20 "the $1 SA of $3 is not replaced" other_name "$1" "$3" "$before"
  await 20 "strongSwan keeps what was replaced" one_each "$3"
  ike_sa_active a "$3" '.suite.group | contains("+")'
}
names() {
  if [ "$1" = ike ]; then ike_sas a "$2" | jq -r .initiator_spi; else ike_sas a "$2" | jq -r '.children[].spi_in'; fi
}
other_name() { [ "$(names "$1" "$2" | grep -c .)" = 1 ] && [ "$(names "$1" "$2")" != "$3" ]; }
one_each() {
  local sas
  sas=$(swan b --list-sas --ike "$1")
  [ "$(grep -c "^$1: .*ESTABLISHED" <<<"$sas")" = 1 ] && [ "$(grep -c "^  $1: .*INSTALLED" <<<"$sas")" = 1 ]
}
