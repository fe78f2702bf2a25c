package org.ikev2d.transport.gate;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks cookies without remembering any (RFC 7296 section 2.6): the number of a secret,
 * then HMAC-SHA256 with it over Ni, the peer's address and SPIi. The key exchange data is left out,
 * so that a cookie is still good after INVALID_KE_PAYLOAD (section 2.6.1). Secrets are replaced
 * when they are used past their life; the one before is accepted for that long again.
 */
final class CookieJar {
  private static final int SECRET_OCTETS = 32;

  /** A secret and its number; the clock reading is that of its birth. */
  private record Keyed(int number, long born, Mac mac) {}

  private final RandomGenerator random;
  private final long life;
  private @Nullable Keyed current;
  private @Nullable Keyed previous;

  CookieJar(RandomGenerator random, Duration life) {
    this.random = random;
    this.life = life.toNanos();
  }

  synchronized Bytes make(Bytes nonce, InetAddress source, IkeSpi spi, long nowNanos) {
    return cookie(rotated(nowNanos), nonce, source, spi);
  }

  /**
   * @param cookie at least one octet
   */
  synchronized boolean isValid(
      Bytes cookie, Bytes nonce, InetAddress source, IkeSpi spi, long nowNanos) {
    Keyed now = rotated(nowNanos);
    Keyed before = previous;
    Keyed maker = before != null && cookie.at(0) == before.number() ? before : now;
    return cookie.equals(cookie(maker, nonce, source, spi));
  }

  private Keyed rotated(long nowNanos) {
    Keyed now = current;
    if (now != null && nowNanos - now.born() < life) {
      return now;
    }
    boolean justPast = now != null && nowNanos - now.born() < 2 * life;
    previous = justPast ? now : null;
    Keyed next = new Keyed(now == null ? 0 : now.number() + 1 & 0xff, nowNanos, newMac());
    current = next;
    return next;
  }

  private Mac newMac() {
    byte[] secret = new byte[SECRET_OCTETS];
    random.nextBytes(secret);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static Bytes cookie(Keyed key, Bytes nonce, InetAddress source, IkeSpi spi) {
    byte[] address = source.getAddress();
    key.mac().update(nonce.toBuffer());
    key.mac().update(address);
    // Nonces have any length: without this the end of an IPv6 address, which its owner chooses,
    // could be taken for somebody's IPv4 address.
    key.mac().update((byte) address.length);
    key.mac().update(spi.toBytes().toBuffer());
    return Bytes.concat(Bytes.of(key.number()), Bytes.wrap(key.mac().doFinal()));
  }
}
