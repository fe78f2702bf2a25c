package org.ikev2d.config.check;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may own the daemon's files: the configured user or else the daemon's own, and root if the
 * daemon is root's.
 */
public record Owners(Set<UserPrincipal> accepted) {
  private static final String ROOT = "root";

  public Owners {
    accepted = Set.copyOf(accepted);
  }

  /**
   * @param configured the user that {@code config_owner} names
   * @throws IOException if there is no such user
   */
  public static Owners of(Optional<String> configured) throws IOException {
    Set<UserPrincipal> accepted = new LinkedHashSet<>();
    UserPrincipal own = own();
    accepted.add(configured.isPresent() ? named(configured.get()) : own);
    if (own.getName().equals(ROOT)) {
      accepted.add(own);
    }
    return new Owners(accepted);
  }

  /** The effective user, which user.name does not tell after a change of user id. */
  private static UserPrincipal own() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self) ? Files.getOwner(self) : named(System.getProperty("user.name"));
  }

  private static UserPrincipal named(String name) throws IOException {
    return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
  }

  @Override
  public String toString() {
    return String.join(" or ", accepted.stream().map(UserPrincipal::getName).sorted().toList());
  }
}
