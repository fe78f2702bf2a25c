package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials.Announcement;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.Role;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.ikev2d.wire.NotifyType;

/**
 * What both sides say of signatures and certificates before they authenticate:
 * SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 4), CERTREQ and HTTP_CERT_LOOKUP_SUPPORTED (RFC 7296
 * sections 3.6 and 3.7).
 */
final class CertificateHints implements Contributor {
  /** Requests of a peer that are kept: one for each encoding is enough. */
  private static final int MOST_REQUESTS = 4;

  /** Octets of all requests together: 200 authorities. */
  private static final int MOST_OCTETS = 4000;

  /** Octets of a list of hashes; the registry has a handful of two octets each. */
  private static final int LONGEST_HASHES = 128;

  /** The peer retrieves certificates by hash and URL. */
  record LooksUp() implements Trait {}

  /** What the peer has said. */
  record Learnt(Optional<Bytes> hashes, List<CertReqPayload> wanted) implements Trait {}

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    Announcement ours = turn.context().announcement();
    return switch (stage) {
      case INIT_REQUEST -> signs(rules(turn)) ? hashes(ours) : List.of();
      case INIT_RESPONSE -> {
        List<PeerRule> candidates = rules(turn);
        List<Payload> all = new ArrayList<>(asked(candidates, ours));
        if (signs(candidates) && learnt(turn).hashes().isPresent()) {
          all.addAll(hashes(ours));
        }
        yield all;
      }
      case AUTH_REQUEST, AUTH_RESPONSE, INFORMATIONAL_REQUEST, INFORMATIONAL_RESPONSE -> List.of();
    };
  }

  /** What an initiator asks for in its IKE_AUTH request. */
  static List<Payload> inAuth(Turn turn, PeerRule rule) {
    return asked(List.of(rule), turn.context().announcement());
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    if (stage == Stage.INIT_REQUEST || stage == Stage.INIT_RESPONSE) {
      Optional<Bytes> hashes =
          message
              .notifies(NotifyType.SIGNATURE_HASH_ALGORITHMS)
              .map(NotifyPayload::data)
              .filter(d -> d.length() <= LONGEST_HASHES)
              .findFirst();
      List<CertReqPayload> wanted = requests(message);
      lookups(turn, message);
      if (hashes.isPresent() || !wanted.isEmpty()) {
        turn.learn(new Learnt(hashes, wanted));
      }
    }
  }

  /** An initiator says it in IKE_AUTH, in time for our proof. */
  static void lookups(Turn turn, Message message) {
    if (message.hasNotify(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED)) {
      turn.learn(new LooksUp());
    }
  }

  /** The peer's requests, within bounds: they are hints, and dropping one breaks nothing. */
  static List<CertReqPayload> requests(Message message) {
    List<CertReqPayload> kept = new ArrayList<>();
    int octets = 0;
    for (CertReqPayload request : message.all(CertReqPayload.class).toList()) {
      octets += request.authorities().length();
      if (kept.size() == MOST_REQUESTS || octets > MOST_OCTETS) {
        break;
      }
      kept.add(request);
    }
    return kept;
  }

  static Learnt learnt(Turn turn) {
    return turn.traits().get(Learnt.class).orElse(new Learnt(Optional.empty(), List.of()));
  }

  /** The rules that may come to be in force. */
  private static List<PeerRule> rules(Turn turn) {
    return turn.sa().role() == Role.INITIATOR
        ? turn.sa().rule().stream().toList()
        : turn.context().policy().candidates(turn.sa().path());
  }

  /** Who signs only, says what it verifies all the same: the peer answers those who do. */
  private static boolean signs(List<PeerRule> rules) {
    return rules.stream()
        .anyMatch(r -> r.localAuth().isSignature() || r.remoteAuth().isSignature());
  }

  private static List<Payload> hashes(Announcement ours) {
    return ours.hashes().isEmpty()
        ? List.of()
        : List.of(NotifyPayload.of(NotifyType.SIGNATURE_HASH_ALGORITHMS, ours.hashes()));
  }

  private static List<Payload> asked(List<PeerRule> rules, Announcement ours) {
    List<Payload> all = new ArrayList<>();
    if (rules.stream().anyMatch(r -> r.remoteAuth() == AuthChoice.CERT)) {
      all.add(new CertReqPayload(CertEncoding.X509_SIGNATURE, ours.authorities()));
      if (ours.hashAndUrl()) {
        all.add(NotifyPayload.of(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED));
      }
    }
    if (rules.stream().anyMatch(r -> r.remoteAuth() == AuthChoice.PUBKEY)) {
      all.add(new CertReqPayload(CertEncoding.RAW_PUBLIC_KEY, Bytes.EMPTY));
    }
    return all;
  }
}
