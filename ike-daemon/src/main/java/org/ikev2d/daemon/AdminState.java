package org.ikev2d.daemon;

import java.util.Optional;
import org.ikev2d.control.Privilege;

/** What administrators have set since the start. */
final class AdminState {
  private Privilege privilege;

  AdminState(Privilege privilege) {
    this.privilege = privilege;
  }

  synchronized Privilege privilege() {
    return privilege;
  }

  /** Lowers the level and gives the one before; empty where that would raise it. */
  synchronized Optional<Privilege> lower(Privilege to) {
    if (to.level() > privilege.level()) {
      return Optional.empty();
    }
    Privilege before = privilege;
    privilege = to;
    return Optional.of(before);
  }
}
