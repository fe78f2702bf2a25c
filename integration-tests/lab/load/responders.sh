# shellcheck shell=bash
# The two responders, each tuned to serve a flood from few addresses. To be sourced.

# Crypto by OpenSSL before all others, no defence against floods, no routes, tables for many IKE SAs.
charon_files() {
  local level=-1
  if [ "${LOAD_LOGS:-quiet}" = default ]; then level=1; fi
  cat >"$LAB_OUT/strongswan.conf" <<EOF
charon {
  load_modular = no
  load = openssl random nonce drbg kdf hmac sha1 sha2 aes curve25519 gmp pem pkcs1 pkcs8 pubkey x509 kernel-libipsec kernel-netlink socket-default vici
  threads = ${LOAD_CHARON_THREADS:-16}
  dos_protection = no
  install_routes = no
  install_virtual_ip = no
  ikesa_table_size = 16384
  ikesa_table_segments = 16
  filelog { stderr { default = $level } }
  syslog {
    daemon { default = -1 }
    auth { default = -1 }
  }
  plugins {
    vici { socket = unix:///run/charon.vici }
    kernel-libipsec { allow_peer_ts = yes }
  }
}
EOF
  cat >"$LAB_OUT/swanctl.conf" <<EOF
connections {
  load {
    version = 2
    unique = never
    local_addrs = $CHARON
    remote_addrs = 10.9.1.0/24
    proposals = aes256-sha256-x25519,aes256-sha256-ecp256,aes256-sha256-ecp384,aes256-sha256-modp2048
    local {
      auth = psk
      id = responder.load.example
    }
    remote {
      auth = psk
      id = %any
    }
    children {
      load {
        mode = tunnel
        local_ts = 10.102.0.0/16
        remote_ts = 10.101.0.0/16
        esp_proposals = aes256-sha512
      }
    }
  }
}
secrets {
  ike-load {
    secret = "$KEY"
  }
}
EOF
  chmod 600 "$LAB_OUT/swanctl.conf"
  cat >"$LAB_OUT/charon.sh" <<EOF
set -eu
R=$LAB_PEER
mount --make-rprivate /
mount -t tmpfs tmpfs "\$R/run"
mount -t proc proc "\$R/proc"
mount --rbind /dev "\$R/dev"
mount --bind "$LAB_OUT/strongswan.conf" "\$R/etc/strongswan.conf"
mount --bind "$LAB_OUT/swanctl.conf" "\$R/etc/swanctl/swanctl.conf"
exec chroot "\$R" /usr/lib/ipsec/charon
EOF
}

start_charon() {
  charon_files
  ip netns exec c unshare -m bash "$LAB_OUT/charon.sh" >"$LAB_OUT/charon.log" 2>&1 &
  CHARON_PID=$!
  await 20 "charon does not serve" in_charon test -S /run/charon.vici
  in_charon swanctl --load-all >&2
}

in_charon() { nsenter -t "$CHARON_PID" -m -n chroot "$LAB_PEER" "$@"; }

ours_files() {
  local level=0
  if [ "${LOAD_LOGS:-quiet}" = default ]; then level=op; fi
  cat >"$LAB_OUT/ikev2.config" <<EOF
ikesa_xform { encr_alg aes(256..256) auth_alg sha256 dh_group 31 }
ikesa_xform { encr_alg aes(256..256) auth_alg sha256 dh_group 19 }
ikesa_xform { encr_alg aes(256..256) auth_alg sha256 dh_group 20 }
ikesa_xform { encr_alg aes(256..256) auth_alg sha256 dh_group 14 }
{ label "load" auth_method preshared
  local_addr $OURS remote_addr 10.9.1.0/24
  local_id FQDN = "responder.load.example"
  remote_id ANY }
EOF
  (umask 077; printf '{ label "load" key "%s" }\n' "$KEY" >"$LAB_OUT/ikev2.preshared")
  printf '{ tunnel load0 negotiate tunnel laddr 10.102.0.0/16 raddr 10.101.0.0/16 } ipsec { encr_algs aes(256..256) encr_auth_algs sha512 }\n' \
    >"$LAB_OUT/ipsecinit.conf"
  cat >"$LAB_OUT/ikev2d.conf" <<EOF
config_file = $LAB_OUT/ikev2.config
preshared_file = $LAB_OUT/ikev2.preshared
policy_file = $LAB_OUT/ipsecinit.conf
tunnel.load0 = local=$OURS,remote=0.0.0.0
control_socket = /run/ikev2d.ctl
journal_file = $LAB_OUT/journal
listen = $OURS
kernel = memory
cookie_threshold = 1000000
half_open_limit = 1000000
half_open_per_source = 1000000
debug_level = $level
EOF
}

start_ours() {
  ours_files
  ip netns exec o "$TREE/bin/ikev2d" -p "$LAB_OUT/ikev2d.conf" >"$LAB_OUT/ikev2d.log" 2>&1 &
  OURS_PID=$!
  await 60 "ikev2d does not serve: $(tail -1 "$LAB_OUT/ikev2d.log")" test -S /run/ikev2d.ctl
}
