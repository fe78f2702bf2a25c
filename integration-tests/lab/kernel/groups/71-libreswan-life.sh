# shellcheck shell=bash
# What happens to SAs with libreswan after they are up, kernel ESP on both sides: rekeys and deletions by each side, the death and the
# return of each. Scenarios that name no command of their own begin with `ikeadm initiate`.

. "$IKEV2D_ROOT/integration-tests/lab/kernel/libreswan.sh"

# index, label, family, PFS group of ours, a line of libreswan's connection
cases() {
  cat <<'TABLE'
1 we-rekey       v4 19 pfs=yes
2 they-rekey     v6 19 pfs=yes
3 without-pfs    v4 0  pfs=no
4 we-delete      v4 0  pfs=no
5 they-delete    v6 0  pfs=no
6 they-die       v4 0  pfs=no
7 they-restart   v4 0  pfs=no initial-contact=yes
8 we-restart     v6 0  pfs=no
9 we-die         v4 0  pfs=no dpddelay=1
TABLE
}

group_setup() {
  local index label family group lines
  libreswan_begin
  while read -r index label family group lines; do
    # shellcheck disable=SC2086 # words of the table
    OUR_RULE="childsa_pfs $group" libreswan_pair "$index" "$label" "$family" tunnel psk $lines retransmit-timeout=5s
  done < <(cases)
  libreswan_start -o liveness_interval=2 -o response_wait_time=6
}

group_scenarios() {
  # requirement R7296-2.8-2 R7296-1.3.2-1 R7296-1.3-2
  scenario we-rekey rekeys we-rekey we_rekey
  # requirement R7296-2.8-2 R7296-1.3.2-1
  scenario they-rekey rekeys they-rekey they_rekey
  # requirement R7296-2.8-2
  scenario without-pfs both_rekey
  # requirement R7296-1.4.1-3
  scenario we-delete we_delete
  # requirement R7296-1.4.1-3
  scenario they-delete they_delete
  # requirement R7296-2.4-2
  scenario they-die they_die
  # requirement R7296-2.4-6
  scenario they-restart they_restart
  scenario we-restart we_restart
  scenario we-die we_die
}

# at LABEL: the pair of the case of that name.
at() { pair "$(index "$1")" "$(family "$1")"; }
index() { cases | awk -v l="$1" '$2 == l { print $1 }'; }
family() { cases | awk -v l="$1" '$2 == l { print $3 }'; }

up() {
  at "$1"
  ikeadm a initiate "$1" || fail "ikeadm initiate $1 failed with status $?"
  works "$1"
}

# works LABEL: ESP in both directions through a pair of SAs, and no side has more than one of anything.
works() {
  at "$1"
  await 10 "there are SAs too many or too few of $1" one_of_each "$1"
  crosses "$(index "$1")" "$(family "$1")" tunnel
  pluto_active b "$1"
}
one_of_each() {
  [ "$(sas a) $(sas b)" = '1 1 1 1' ] && [ "$(pluto_states b "$1" | grep -c .)" = 2 ]
}

# sas NS: how many SAs the kernel has there and back.
sas() { printf '%s %s' "$(sa_count "$1" "$A_OUT" "$B_OUT")" "$(sa_count "$1" "$B_OUT" "$A_OUT")"; }

child_spis() { spis a "$A_OUT" "$B_OUT"; spis a "$B_OUT" "$A_OUT"; }
# libreswan's number of the IKE SA
ike_number() { pluto_states b "$1" | sed -n 's/^\(#[0-9]*\):.*ESTABLISHED_IKE_SA.*/\1/p'; }

we_rekey() { ikeadm a rekey "${1}sa" "$A_OUT" "$B_OUT" || fail "ikeadm rekey ${1}sa failed with status $?"; }
they_rekey() { whack b "--rekey-$1" --asynchronous --name "$2"; }

# rekeys LABEL COMMAND: a CHILD SA, the IKE SA, and a CHILD SA with the keys of the new IKE SA.
rekeys() {
  up "$1"
  rekeyed "$1" "$2" child
  rekeyed "$1" "$2" ike
  rekeyed "$1" "$2" child
  ike_sa_active a "$1"
}

# rekeyed LABEL COMMAND WHAT: that and nothing else is replaced.
rekeyed() {
  local child ike
  child=$(child_spis) ike=$(ike_number "$1")
  "$2" "$3" "$1"
  if [ "$3" = child ]; then
    await 10 "the CHILD SA of $1 was not replaced" other_than "$child" child_spis
  else
    await 10 "the IKE SA of $1 was not replaced" other_than "$ike" ike_number "$1"
  fi
  works "$1"
  if [ "$3" = child ]; then
    [ "$(ike_number "$1")" = "$ike" ] || fail "the IKE SA was replaced as well"
  else
    [ "$(child_spis)" = "$child" ] || fail "the CHILD SA was replaced as well"
  fi
}
other_than() { local got; got=$("${@:2}"); [ -n "$got" ] && [ "$got" != "$1" ]; }

both_rekey() {
  up without-pfs
  rekeyed without-pfs we_rekey child
  rekeyed without-pfs they_rekey child
  ike_sa_active a without-pfs
}

gone_from_kernels() { [ "$(sas a) $(sas b)" = '0 0 0 0' ]; }
no_trace() {
  await 10 "a kernel keeps SAs of $1" gone_from_kernels
  await 10 "we keep an IKE SA of $1" no_ike_sa a "$1"
  await 10 "libreswan keeps SAs of $1" pluto_none b "$1"
}

we_delete() {
  up we-delete
  ikeadm a del childsa "$A_OUT" "$B_OUT"
  await 10 "a kernel keeps the SAs of the deleted CHILD SA" gone_from_kernels
  ike_sas a we-delete | jq -e '.children | length == 0' >/dev/null || fail "the IKE SA did not outlive its CHILD SA"
  ikeadm a del ikesa "$A_OUT" "$B_OUT" || true
  no_trace we-delete
  up we-delete
  ikeadm a del ikesa "$A_OUT" "$B_OUT"
  no_trace we-delete
}

they_delete() {
  up they-delete
  whack b --down-child --asynchronous --name they-delete
  await 10 "a kernel keeps the SAs of the deleted CHILD SA" gone_from_kernels
  whack b --down-ike --asynchronous --name they-delete || true
  no_trace they-delete
  up they-delete
  whack b --down-ike --asynchronous --name they-delete
  no_trace they-delete
}

# Liveness: libreswan is silent, so what we had with it goes.
they_die() {
  local mark
  up they-die
  mark=$(log_mark a)
  crash_pluto b
  await 20 "we keep an IKE SA with the dead" no_ike_sa a they-die
  [ "$(sas a)" = '0 0' ] || fail "our kernel keeps SAs with the dead"
  log_since a "$mark" | grep 'rule="\?they-die' | grep 'peer-silent' >/dev/null || fail "the log does not tell that the peer is silent"
  start_pluto b b
  up they-die
}

# Libreswan comes back before we miss it: its INITIAL_CONTACT ends the IKE SA of its former life.
they_restart() {
  local before mark
  up they-restart
  before=$(child_spis)
  crash_pluto b
  start_pluto b b
  mark=$(log_mark a)
  pluto_initiate b they-restart || fail "libreswan could not initiate: $(tail -1 "$(pluto_log b)")"
  works they-restart
  other_than "$before" child_spis || fail "the CHILD SA is the old one"
  log_since a "$mark" | grep 'rule="\?they-restart' | grep 'initial contact' >/dev/null || fail "INITIAL_CONTACT is not the reason in the log"
  whack b --down-ike --asynchronous --name they-restart
}

# The same the other way; of its old IKE SA libreswan ends the CHILD SA only.
we_restart() {
  local before
  up we-restart
  before=$(child_spis)
  crash_ikev2d a
  libreswan_start_ours
  ikeadm a initiate we-restart || fail "ikeadm initiate we-restart failed with status $?"
  await 10 "libreswan keeps the old CHILD SA" newest_only we-restart
  crosses "$(index we-restart)" "$(family we-restart)" tunnel
  other_than "$before" child_spis || fail "the CHILD SA is the old one"
}
newest_only() { [ "$(sas a) $(sas b)" = '1 1 1 1' ] && [ "$(pluto_states b "$1" | grep -c ESTABLISHED_CHILD_SA)" = 1 ]; }

# Libreswan's liveness: we are silent, so what it had with us goes.
we_die() {
  up we-die
  crash_ikev2d a
  await 20 "libreswan keeps SAs with the dead" pluto_none b we-die
  [ "$(sas b)" = '0 0' ] || fail "libreswan's kernel keeps SAs with the dead"
  libreswan_start_ours
  up we-die
}
