package org.ikev2d.actor;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.port.TicketVault;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * Tickets under AES-GCM, each with a key of its own, made from one secret, the number of the
 * lifetime in which it was made and a random salt. Those of this lifetime and of the one before are
 * good. A ticket is number and salt, then IV, ciphertext and ICV.
 */
public final class TicketBox implements TicketVault {
  private static final int NUMBER_OCTETS = 4;
  private static final int SALT_OCTETS = 16;
  private static final int HEAD_OCTETS = NUMBER_OCTETS + SALT_OCTETS;
  private static final int ICV_OCTETS = 16;
  private static final int KEY_BITS = 256;

  private static final Bytes LABEL = Bytes.ofText("ikev2d ticket key");

  private final Secret secret;
  private final Duration lifetime;
  private final Prf prf;
  private final CipherSpec cipher;

  private final VoidTickets gone;

  /**
   * @param secret stays the caller's
   * @param lifetime of a ticket, one second at least
   * @param marks outlive this object as the secret does
   */
  public TicketBox(Crypto crypto, Secret secret, Duration lifetime, TicketMarks marks) {
    this.secret = secret;
    this.lifetime = lifetime;
    gone = new VoidTickets(marks);
    prf = crypto.prf(PrfId.HMAC_SHA2_256).orElseThrow();
    cipher = crypto.cipher(EncrId.AES_GCM_16, KEY_BITS, IntegId.NONE).orElseThrow();
  }

  @Override
  public Duration lifetime() {
    return lifetime;
  }

  @Override
  public Bytes seal(Secret content, SecureRandom random, long epochMillis) {
    byte[] salt = new byte[SALT_OCTETS];
    random.nextBytes(salt);
    Bytes head = Bytes.concat(Bytes.ofInt(number(epochMillis)), Bytes.wrap(salt));
    // Ciphers count their IVs from the same start, so that a key must not serve twice.
    try (PayloadCipher keyed = key(head)) {
      int block = keyed.blockSize();
      byte[] plain = content.borrow();
      byte[] padded = Arrays.copyOf(plain, (plain.length + block - 1) / block * block);
      byte[] sealed = keyed.seal(head.toArray(), padded, random);
      Arrays.fill(padded, (byte) 0);
      return Bytes.concat(head, Bytes.wrap(sealed));
    }
  }

  @Override
  public Optional<Secret> open(Bytes ticket, long epochMillis) {
    if (ticket.length() < HEAD_OCTETS + ICV_OCTETS) {
      return Optional.empty();
    }
    int age = number(epochMillis) - ticket.intAt(0);
    if (age < 0 || age > 1) {
      return Optional.empty();
    }
    Bytes head = ticket.slice(0, HEAD_OCTETS);
    try (PayloadCipher keyed = key(head)) {
      return keyed
          .open(head.toArray(), ticket.slice(HEAD_OCTETS, ticket.length()).toArray())
          .map(Secret::wrap);
    }
  }

  @Override
  public boolean isSpent(Bytes ticket) {
    return gone.contains(end(ticket));
  }

  @Override
  public boolean spend(Bytes ticket, long epochMillis) {
    return gone.add(end(ticket), epochMillis + 2 * lifetime.toMillis(), epochMillis);
  }

  @Override
  public void revoke(IkeSpi spi, long epochMillis) {
    gone.add(mark(spi), epochMillis + 2 * lifetime.toMillis(), epochMillis);
  }

  @Override
  public boolean isRevoked(IkeSpi spi, long madeMillis) {
    return gone.areAllBefore(madeMillis) || gone.contains(mark(spi));
  }

  private static Bytes mark(IkeSpi spi) {
    return Bytes.wrap(ByteBuffer.allocate(TicketMarks.ID_OCTETS).putLong(spi.value()).array());
  }

  private static Bytes end(Bytes ticket) {
    return ticket.slice(Math.max(0, ticket.length() - ICV_OCTETS), ticket.length());
  }

  private int number(long epochMillis) {
    return (int) (epochMillis / lifetime.toMillis());
  }

  private PayloadCipher key(Bytes head) {
    byte[] seed = Bytes.concat(LABEL, head).toArray();
    try (Secret key = KeyDerivation.prfPlus(prf, secret, cipher.encryptionKeyLength(), seed);
        Secret none = Secret.wrap(new byte[0])) {
      return cipher.key(key, none);
    }
  }
}
