#!/bin/bash
# Prints the path of a root file system that holds a peer of the lab, building it once with debootstrap (root).
# Usage: peer.sh [SUITE [PEER]]      PEER is strongswan (without one), libreswan or openiked
# SUITE is trixie without one; forky is for what trixie's strongSwan lacks: key exchange by ML-KEM.
# The levels of the lab run the peer in a chroot of it, so the machine itself gets no second IKE daemon.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

SUITE=${1:-trixie}
PEER=${2:-strongswan}
case $PEER in
  strongswan) PACKAGES=iproute2,iputils-ping,strongswan-charon,strongswan-swanctl,libstrongswan-standard-plugins,libstrongswan-extra-plugins,libcharon-extra-plugins ;;
  libreswan) PACKAGES=libreswan,bind9-host ;; # host is a virtual package, which debootstrap does not resolve
  openiked) PACKAGES=openiked ;;
  *) die "no peer '$PEER'; usage: peer.sh [SUITE [strongswan|libreswan|openiked]]" ;;
esac
DIR=$LAB_CACHE/$PEER-$SUITE
SCRIPTS=/usr/share/debootstrap/scripts

build_root() {
  local log=$DIR.log
  [ -f "$DIR/.packages" ] && [ "$(cat "$DIR/.packages")" = "$PACKAGES" ] && return 0
  say "building the peer $PEER with debootstrap into $DIR"
  rm -rf "$DIR.new" "$DIR"
  # A debootstrap older than the suite has no script of that name: all are alike.
  debootstrap --variant=minbase --include="$PACKAGES" "$SUITE" "$DIR.new" "$(deb_mirror)" "$SCRIPTS/sid" >"$log" 2>&1 ||
    { tail -5 "$log" >&2; die "debootstrap failed, see $log"; }
  rm -rf "$DIR.new"/var/cache/apt/archives/*.deb "$DIR.new"/var/lib/apt/lists/*
  printf '%s' "$PACKAGES" >"$DIR.new/.packages"
  mv "$DIR.new" "$DIR"
}

# EAP-MSCHAPv2 is in a package of its own, which an older root lacks. Nothing depends on what it brings.
add_eap() {
  [ -f "$DIR/usr/lib/ipsec/plugins/libstrongswan-eap-mschapv2.so" ] || deb_unpack "$SUITE" "$DIR" libcharon-extauth-plugins
}

is_root || die "the peer's root file system needs root to build"
deb_require debootstrap debian-archive-keyring
locked peer build_root
locked peer add_eap
printf '%s\n' "$DIR"
