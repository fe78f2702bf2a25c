package org.ikev2d.eap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/** What both sides of MS-CHAPv2 compute (RFC 2759 section 8, RFC 3079 section 3). */
final class MsChap {
  static final int CHALLENGE = 16;
  static final int RESPONSE = 24;

  private static final int KEY = 16;
  private static final int MSK = 64;
  private static final byte[] SIGNING = ascii("Magic server to client signing constant");
  private static final byte[] ITERATION = ascii("Pad to make it do more than one iteration");
  private static final byte[] MASTER = ascii("This is the MPPE Master Key");
  private static final byte[] CLIENT_SENDS =
      ascii("On the client side, this is the send key; on the server side, it is the receive key.");
  private static final byte[] SERVER_SENDS =
      ascii("On the client side, this is the receive key; on the server side, it is the send key.");

  private MsChap() {}

  /** NtPasswordHash (RFC 2759 section 8.3); the password is ASCII, hashed as UTF-16. */
  static Secret passwordHash(Secret password) {
    byte[] narrow = password.expose();
    byte[] wide = new byte[2 * narrow.length];
    for (int i = 0; i < narrow.length; i++) {
      wide[2 * i] = narrow[i];
    }
    Secret hash = Secret.wrap(Md4.hash(wide));
    Arrays.fill(narrow, (byte) 0);
    Arrays.fill(wide, (byte) 0);
    return hash;
  }

  /** ChallengeHash (section 8.2). A domain before the name does not count. */
  static byte[] challengeHash(Bytes peerChallenge, Bytes serverChallenge, String name) {
    String bare = name.substring(name.lastIndexOf('\\') + 1);
    byte[] user = bare.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(sha1(peerChallenge.toArray(), serverChallenge.toArray(), user), 8);
  }

  /** ChallengeResponse (section 8.5): three times DES. */
  static byte[] response(byte[] challengeHash, Secret passwordHash) {
    byte[] hash = passwordHash.expose();
    byte[] keys = Arrays.copyOf(hash, 21);
    byte[] response = new byte[RESPONSE];
    for (int i = 0; i < 3; i++) {
      byte[] part = des(Arrays.copyOfRange(keys, 7 * i, 7 * i + 7), challengeHash);
      System.arraycopy(part, 0, response, 8 * i, part.length);
    }
    Arrays.fill(hash, (byte) 0);
    Arrays.fill(keys, (byte) 0);
    return response;
  }

  /** GenerateAuthenticatorResponse (section 8.7): S= and forty digits. */
  static String authenticator(Secret passwordHash, byte[] response, byte[] challengeHash) {
    byte[] hashHash = hashHash(passwordHash);
    byte[] digest = sha1(hashHash, response, SIGNING);
    Arrays.fill(hashHash, (byte) 0);
    byte[] proof = sha1(digest, challengeHash, ITERATION);
    return "S=" + HexFormat.of().formatHex(proof).toUpperCase(Locale.ROOT);
  }

  /** GetMasterKey (RFC 3079 section 3.4). */
  static Secret masterKey(Secret passwordHash, byte[] response) {
    byte[] hashHash = hashHash(passwordHash);
    byte[] digest = sha1(hashHash, response, MASTER);
    Secret master = Secret.wrap(Arrays.copyOf(digest, KEY));
    Arrays.fill(hashHash, (byte) 0);
    Arrays.fill(digest, (byte) 0);
    return master;
  }

  /** The start key of 128 bits of one direction (RFC 3079 section 3.4). */
  static Secret startKey(Secret master, boolean clientSends) {
    byte[] key = master.expose();
    byte[] pad = new byte[40];
    byte[] filled = new byte[40];
    Arrays.fill(filled, (byte) 0xf2);
    byte[] digest = sha1(key, pad, clientSends ? CLIENT_SENDS : SERVER_SENDS, filled);
    Secret start = Secret.wrap(Arrays.copyOf(digest, KEY));
    Arrays.fill(key, (byte) 0);
    Arrays.fill(digest, (byte) 0);
    return start;
  }

  /** The server's receive key, its send key, and zeros up to 64 octets (the draft, section 4). */
  static Secret msk(Secret passwordHash, byte[] response) {
    try (Secret master = masterKey(passwordHash, response);
        Secret received = startKey(master, true);
        Secret sent = startKey(master, false)) {
      byte[] msk = new byte[MSK];
      System.arraycopy(received.borrow(), 0, msk, 0, KEY);
      System.arraycopy(sent.borrow(), 0, msk, KEY, KEY);
      return Secret.wrap(msk);
    }
  }

  private static byte[] hashHash(Secret passwordHash) {
    byte[] hash = passwordHash.expose();
    byte[] again = Md4.hash(hash);
    Arrays.fill(hash, (byte) 0);
    return again;
  }

  private static byte[] sha1(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** Seven octets become eight, each with room for a parity bit that DES ignores. */
  private static byte[] des(byte[] seven, byte[] block) {
    long bits = 0;
    for (byte octet : seven) {
      bits = bits << 8 | (octet & 0xff);
    }
    byte[] key = new byte[8];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (bits >>> (49 - 7 * i) << 1);
    }
    try {
      Cipher cipher = Cipher.getInstance("DES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has DES", e);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(seven, (byte) 0);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
