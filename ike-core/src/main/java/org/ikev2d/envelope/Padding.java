package org.ikev2d.envelope;

import java.util.Arrays;
import java.util.Optional;
import org.ikev2d.wire.Bytes;

/** The padding inside of SK and SKF (RFC 7296 section 3.14). */
final class Padding {
  private Padding() {}

  /** Octets of a plaintext once padding and pad length are there. */
  static int paddedLength(int length, int blockSize) {
    return (length / blockSize + 1) * blockSize;
  }

  /** With the least padding that makes whole blocks. */
  static byte[] pad(Bytes plaintext, int blockSize) {
    int length = plaintext.length();
    byte[] padded = new byte[paddedLength(length, blockSize)];
    plaintext.copyTo(padded, 0);
    padded[padded.length - 1] = (byte) (padded.length - length - 1);
    return padded;
  }

  /**
   * Without its padding, whose content and length are the sender's choice.
   *
   * @param padded at least one octet
   * @return empty if the pad length says more than there is
   */
  static Optional<Bytes> strip(byte[] padded) {
    int padLength = padded[padded.length - 1] & 0xff;
    int length = padded.length - 1 - padLength;
    return length < 0 ? Optional.empty() : Optional.of(Bytes.wrap(Arrays.copyOf(padded, length)));
  }
}
