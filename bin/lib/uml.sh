#!/bin/bash
# Prints the path of a User-Mode Linux kernel for the lab, fetching it once. Debian sid's kernel is taken because its seccomp
# mode makes the lab two to three times faster than the ptrace mode of the stable one. Its modules are linked under /lib/modules
# (root), where the booted machine, whose root file system is this machine's, looks for them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

SUITE=sid
DIR=$LAB_CACHE/uml

unpack_kernel() {
  local tmp=$DIR.new release
  [ -x "$DIR/linux.uml" ] && return 0
  say "fetching $SUITE's User-Mode Linux into $DIR"
  rm -rf "$tmp" "$DIR"
  deb_unpack "$SUITE" "$tmp" user-mode-linux libc6 libgcc-s1 libstdc++6 patchelf
  mv "$tmp" "$DIR"
  release=$(ls "$DIR/usr/lib/uml/modules")
  mkdir -p "$DIR/lib/modules"
  mv "$DIR/usr/lib/uml/modules/$release" "$DIR/lib/modules/"
  depmod -b "$DIR" "$release"
  deb_private_libc "$DIR" "$DIR/usr/bin/linux.uml"
  mv "$DIR/usr/bin/linux.uml" "$DIR/linux.uml"
}

is_root || die "the kernel lab needs root"
[ "$(uname -m)" = x86_64 ] || die "User-Mode Linux exists for x86_64 only, this is $(uname -m)"
deb_require kmod
locked uml unpack_kernel
release=$(ls "$DIR/lib/modules")
mkdir -p /lib/modules
[ "$(readlink -f "/lib/modules/$release")" = "$(readlink -f "$DIR/lib/modules/$release")" ] ||
  ln -sfn "$DIR/lib/modules/$release" "/lib/modules/$release"
printf '%s\n' "$DIR/linux.uml"
