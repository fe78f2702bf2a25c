# Sets JAVA to a Java 25 run-time and LIB to our jars. Sourced by the launchers, with HOME_DIR set to the tree they are in.
LIB=$HOME_DIR/lib
JAVA=
TOOL_JARS=

java_is_new_enough() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  _version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${_version:-0}" -ge 25 ]
}

for _dir in "$JAVA_HOME" /usr/lib/jvm/* /opt/java/* /opt/*jdk* "$HOME"/.jdks/*; do
  if [ -n "$_dir" ] && java_is_new_enough "$_dir"; then JAVA=$_dir/bin/java; break; fi
done
if [ -z "$JAVA" ] && command -v java >/dev/null 2>&1; then
  _dir=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
  if java_is_new_enough "$_dir"; then JAVA=$_dir/bin/java; fi
fi
if [ -z "$JAVA" ]; then
  echo "${0##*/}: no Java 25 found: install one or set JAVA_HOME" >&2
  exit 127
fi

# What a tool needs: no Netty, and Bouncy Castle only where TOOL_JARS says so, so that it starts fast.
tool_class_path() {
  _path=
  for _jar in ike-daemon ike-core config pfkey-bridge jackson-databind jackson-core jackson-annotations slf4j-api jspecify \
    jline-reader jline-terminal jline-terminal-ffm jline-native jline-shell $TOOL_JARS; do
    if [ -r "$LIB/$_jar.jar" ]; then _path=$_path:$LIB/$_jar.jar; fi
  done
  printf '%s\n' "${_path#:}"
}

# A tool lives for a moment: one fast compiler, the small collector, and no word of a missing log.
run_tool() {
  _main=$1
  shift
  exec "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx512m \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dslf4j.internal.verbosity=ERROR $IKEV2D_JAVA_OPTS -cp "$(tool_class_path)" "$_main" "$@"
}
