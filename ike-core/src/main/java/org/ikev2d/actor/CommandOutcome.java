package org.ikev2d.actor;

import org.ikev2d.negotiate.Refusal;

/** What became of a command. */
public sealed interface CommandOutcome {
  /** It came about. */
  record Done() implements CommandOutcome {}

  /** It did not, for that reason. */
  record Failed(Refusal refusal) implements CommandOutcome {}
}
