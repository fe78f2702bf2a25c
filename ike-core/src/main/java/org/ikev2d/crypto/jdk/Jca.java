package org.ikev2d.crypto.jdk;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * JCA without checked exceptions for what cannot fail: algorithms that every JDK has, and keys that
 * we made ourselves. What a peer can cause is caught where it happens.
 */
final class Jca {
  private static final ConcurrentMap<String, Pool<Mac>> MACS = new ConcurrentHashMap<>();
  private static final ConcurrentMap<String, Pool<Cipher>> CIPHERS = new ConcurrentHashMap<>();
  private static final ConcurrentMap<String, Pool<MessageDigest>> DIGESTS =
      new ConcurrentHashMap<>();

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

  /** The code of these parts under a key, which nothing keeps. */
  static byte[] mac(String algorithm, byte[] key, byte[]... parts) {
    return sure(() ->
        MACS.computeIfAbsent(algorithm, Jca::macs)
            .use(mac -> {
              mac.init(new RawKey(algorithm, key));
              for (byte[] part : parts) {
                mac.update(part);
              }
              return mac.doFinal();
            }));
  }

  private static Pool<Mac> macs(String algorithm) {
    RawKey none = new RawKey(algorithm, new byte[1]);
    return new Pool<>(() -> Mac.getInstance(algorithm), mac -> mac.init(none));
  }

  /**
   * Ciphers of one transformation.
   *
   * @param keyOctets length of a key that the cipher takes
   * @param nonce IV or nonce made of a number. Ciphers are cleaned by a key of zeroes;
   *     combined-mode ones remember what they encrypted with last, and want another nonce each
   *     time.
   */
  static Pool<Cipher> ciphers(
      String transformation,
      String keyAlgorithm,
      int keyOctets,
      LongFunction<AlgorithmParameterSpec> nonce) {
    return CIPHERS.computeIfAbsent(
        transformation,
        name -> {
          byte[] nobodys = new byte[keyOctets];
          new SecureRandom().nextBytes(nobodys);
          RawKey none = new RawKey(keyAlgorithm, nobodys);
          AtomicLong serial = new AtomicLong();
          return new Pool<>(
              () -> Cipher.getInstance(name),
              used -> used.init(Cipher.ENCRYPT_MODE, none, nonce.apply(serial.getAndIncrement())));
        });
  }

  static byte[] digest(String algorithm, byte[]... parts) {
    return sure(() ->
        DIGESTS
            .computeIfAbsent(
                algorithm,
                name -> new Pool<>(() -> MessageDigest.getInstance(name), MessageDigest::reset))
            .use(digest -> {
              for (byte[] part : parts) {
                digest.update(part);
              }
              return digest.digest();
            }));
  }
}
