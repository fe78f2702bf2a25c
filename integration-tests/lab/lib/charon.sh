# shellcheck shell=bash
# strongSwan's charon in a namespace, in a chroot of the peer's root file system ($LAB_PEER), with private /run and configuration.

CHARON_PLUGINS='random nonce drbg aes sha1 sha2 hmac kdf cmac gcm ccm ctr openssl curve25519 gmp pem pkcs1 pkcs8 x509 pubkey'

# charon_conf KERNEL-PLUGINS [LINE...]: strongswan.conf on stdout.
charon_conf() {
  local plugins=$1
  shift
  cat <<EOF
charon {
  load_modular = no
  load = $CHARON_PLUGINS $plugins socket-default vici updown

  retransmit_tries = 3
  retransmit_timeout = 1.0
  half_open_timeout = 10
  filelog {
    stderr {
      time_format = %T
      ike_name = yes
      flush_line = yes
      default = 1
      ike = 2
      cfg = 1
      knl = 1
    }
  }
  plugins {
    vici {
      socket = unix:///run/charon.vici
    }
    kernel-libipsec {
      allow_peer_ts = yes
    }
  }
  $(printf '  %s\n' "$@")
}
EOF
}

# start_charon NAME NS: uses $GROUP_DIR/NAME.strongswan.conf and NAME.swanctl.conf, logs to NAME.charon.log. Certificates and keys are
# those of $GROUP_DIR/NAME.swanctl/x509, x509ca, pubkey and private, if there are any.
start_charon() {
  local name=$1 n=$2 conf=$GROUP_DIR/$1
  cat >"$conf.charon.sh" <<EOF
set -eu
R=$LAB_PEER
mount --make-rprivate /
mount -t tmpfs tmpfs "\$R/run"
mount -t proc proc "\$R/proc"
mount --rbind /dev "\$R/dev"
mount --bind "$conf.strongswan.conf" "\$R/etc/strongswan.conf"
mount --bind "$conf.swanctl.conf" "\$R/etc/swanctl/swanctl.conf"
for part in x509 x509ca pubkey private; do
  [ ! -d "$conf.swanctl/\$part" ] || mount --bind "$conf.swanctl/\$part" "\$R/etc/swanctl/\$part"
done
exec chroot "\$R" /usr/lib/ipsec/charon
EOF
  chmod 600 "$conf.swanctl.conf"
  ip netns exec "$n" unshare -m bash "$conf.charon.sh" >"$conf.charon.log" 2>&1 &
  printf '%s' $! >"$conf.charon.pid"
  await 20 "charon $name does not serve: $(tail -1 "$conf.charon.log" 2>/dev/null)" in_charon "$name" test -S /run/charon.vici
  load_charon "$name"
}

# load_charon NAME: after a change of the swanctl file as well (written in place, the mount is of the file itself).
load_charon() {
  local out
  out=$(in_charon "$1" swanctl --load-all 2>&1) || { printf '%s\n' "$out"; fail "swanctl --load-all of $1: $(grep -m1 -iE 'fail|error|invalid' <<<"$out")"; }
}

charon_pid() { cat "$GROUP_DIR/$1.charon.pid"; }
charon_log() { printf '%s' "$GROUP_DIR/$1.charon.log"; }
in_charon() { nsenter -t "$(charon_pid "$1")" -m -n chroot "$LAB_PEER" "${@:2}"; }
swan() { in_charon "$1" swanctl "${@:2}"; }

# swan_initiate NAME CHILD [SECONDS]: prints the log of the negotiation; its exit status tells whether it came up.
swan_initiate() { swan "$1" --initiate --child "$2" --timeout "${3:-20}" 2>&1; }

stop_charon() {
  local pid
  [ -f "$GROUP_DIR/$1.charon.pid" ] || return 0
  pid=$(charon_pid "$1")
  rm "$GROUP_DIR/$1.charon.pid"
  alive "$pid" || fail "charon $1 had died: $(tail -1 "$(charon_log "$1")")"
  kill "$pid"
  await_exit "$pid" "charon $1" 20
}

# swan_connection NAME LOCAL REMOTE LOCAL-ID REMOTE-ID IKE-PROPOSALS MODE LOCAL-TS REMOTE-TS ESP-PROPOSALS [start_action]
# on stdout one connection whose child has the same name.
swan_connection() {
  cat <<EOF
connections {
  $1 {
    version = 2
    unique = ${SWAN_UNIQUE:-never}
    local_addrs = $2
    remote_addrs = $3
    proposals = $6
    ${SWAN_EXTRA:-}
    local {
      auth = psk
      id = $4
    }
    remote {
      auth = psk
      id = $5
    }
    children {
      $1 {
        mode = $7
        local_ts = $8
        remote_ts = $9
        esp_proposals = ${10}
        start_action = ${11:-none}
        ${SWAN_CHILD_EXTRA:-}
      }
    }
  }
}
EOF
}

# swan_secret NAME SECRET ID...
swan_secret() {
  local name=$1 secret=$2 i=0 id
  shift 2
  printf 'secrets {\n  ike-%s {\n    secret = "%s"\n' "$name" "$secret"
  for id in "$@"; do i=$((i + 1)); printf '    id-%s = %s\n' "$i" "$id"; done
  printf '  }\n}\n'
}

# swan_active NAME CONNECTION: one IKE SA with one installed CHILD SA; printed.
swan_active() {
  local sas
  sas=$(swan "$1" --list-sas --ike "$2")
  printf '%s\n' "$sas"
  [ "$(grep -c "^$2: .*ESTABLISHED" <<<"$sas")" = 1 ] || fail "strongSwan has no single established IKE SA $2: ${sas%%$'\n'*}"
  [ "$(grep -c "^  $2: .*INSTALLED" <<<"$sas")" = 1 ] || fail "strongSwan has no single installed CHILD SA $2"
}

# swan_none NAME CONNECTION
swan_none() { [ -z "$(swan "$1" --list-sas --ike "$2")" ]; }
