package org.ikev2d.daemon.control;

import org.ikev2d.control.Command;
import org.ikev2d.control.ErrorCode;

/** Outcome of reading one request line. */
sealed interface Request {
  record Good(long id, Command command) implements Request {}

  /**
   * @param id the request's own, or 0 where it had none that could be read
   */
  record Bad(long id, ErrorCode code, String message) implements Request {}
}
