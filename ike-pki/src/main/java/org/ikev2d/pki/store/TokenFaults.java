package org.ikev2d.pki.store;

import java.util.List;
import javax.security.auth.login.FailedLoginException;

/** What went wrong with a token, in words. */
final class TokenFaults {
  /** What libraries answer for a token that is no longer there. */
  private static final List<String> GONE =
      List.of(
          "CKR_TOKEN_NOT_PRESENT", "CKR_DEVICE_REMOVED", "CKR_DEVICE_ERROR", "CKR_GENERAL_ERROR");

  private TokenFaults() {}

  /** The innermost message names the code of PKCS#11. */
  static String reason(Throwable failed) {
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = String.valueOf(cause.getMessage());
    if (text.contains("CKR_PIN_INCORRECT") || cause instanceof FailedLoginException) {
      return "wrong PIN";
    }
    if (text.contains("CKR_PIN_LOCKED")) {
      return "the PIN is locked after too many wrong ones";
    }
    if (text.contains("CKR_USER_NOT_LOGGED_IN")) {
      return "nobody is logged in";
    }
    return GONE.stream().anyMatch(text::contains)
        ? text + ": the token may have been removed"
        : text;
  }
}
