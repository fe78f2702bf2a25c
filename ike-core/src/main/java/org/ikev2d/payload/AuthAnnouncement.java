package org.ikev2d.payload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;

/**
 * One announcement of a SUPPORTED_AUTH_METHODS notification: a way in which its sender lets the
 * other side prove its identity (RFC 9593 section 3.2).
 *
 * @param link which authority of the sender's certificate requests the other side's certificate
 *     must lead to, counted from 1 over all of them; 0 for any
 * @param algorithm AlgorithmIdentifier in DER; empty but for DIGITAL_SIGNATURE
 */
public record AuthAnnouncement(AuthMethod method, int link, Bytes algorithm) {
  /** Octets of a list that is read; all that can be said today has some 500. */
  public static final int LONGEST = 4096;

  private static final int WITHOUT_LINK = 2;
  private static final int WITH_LINK = 3;

  /** A method that needs no certificate. */
  public static AuthAnnouncement of(AuthMethod method) {
    return new AuthAnnouncement(method, 0, Bytes.EMPTY);
  }

  /** DIGITAL_SIGNATURE with that AlgorithmIdentifier. */
  public static AuthAnnouncement ofSignature(Bytes algorithm) {
    return new AuthAnnouncement(AuthMethod.DIGITAL_SIGNATURE, 0, algorithm);
  }

  /** Whether that method has the octet for the link (section 3.2.1 names those without). */
  private static boolean isLinked(AuthMethod method) {
    return !method.equals(AuthMethod.SHARED_KEY_MIC) && !method.equals(AuthMethod.NULL);
  }

  /** The data of a notification. */
  public static Bytes encode(Collection<AuthAnnouncement> all) {
    return Bytes.concat(all.stream().map(AuthAnnouncement::encoded).toArray(Bytes[]::new));
  }

  private Bytes encoded() {
    return isLinked(method)
        ? Bytes.concat(Bytes.of(WITH_LINK + algorithm.length(), method.code(), link), algorithm)
        : Bytes.of(WITHOUT_LINK, method.code());
  }

  /**
   * Reads the data of a notification. Announcements of a form that we do not know are left out, as
   * the sender may be newer than we are.
   *
   * @return nothing if the lengths do not add up, or there is more than {@link #LONGEST}
   */
  public static Optional<List<AuthAnnouncement>> decode(Bytes data) {
    if (data.length() > LONGEST) {
      return Optional.empty();
    }
    List<AuthAnnouncement> all = new ArrayList<>();
    int length;
    for (int at = 0; at < data.length(); at += length) {
      length = data.at(at);
      if (length < WITHOUT_LINK || at + length > data.length()) {
        return Optional.empty();
      }
      read(data.slice(at, at + length)).ifPresent(all::add);
    }
    return Optional.of(List.copyOf(all));
  }

  private static Optional<AuthAnnouncement> read(Bytes one) {
    AuthMethod method = new AuthMethod(one.at(1));
    boolean digital = method.equals(AuthMethod.DIGITAL_SIGNATURE);
    boolean formed =
        isLinked(method)
            ? digital ? one.length() > WITH_LINK : one.length() == WITH_LINK
            : one.length() == WITHOUT_LINK;
    if (!formed || !method.isKnown()) {
      return Optional.empty();
    }
    return Optional.of(
        isLinked(method)
            ? new AuthAnnouncement(method, one.at(2), one.slice(WITH_LINK, one.length()))
            : of(method));
  }

  /** Whether a proof is made in this way, as far as its method and its algorithm tell. */
  public boolean covers(AuthPayload proof) {
    if (!proof.method().equals(method)) {
      return false;
    }
    Bytes data = proof.data();
    return algorithm.isEmpty()
        || data.length() > 1 + data.at(0)
            && oid(data.slice(1, 1 + data.at(0))).equals(oid(algorithm));
  }

  /** The object identifier with which an AlgorithmIdentifier begins; parameters may differ. */
  private static Bytes oid(Bytes identifier) {
    boolean plain = identifier.length() > 4 && identifier.at(1) < 128;
    return plain && 4 + identifier.at(3) <= identifier.length()
        ? identifier.slice(2, 4 + identifier.at(3))
        : identifier;
  }

  /** The method, with its octets for DIGITAL_SIGNATURE: for logs. */
  @Override
  public String toString() {
    return method + (algorithm.isEmpty() ? "" : ":" + algorithm.toHex());
  }
}
