# shellcheck shell=bash
# Debian packages: what is missing, its installation, and packages of another suite unpacked privately. To be sourced.
# No mirror is named here: other suites come from the mirror that this machine's own apt sources name.

. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

have_apt() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

# deb_mirror: the archive from which this machine gets its own suite.
deb_mirror() {
  local codename mirror
  codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk -v c="$codename" '$1 ~ /^http/ && $2 == c && $3 == "main" { print $1; exit }')
  [ -n "$mirror" ] || die "the apt sources of this machine name no http(s) mirror for '$codename main'"
  printf '%s' "${mirror%/}"
}

deb_installed() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" = 'ii ' ]; }

deb_missing() {
  local p
  for p in "$@"; do deb_installed "$p" || printf '%s ' "$p"; done
}

# deb_require PACKAGE...: installs what is missing (root), or says what is missing and fails.
deb_require() {
  local missing
  have_apt || die "this needs the Debian packages: $*"
  missing=$(deb_missing "$@")
  [ -z "$missing" ] && return 0
  is_root || die "missing Debian packages: ${missing% } (run as root, or: apt-get install ${missing% })"
  say "installing ${missing% }"
  local quiet=(-qq -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0)
  apt-get "${quiet[@]}" update >&2
  # shellcheck disable=SC2086 # a list of package names
  DEBIAN_FRONTEND=noninteractive apt-get "${quiet[@]}" install -y --no-install-recommends $missing >&2
}

# deb_unpack SUITE DIRECTORY PACKAGE...: unpacks packages of SUITE into DIRECTORY; changes nothing of the system.
deb_unpack() {
  local suite=$1 dir=$2 mirror tmp deb options
  shift 2
  deb_require debian-archive-keyring ca-certificates
  mirror=$(deb_mirror)
  tmp=$(mktemp -d)
  mkdir -p "$tmp"/lists/partial "$tmp"/cache/archives/partial "$tmp"/debs "$dir"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" >"$tmp/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$tmp/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::Lists=$tmp/lists"
    -o "Dir::Cache=$tmp/cache" -o Acquire::Languages=none -o Acquire::Retries=3)
  is_root && options+=(-o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >&2
  (cd "$tmp/debs" && apt-get "${options[@]}" download "$@" >&2)
  for deb in "$tmp"/debs/*.deb; do dpkg-deb -x "$deb" "$dir"; done
  rm -rf "$tmp"
}

# deb_private_libc DIRECTORY FILE...: lets programs of a newer suite run with the libc unpacked beside them.
deb_private_libc() {
  local dir=$1 triplet lib loader file
  shift
  triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || printf '%s-linux-gnu' "$(uname -m)")
  lib=$dir/usr/lib/$triplet
  loader=$(find "$lib" "$dir"/usr/lib64 -name 'ld-linux-*.so.*' 2>/dev/null | head -1)
  [ -n "$loader" ] || die "no dynamic loader under $dir"
  for file in "$@"; do
    # patchelf is of the newer suite as well, so it runs through the newer loader
    "$loader" --library-path "$lib" "$dir/usr/bin/patchelf" --set-interpreter "$loader" --force-rpath \
      --set-rpath "\$ORIGIN/../lib:\$ORIGIN/../lib/server:$lib" "$file"
  done
}
