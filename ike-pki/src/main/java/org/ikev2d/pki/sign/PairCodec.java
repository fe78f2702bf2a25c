package org.ikev2d.pki.sign;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.BigIntegers;

/** r and s of a signature, as a DER sequence or side by side in fixed width. */
final class PairCodec {
  private PairCodec() {}

  /** From {@code r | s}; the length must be twice {@code width}. */
  static Optional<byte[]> toDer(byte[] pair, int width) {
    if (pair.length != 2 * width) {
      return Optional.empty();
    }
    BigInteger r = new BigInteger(1, Arrays.copyOf(pair, width));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(pair, width, 2 * width));
    try {
      return Optional.of(SchemeCodec.pair(r, s).getEncoded("DER"));
    } catch (IOException memoryDoesNotFail) {
      throw new AssertionError(memoryDoesNotFail);
    }
  }

  /** To {@code r | s}; empty if the DER is no such pair or a number is too wide. */
  static Optional<byte[]> toFixed(byte[] der, int width) {
    try {
      ASN1Sequence pair = ASN1Sequence.getInstance(der);
      byte[] fixed = new byte[2 * width];
      for (int i = 0; i < 2; i++) {
        BigInteger number = ASN1Integer.getInstance(pair.getObjectAt(i)).getPositiveValue();
        byte[] octets = BigIntegers.asUnsignedByteArray(width, number);
        System.arraycopy(octets, 0, fixed, i * width, width);
      }
      return pair.size() == 2 ? Optional.of(fixed) : Optional.empty();
    } catch (RuntimeException notAPair) {
      return Optional.empty();
    }
  }
}
