package org.ikev2d.daemon.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/** Who may give commands. */
record PeerPolicy(Set<UserPrincipal> users) {
  PeerPolicy {
    users = Set.copyOf(users);
  }

  /** Root, and the user who owns the socket's file: the one that the daemon runs as. */
  static PeerPolicy rootAndOwnerOf(Path socket) throws IOException {
    UserPrincipal root =
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
    UserPrincipal owner = Files.getOwner(socket);
    return new PeerPolicy(root.equals(owner) ? Set.of(root) : Set.of(root, owner));
  }

  boolean admits(UserPrincipal user) {
    return users.contains(user);
  }

  /** The user at the other end, as the kernel knows it. */
  static UserPrincipal userOf(SocketChannel channel) throws IOException {
    return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
  }
}
