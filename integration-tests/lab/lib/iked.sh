# shellcheck shell=bash
# OpenIKED's iked in a namespace, in a chroot of the peer's root file system ($LAB_OPENIKED), with a private /run.

# start_iked NAME NS: uses $GROUP_DIR/NAME.iked.conf, logs to NAME.iked.log. Certificates, authorities and the key, of which iked has one,
# are those of $GROUP_DIR/NAME.iked/certs/*.crt, ca/*.crt and private/local.key.
start_iked() {
  local name=$1 n=$2 conf=$GROUP_DIR/$1
  chmod 600 "$conf.iked.conf"
  mkdir -p "$conf.iked"/{certs,ca,crls,private,pubkeys}
  cat >"$conf.iked.sh" <<EOF
set -eu
R=$LAB_OPENIKED
mount --make-rprivate /
mount -t tmpfs tmpfs "\$R/run"
mount -t proc proc "\$R/proc"
mount --rbind /dev "\$R/dev"
mount --bind "$conf.iked.conf" "\$R/etc/iked.conf"
mount --bind "$conf.iked" "\$R/etc/iked"
exec chroot "\$R" /usr/sbin/iked -dv
EOF
  printf -- '--- start of %s in %s\n' "$name" "$n" >>"$conf.iked.log"
  ip netns exec "$n" unshare -m bash "$conf.iked.sh" >>"$conf.iked.log" 2>&1 &
  printf '%s' $! >"$conf.iked.pid"
  await 20 "iked $name does not serve: $(tail -1 "$conf.iked.log" 2>/dev/null)" ikectl "$name" show sa
}

iked_pid() { cat "$GROUP_DIR/$1.iked.pid"; }
iked_log() { printf '%s' "$GROUP_DIR/$1.iked.log"; }
ikectl() { nsenter -t "$(iked_pid "$1")" -m -n chroot "$LAB_OPENIKED" timeout 20 /usr/sbin/ikectl "${@:2}"; }

stop_iked() {
  local pid
  [ -f "$GROUP_DIR/$1.iked.pid" ] || return 0
  pid=$(iked_pid "$1")
  rm "$GROUP_DIR/$1.iked.pid"
  alive "$pid" || fail "iked $1 had died: $(tail -1 "$(iked_log "$1")")"
  kill "$pid"
  await_exit "$pid" "iked $1" 20
}

# iked_policy NAME WORDS: one policy on stdout, over lines for the reader: how it starts, mode and selectors; the rest in options.
iked_policy() {
  printf 'ikev2 "%s" %s \\\n' "$1" "$2"
  printf '  %s \\\n' "${@:3}" | sed '$ s/ \\$//'
  printf '\n'
}

# iked_sas NAME IDENTITY: the IKE SAs with a peer of this identity, one a line.
iked_sas() { ikectl "$1" show sa | grep '^iked_sas:' | grep -F "<$2>" | grep ESTABLISHED || true; }
