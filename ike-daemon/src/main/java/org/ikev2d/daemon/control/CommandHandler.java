package org.ikev2d.daemon.control;

import java.util.concurrent.CompletionStage;
import org.ikev2d.control.Command;
import org.ikev2d.control.Reply;

/** Carries commands out. */
@FunctionalInterface
public interface CommandHandler {
  /**
   * Begins a command. May be called from several threads at once; the reply may come later, and
   * after the time limit of the command nobody waits for it any more.
   */
  CompletionStage<Reply> handle(Command command);
}
