package org.ikev2d.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/** From shared secrets to keys (RFC 7296 sections 2.13, 2.14, 2.17 and 2.18, RFC 9370). */
public final class KeyDerivation {
  /** The counter of prf+ is one octet. */
  private static final int MAX_BLOCKS = 255;

  private KeyDerivation() {}

  /** The keys of a new IKE SA. */
  public static IkeKeys ikeKeys(
      Prf prf, CipherSpec spec, Secret shared, Bytes ni, Bytes nr, IkeSpi spiI, IkeSpi spiR) {
    try (Secret seed = skeyseed(prf, shared, ni, nr)) {
      return split(prf, spec, seed, ni, nr, spiI, spiR);
    }
  }

  /**
   * The keys of an IKE SA after an additional key exchange in IKE_INTERMEDIATE, which replace those
   * before it (RFC 9370 section 2.2.2): {@code SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr)}.
   *
   * @param skD of the keys before, which the caller closes
   * @param shared SK(n), the secret of this key exchange
   * @param ni of IKE_SA_INIT, and so are the other nonce and the SPIs
   */
  public static IkeKeys updatedIkeKeys(
      Prf prf,
      CipherSpec spec,
      Secret skD,
      Secret shared,
      Bytes ni,
      Bytes nr,
      IkeSpi spiI,
      IkeSpi spiR) {
    return rekeyedIkeKeys(prf, skD, prf, spec, List.of(shared), ni, nr, spiI, spiR);
  }

  /** The keys of an IKE SA that replaces another after one key exchange. */
  public static IkeKeys rekeyedIkeKeys(
      Prf oldPrf,
      Secret oldSkD,
      Prf newPrf,
      CipherSpec spec,
      Secret shared,
      Bytes ni,
      Bytes nr,
      IkeSpi i,
      IkeSpi r) {
    return rekeyedIkeKeys(oldPrf, oldSkD, newPrf, spec, List.of(shared), ni, nr, i, r);
  }

  /**
   * The keys of an IKE SA that replaces another (RFC 7296 section 2.18, RFC 9370 section 2.2.4).
   *
   * @param oldPrf of the SA that is replaced, with its {@code oldSkD}
   * @param newPrf of the new SA
   * @param shared the secret of CREATE_CHILD_SA, then those of each IKE_FOLLOWUP_KE in order
   * @param i the new SPI of who started the rekeying
   */
  public static IkeKeys rekeyedIkeKeys(
      Prf oldPrf,
      Secret oldSkD,
      Prf newPrf,
      CipherSpec spec,
      List<Secret> shared,
      Bytes ni,
      Bytes nr,
      IkeSpi i,
      IkeSpi r) {
    try (Secret seed = rekeyedSkeyseed(oldPrf, oldSkD, shared, ni, nr)) {
      return split(newPrf, spec, seed, ni, nr, i, r);
    }
  }

  /** The keys of a pair of CHILD SAs after one key exchange or none. */
  public static ChildKeys childKeys(
      Prf prf,
      Secret skD,
      Optional<Secret> shared,
      Bytes ni,
      Bytes nr,
      int encrKeyOctets,
      int integKeyOctets) {
    return childKeys(prf, skD, shared.stream().toList(), ni, nr, encrKeyOctets, integKeyOctets);
  }

  /**
   * The keys of a pair of CHILD SAs (RFC 7296 section 2.17, RFC 9370 section 2.2.4).
   *
   * @param shared of the exchange's own key exchange, if it had one, then those of each
   *     IKE_FOLLOWUP_KE in order
   * @param ni of the exchange that makes the pair: IKE_SA_INIT or CREATE_CHILD_SA
   * @param encrKeyOctets salt included; 0 for AH
   * @param integKeyOctets 0 with a combined-mode cipher
   */
  public static ChildKeys childKeys(
      Prf prf,
      Secret skD,
      List<Secret> shared,
      Bytes ni,
      Bytes nr,
      int encrKeyOctets,
      int integKeyOctets) {
    int octets = 2 * (encrKeyOctets + integKeyOctets);
    byte[] seed = join(exchanged(shared, ni, nr));
    try (Secret keymat = prfPlus(prf, skD, octets, seed)) {
      Cutter cutter = new Cutter(keymat);
      return new ChildKeys(
          cutter.next(encrKeyOctets),
          cutter.next(integKeyOctets),
          cutter.next(encrKeyOctets),
          cutter.next(integKeyOctets));
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** {@code SKEYSEED = prf(Ni | Nr, g^ir)}. */
  public static Secret skeyseed(Prf prf, Secret shared, Bytes ni, Bytes nr) {
    int half = prf.keyLength() / 2;
    Bytes key =
        prf.hasFixedKeyLength()
            ? Bytes.concat(start(ni, half), start(nr, half))
            : Bytes.concat(ni, nr);
    try (Secret nonces = Secret.ofPublic(key)) {
      return prf.compute(nonces, shared.borrow());
    }
  }

  /** {@code SKEYSEED = prf(SK_d (old), g^ir (new) | Ni | Nr)}. */
  public static Secret rekeyedSkeyseed(
      Prf oldPrf, Secret oldSkD, Secret shared, Bytes ni, Bytes nr) {
    return rekeyedSkeyseed(oldPrf, oldSkD, List.of(shared), ni, nr);
  }

  /** {@code SKEYSEED = prf(SK_d (old), SK(0) | Ni | Nr | SK(1) | ... | SK(n))}. */
  public static Secret rekeyedSkeyseed(
      Prf oldPrf, Secret oldSkD, List<Secret> shared, Bytes ni, Bytes nr) {
    return oldPrf.compute(oldSkD, exchanged(shared, ni, nr));
  }

  /**
   * The keys of an IKE SA that is resumed (RFC 5723 section 5.1): {@code SKEYSEED = prf(SK_d (old),
   * "Resumption" | Ni | Nr)}.
   */
  public static IkeKeys resumedIkeKeys(
      Prf prf, CipherSpec spec, Secret oldSkD, Bytes ni, Bytes nr, IkeSpi spiI, IkeSpi spiR) {
    try (Secret seed = resumedSkeyseed(prf, oldSkD, ni, nr)) {
      return split(prf, spec, seed, ni, nr, spiI, spiR);
    }
  }

  static Secret resumedSkeyseed(Prf prf, Secret oldSkD, Bytes ni, Bytes nr) {
    return prf.compute(oldSkD, Bytes.ofText("Resumption").toArray(), ni.toArray(), nr.toArray());
  }

  /** The first secret goes before the nonces and all others after them. */
  private static byte[][] exchanged(List<Secret> shared, Bytes ni, Bytes nr) {
    List<byte[]> parts = new ArrayList<>(shared.stream().map(Secret::borrow).toList());
    parts.addAll(Math.min(1, parts.size()), List.of(ni.toArray(), nr.toArray()));
    return parts.toArray(byte[][]::new);
  }

  /**
   * {@code prf+ (key, seed)} cut to so many octets.
   *
   * @throws IllegalArgumentException above 255 blocks, for which prf+ is not defined
   */
  public static Secret prfPlus(Prf prf, Secret key, int octets, byte[] seed) {
    if (octets > MAX_BLOCKS * prf.outputLength()) {
      throw new IllegalArgumentException("prf+ gives no " + octets + " octets");
    }
    byte[] stream = new byte[octets];
    byte[] previous = new byte[0];
    for (int at = 0, n = 1; at < octets; n++) {
      byte[] block = prf.compute(key, previous, seed, new byte[] {(byte) n}).borrow();
      int length = Math.min(block.length, octets - at);
      System.arraycopy(block, 0, stream, at, length);
      at += length;
      Arrays.fill(previous, (byte) 0);
      previous = block;
    }
    Arrays.fill(previous, (byte) 0);
    return Secret.wrap(stream);
  }

  /** The seven keys of {@code prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr)}. */
  static IkeKeys split(
      Prf prf, CipherSpec spec, Secret skeyseed, Bytes ni, Bytes nr, IkeSpi spiI, IkeSpi spiR) {
    int key = prf.keyLength();
    int integ = spec.integrityKeyLength();
    int encr = spec.encryptionKeyLength();
    byte[] seed = Bytes.concat(ni, nr, spiI.toBytes(), spiR.toBytes()).toArray();
    try (Secret stream = prfPlus(prf, skeyseed, 3 * key + 2 * integ + 2 * encr, seed)) {
      Cutter cutter = new Cutter(stream);
      return new IkeKeys(
          cutter.next(key),
          cutter.next(integ),
          cutter.next(integ),
          cutter.next(encr),
          cutter.next(encr),
          cutter.next(key),
          cutter.next(key));
    }
  }

  private static Bytes start(Bytes nonce, int octets) {
    return nonce.slice(0, Math.min(octets, nonce.length()));
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  /** Takes keys off the front of a stream, one after the other. */
  private static final class Cutter {
    private final Secret stream;
    private int at;

    Cutter(Secret stream) {
      this.stream = stream;
    }

    Secret next(int octets) {
      Secret part = stream.slice(at, at + octets);
      at += octets;
      return part;
    }
  }
}
