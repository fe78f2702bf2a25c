package org.ikev2d.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a tool finds the daemon. */
public final class SocketPath {
  /** Where the daemon listens if its configuration does not say otherwise. */
  public static final Path DEFAULT = Path.of("/run/ikev2d/control");

  /** Names another socket for all tools of a shell. */
  public static final String VARIABLE = "IKEV2D_SOCKET";

  private SocketPath() {}

  /** The option if given, else the environment's, else the default. */
  public static Path choose(Optional<String> option, Map<String, String> environment) {
    return explicit(option, environment).orElse(DEFAULT);
  }

  /** The socket that the user named by option or environment, if any. */
  public static Optional<Path> explicit(Optional<String> option, Map<String, String> environment) {
    return option.or(() -> Optional.ofNullable(environment.get(VARIABLE))).map(Path::of);
  }
}
