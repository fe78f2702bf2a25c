package org.ikev2d.pki.sign;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.ikev2d.wire.Bytes;

/** The data of a SIGNATURE_HASH_ALGORITHMS notify (RFC 7427 section 4). */
public final class HashAlgorithms {
  /** The registry holds few; a longer list gains a peer nothing. */
  private static final int MAX_ENTRIES = 256;

  /** Outcome of reading the notify. */
  public sealed interface Decoded {
    /** In the peer's order, each once, codes that we do not know included. */
    record Hashes(Set<HashAlgorithm> hashes) implements Decoded {
      public Hashes {
        hashes = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(hashes));
      }
    }

    /** A syntax error (INVALID_SYNTAX). */
    record Malformed(String why) implements Decoded {}
  }

  private HashAlgorithms() {}

  /** Two octets each, network order. */
  public static Bytes encode(Collection<HashAlgorithm> hashes) {
    return Bytes.concat(hashes.stream().map(h -> Bytes.ofShort(h.code())).toArray(Bytes[]::new));
  }

  /** Reads the data of the notify, of any length. */
  public static Decoded decode(Bytes data) {
    if (data.length() % 2 != 0) {
      return new Decoded.Malformed(
          "SIGNATURE_HASH_ALGORITHMS has " + data.length() + " octets, an odd number");
    }
    if (data.length() / 2 > MAX_ENTRIES) {
      return new Decoded.Malformed(
          "SIGNATURE_HASH_ALGORITHMS lists more than " + MAX_ENTRIES + " hashes");
    }
    Set<HashAlgorithm> hashes = new LinkedHashSet<>();
    for (int at = 0; at < data.length(); at += 2) {
      hashes.add(new HashAlgorithm(data.shortAt(at)));
    }
    return new Decoded.Hashes(hashes);
  }
}
