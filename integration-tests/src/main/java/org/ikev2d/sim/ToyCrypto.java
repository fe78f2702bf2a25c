package org.ikev2d.sim;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.PayloadCipher;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * Cryptography of the right shape that protects nothing and costs next to nothing, for simulations
 * of many lives. Keys matter: a message under another key does not open. It also counts what was
 * made and not closed.
 */
public final class ToyCrypto implements Crypto {
  private static final int KEY = 32;
  private static final int IV = 8;
  private static final int ICV = 8;

  /** Not the length of a nonce, so that a simulation can tell them apart. */
  private static final int PRIVATE = 24;

  private int open;
  private final List<Secret> shared = new ArrayList<>();

  /** Ciphers and private values that were made and not closed. */
  public int open() {
    return open;
  }

  /** Shared secrets of key exchanges that were not closed. */
  public long openSecrets() {
    return shared.stream().filter(s -> !s.isClosed()).count();
  }

  @Override
  public Optional<Prf> prf(PrfId id) {
    return Optional.of(new ToyPrf(id));
  }

  @Override
  public Optional<KeyExchangeMethod> keyExchange(GroupId id) {
    return id.equals(GroupId.NONE) ? Optional.empty() : Optional.of(new ToyExchange(id));
  }

  @Override
  public Optional<CipherSpec> cipher(EncrId encr, int keyBits, IntegId integ) {
    return Optional.of(new ToySpec());
  }

  @Override
  public byte[] sha1(byte[]... parts) {
    return expand(absorb(0x5a17, parts), 20);
  }

  private static long absorb(long state, byte[]... parts) {
    long hash = state ^ 0xcbf29ce484222325L;
    for (byte[] part : parts) {
      for (byte octet : part) {
        hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        hash ^= hash >>> 29;
      }
    }
    return hash;
  }

  private static byte[] expand(long seed, int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i += 8) {
      long z = seed + 0x9e3779b97f4a7c15L * (i + 1);
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      z ^= z >>> 31;
      for (int j = i; j < Math.min(i + 8, length); j++) {
        octets[j] = (byte) z;
        z >>>= 8;
      }
    }
    return octets;
  }

  private Secret remember(Secret secret) {
    shared.add(secret);
    return secret;
  }

  private record ToyPrf(PrfId id) implements Prf {
    @Override
    public int keyLength() {
      return KEY;
    }

    @Override
    public int outputLength() {
      return KEY;
    }

    @Override
    public Secret compute(Secret key, byte[]... data) {
      return Secret.wrap(expand(absorb(absorb(id.code(), key.borrow()), data), KEY));
    }
  }

  /** Both values are the private values themselves; the secret is made of both. */
  private final class ToyExchange implements KeyExchangeMethod {
    private final GroupId id;

    ToyExchange(GroupId id) {
      this.id = id;
    }

    @Override
    public GroupId id() {
      return id;
    }

    @Override
    public int initiatorLength() {
      return PRIVATE;
    }

    @Override
    public int responderLength() {
      return PRIVATE;
    }

    @Override
    public Initiation initiate(SecureRandom random) {
      byte[] ours = new byte[PRIVATE];
      random.nextBytes(ours);
      return new ToyInitiation(ours);
    }

    @Override
    public Agreement respond(Bytes initiatorValue, SecureRandom random) {
      byte[] ours = new byte[PRIVATE];
      random.nextBytes(ours);
      return new Agreement.Agreed(Bytes.copyOf(ours), agree(initiatorValue.toArray(), ours));
    }
  }

  private Secret agree(byte[] initiator, byte[] responder) {
    return remember(Secret.wrap(expand(absorb(7, initiator, responder), KEY)));
  }

  private final class ToyInitiation implements KeyExchangeMethod.Initiation {
    private final byte[] ours;
    private boolean closed;

    ToyInitiation(byte[] ours) {
      this.ours = ours;
      open++;
    }

    @Override
    public Bytes publicValue() {
      return Bytes.copyOf(ours);
    }

    @Override
    public KeyExchangeMethod.Agreement finish(Bytes responderValue) {
      if (closed) {
        throw new IllegalStateException("private value used after it was destroyed");
      }
      return new KeyExchangeMethod.Agreement.Agreed(
          Bytes.EMPTY, agree(ours, responderValue.toArray()));
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }

  private final class ToySpec implements CipherSpec {
    @Override
    public int encryptionKeyLength() {
      return KEY;
    }

    @Override
    public int integrityKeyLength() {
      return KEY;
    }

    @Override
    public PayloadCipher key(Secret encryptionKey, Secret integrityKey) {
      return new ToyCipher(absorb(absorb(1, encryptionKey.borrow()), integrityKey.borrow()));
    }
  }

  private final class ToyCipher implements PayloadCipher {
    private final long key;
    private boolean closed;

    ToyCipher(long key) {
      this.key = key;
      open++;
    }

    @Override
    public int ivLength() {
      return IV;
    }

    @Override
    public int icvLength() {
      return ICV;
    }

    @Override
    public int blockSize() {
      return 4;
    }

    @Override
    public byte[] seal(byte[] associated, byte[] padded, SecureRandom random) {
      checkOpen();
      byte[] iv = new byte[IV];
      random.nextBytes(iv);
      byte[] sealed = Arrays.copyOf(iv, IV + padded.length + ICV);
      System.arraycopy(padded, 0, sealed, IV, padded.length);
      mask(sealed, iv);
      System.arraycopy(code(associated, sealed), 0, sealed, sealed.length - ICV, ICV);
      return sealed;
    }

    @Override
    public Optional<byte[]> open(byte[] associated, byte[] sealed) {
      checkOpen();
      if (sealed.length < IV + ICV) {
        return Optional.empty();
      }
      byte[] found = Arrays.copyOfRange(sealed, sealed.length - ICV, sealed.length);
      if (!Arrays.equals(found, code(associated, sealed))) {
        return Optional.empty();
      }
      byte[] opened = sealed.clone();
      mask(opened, Arrays.copyOf(sealed, IV));
      return Optional.of(Arrays.copyOfRange(opened, IV, opened.length - ICV));
    }

    private void mask(byte[] sealed, byte[] iv) {
      byte[] stream = expand(absorb(key, iv), sealed.length - IV - ICV);
      for (int i = 0; i < stream.length; i++) {
        sealed[IV + i] ^= stream[i];
      }
    }

    private byte[] code(byte[] associated, byte[] sealed) {
      byte[] body = Arrays.copyOf(sealed, sealed.length - ICV);
      return expand(absorb(~key, associated, body), ICV);
    }

    private void checkOpen() {
      if (closed) {
        throw new IllegalStateException("cipher used after it was destroyed");
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
