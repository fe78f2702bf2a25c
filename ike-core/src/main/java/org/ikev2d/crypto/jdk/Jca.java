package org.ikev2d.crypto.jdk;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.Callable;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * JCA without checked exceptions for what cannot fail: algorithms that every JDK has, and keys that
 * we made ourselves. What a peer can cause is caught where it happens.
 */
final class Jca {
  private Jca() {}

  /** Calls with parameters that are ours alone. */
  static <T> T sure(Callable<T> call) {
    try {
      return call.call();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK's cryptography refuses its own parameters", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A MAC with its key. Look-up costs 0.2 microseconds, so nothing is pooled. */
  static Mac mac(String algorithm, byte[] key) {
    return sure(() -> {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new RawKey(algorithm, key));
      return mac;
    });
  }

  static Cipher cipher(String transformation) {
    return sure(() -> Cipher.getInstance(transformation));
  }

  static MessageDigest digest(String algorithm) {
    return sure(() -> MessageDigest.getInstance(algorithm));
  }
}
