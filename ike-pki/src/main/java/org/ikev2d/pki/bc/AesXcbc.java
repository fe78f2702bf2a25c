package org.ikev2d.pki.bc;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** AES-XCBC-MAC with its whole output of 128 bits (RFC 3566 section 4). */
final class AesXcbc implements Mac {
  private static final int BLOCK = 16;

  private final BlockCipher cipher = AESEngine.newInstance();
  private final byte[] state = new byte[BLOCK];
  private final byte[] wholeLast = new byte[BLOCK];
  private final byte[] partLast = new byte[BLOCK];

  /** The block that may turn out to be the last, which is treated apart. */
  private final byte[] waiting = new byte[BLOCK];

  private int filled;

  @Override
  public void init(CipherParameters key) {
    cipher.init(true, key);
    derive((byte) 2, wholeLast);
    derive((byte) 3, partLast);
    byte[] first = new byte[BLOCK];
    derive((byte) 1, first);
    cipher.init(true, new KeyParameter(first));
    Arrays.fill(first, (byte) 0);
    reset();
  }

  private void derive(byte number, byte[] key) {
    byte[] constant = new byte[BLOCK];
    Arrays.fill(constant, number);
    cipher.processBlock(constant, 0, key, 0);
  }

  @Override
  public String getAlgorithmName() {
    return "AES-XCBC-MAC";
  }

  @Override
  public int getMacSize() {
    return BLOCK;
  }

  @Override
  public void update(byte octet) {
    update(new byte[] {octet}, 0, 1);
  }

  @Override
  public void update(byte[] octets, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (filled == BLOCK) {
        absorb();
      }
      int part = Math.min(BLOCK - filled, end - at);
      System.arraycopy(octets, at, waiting, filled, part);
      filled += part;
      at += part;
    }
  }

  private void absorb() {
    mix(waiting);
    cipher.processBlock(state, 0, state, 0);
    filled = 0;
  }

  private void mix(byte[] block) {
    for (int i = 0; i < BLOCK; i++) {
      state[i] ^= block[i];
    }
  }

  @Override
  public int doFinal(byte[] out, int offset) {
    if (filled == BLOCK) {
      mix(wholeLast);
    } else {
      waiting[filled] = (byte) 0x80;
      Arrays.fill(waiting, filled + 1, BLOCK, (byte) 0);
      mix(partLast);
    }
    absorb();
    System.arraycopy(state, 0, out, offset, BLOCK);
    reset();
    return BLOCK;
  }

  @Override
  public void reset() {
    Arrays.fill(state, (byte) 0);
    Arrays.fill(waiting, (byte) 0);
    filled = 0;
  }
}
