# shellcheck shell=bash
# libreswan's pluto in a namespace, in a chroot of the peer's root file system ($LAB_LIBRESWAN), with a private /run, which holds its
# NSS database as well. It is started as it is: its start scripts would load modules of the machine.

# pluto_setup: the part of ipsec.conf that precedes the connections, on stdout.
pluto_setup() { printf '%s\n' 'config setup' '  dnssec-enable=no' '' 'conn %default' '  auto=add' ''; }

# start_pluto NAME NS: uses $GROUP_DIR/NAME.ipsec.conf and NAME.ipsec.secrets, logs to NAME.pluto.log. Certificates with their keys are
# those of $GROUP_DIR/NAME.p12/LABEL.p12 (without a password), their nicknames are the labels; authorities are those of NAME.ca/NAME.pem.
start_pluto() {
  local name=$1 n=$2 conf=$GROUP_DIR/$1 label
  touch "$conf.ipsec.secrets"
  chmod 600 "$conf.ipsec.secrets"
  mkdir -p "$conf.p12" "$conf.ca"
  cat >"$conf.pluto.sh" <<EOF
set -eu
R=$LAB_LIBRESWAN
mount --make-rprivate /
mount -t tmpfs tmpfs "\$R/run"
mount -t proc proc "\$R/proc"
mount --rbind /dev "\$R/dev"
mount --bind "$conf.ipsec.conf" "\$R/etc/ipsec.conf"
mount --bind "$conf.ipsec.secrets" "\$R/etc/ipsec.secrets"
mkdir "\$R/run/nss" "\$R/run/pluto"
cp -r "$conf.p12" "\$R/run/p12"
cp -r "$conf.ca" "\$R/run/ca"
exec chroot "\$R" bash -euc '
  certutil -N -d sql:/run/nss --empty-password
  for file in /run/p12/*.p12; do [ ! -f "\$file" ] || pk12util -i "\$file" -d sql:/run/nss -K "" -W ""; done
  for file in /run/ca/*.pem; do [ ! -f "\$file" ] || certutil -A -d sql:/run/nss -n "\$(basename "\$file" .pem)" -t CT,, -a -i "\$file"; done
  exec /usr/libexec/ipsec/pluto --nofork --stderrlog --config /etc/ipsec.conf --nssdir /run/nss'
EOF
  printf -- '--- start of %s in %s\n' "$name" "$n" >>"$conf.pluto.log"
  ip netns exec "$n" unshare -m bash "$conf.pluto.sh" >>"$conf.pluto.log" 2>&1 &
  printf '%s' $! >"$conf.pluto.pid"
  await 30 "pluto $name does not serve: $(tail -1 "$conf.pluto.log" 2>/dev/null)" whack "$name" --status
  # it reads the connections on its own
  while read -r label; do
    await 20 "libreswan has not taken the connection $label: $(grep -F "$label" "$conf.pluto.log" | tail -1)" pluto_knows "$name" "$label"
  done < <(awk '$1 == "conn" && $2 != "%default" { print $2 }' "$conf.ipsec.conf")
}
pluto_knows() { [[ "$(whack "$1" --name "$2" --connectionstatus)" == *"\"$2\":"* ]]; }

pluto_pid() { cat "$GROUP_DIR/$1.pluto.pid"; }
pluto_log() { printf '%s' "$GROUP_DIR/$1.pluto.log"; }
in_pluto() { nsenter -t "$(pluto_pid "$1")" -m -n chroot "$LAB_LIBRESWAN" "${@:2}"; }
whack() { in_pluto "$1" timeout 20 /usr/libexec/ipsec/whack "${@:2}"; }

# pluto_initiate NAME CONNECTION [SECONDS]: prints the log of the negotiation; its exit status tells whether it came up.
pluto_initiate() { in_pluto "$1" timeout "${3:-20}" /usr/libexec/ipsec/whack --initiate --name "$2" 2>&1; }

stop_pluto() {
  local pid
  [ -f "$GROUP_DIR/$1.pluto.pid" ] || return 0
  pid=$(pluto_pid "$1")
  alive "$pid" || fail "pluto $1 had died: $(tail -1 "$(pluto_log "$1")")"
  whack "$1" --shutdown
  rm "$GROUP_DIR/$1.pluto.pid"
  await_exit "$pid" "pluto $1" 20
}

# crash_pluto NAME: kill -9; what it installed stays in the kernel.
crash_pluto() {
  local pid
  pid=$(pluto_pid "$1")
  rm "$GROUP_DIR/$1.pluto.pid"
  kill -9 "$pid"
  await_exit "$pid" "pluto $1" 10
}

# pluto_connection NAME LOCAL REMOTE MODE LOCAL-TS REMOTE-TS LINE...: on stdout one connection; in transport mode the selectors are
# protocols.
pluto_connection() {
  local selector=subnet lines=("${@:7}")
  [ "$4" = tunnel ] || selector=protoport
  printf '%s\n' "conn $1" "  left=$2" "  right=$3" "  type=$4" "  left$selector=$5" "  right$selector=$6" \
    "${lines[@]/#/  }" '  leftupdown=%disabled' ''
}

# pluto_states NAME CONNECTION: its IKE and CHILD SAs that are up, one a line.
pluto_states() { whack "$1" --showstates | grep -F "\"$2\"" | grep -E 'ESTABLISHED_(IKE|CHILD)_SA' || true; }

# pluto_active NAME CONNECTION: one IKE SA with one CHILD SA; printed.
pluto_active() {
  local states
  whack "$1" --showstates
  states=$(pluto_states "$1" "$2")
  [ "$(grep -c ESTABLISHED_IKE_SA <<<"$states") $(grep -c ESTABLISHED_CHILD_SA <<<"$states")" = '1 1' ] ||
    fail "libreswan has $(grep -c ESTABLISHED_IKE_SA <<<"$states") IKE SAs and $(grep -c ESTABLISHED_CHILD_SA <<<"$states") CHILD SAs of $2, wanted one each"
}

# pluto_none NAME CONNECTION
pluto_none() {
  local states
  states=$(whack "$1" --showstates) || return 1
  [[ "$states" != *"\"$2\""* ]]
}
