#!/bin/bash
# Prints the home of a JDK 25. Looks at the usual places first; else installs Debian's package where the suite has it (root),
# else unpacks the next suite's package privately (no root needed).
# Usage: JAVA_HOME=$(bin/lib/jdk25.sh); export JAVA_HOME
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"
shopt -s nullglob

WANT=25
SUITE=trixie
PRIVATE=$LAB_CACHE/jdk$WANT

is_wanted() { [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && grep -q "^JAVA_VERSION=\"${WANT}[.\"]" "$1/release"; }

find_jdk() {
  local on_path dir
  on_path=$(command -v javac || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for dir in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/*jdk* "$HOME"/.jdks/* \
    "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$PRIVATE/home"; do
    if [ -n "$dir" ] && is_wanted "$dir"; then printf '%s\n' "$dir"; return 0; fi
  done
  return 1
}

# The unpacked package has links into /etc and no trust store; both are mended here.
unpack_jdk() {
  local tmp=$PRIVATE.new home link store certificates
  say "fetching $SUITE's JDK $WANT into $PRIVATE"
  rm -rf "$tmp" "$PRIVATE"
  deb_unpack "$SUITE" "$tmp" "openjdk-$WANT-jre-headless" "openjdk-$WANT-jdk-headless" libc6 libgcc-s1 libstdc++6 zlib1g patchelf
  mv "$tmp" "$PRIVATE"
  home=$(echo "$PRIVATE"/usr/lib/jvm/java-$WANT-openjdk-*)
  find "$PRIVATE" -type l -lname '/etc/java-*' | while read -r link; do ln -sfn "$PRIVATE$(readlink "$link")" "$link"; done
  find "$home/bin" "$home/lib/jspawnhelper" -type f | while read -r link; do deb_private_libc "$PRIVATE" "$link"; done
  rm -f "$home/lib/security/cacerts"
  for store in /etc/ssl/certs/java/cacerts /usr/lib/jvm/*/lib/security/cacerts; do
    if [ -s "$store" ]; then cp -L "$store" "$home/lib/security/cacerts"; break; fi
  done
  if [ ! -s "$home/lib/security/cacerts" ]; then
    certificates=$(mktemp -d)
    csplit -s -z -f "$certificates/" -b '%04d.pem' /etc/ssl/certs/ca-certificates.crt '/-----BEGIN/' '{*}'
    for link in "$certificates"/*.pem; do
      "$home/bin/keytool" -importcert -noprompt -alias "$(basename "$link")" -file "$link" \
        -keystore "$home/lib/security/cacerts" -storepass changeit >/dev/null 2>&1 || true
    done
    rm -rf "$certificates"
  fi
  "$home/bin/java" -version >&2
  ln -sfn "$home" "$PRIVATE/home"
}

if find_jdk; then exit 0; fi
have_apt || die "no JDK $WANT found: install one and set JAVA_HOME"
if is_root && apt-cache policy "openjdk-$WANT-jdk-headless" 2>/dev/null | grep -q 'Candidate: [0-9]'; then
  deb_require "openjdk-$WANT-jdk-headless"
else
  locked jdk unpack_jdk
fi
find_jdk || die "the JDK $WANT that was installed does not run"
