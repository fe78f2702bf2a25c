package org.ikev2d.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.AuthAnnouncement;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.AuthMethods;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/**
 * SUPPORTED_AUTH_METHODS (RFC 9593): each side tells how the other one may prove its identity. The
 * responder does in IKE_SA_INIT or, where that message would become too large, in the answer to the
 * first IKE_INTERMEDIATE; the initiator does in IKE_AUTH, which is in time for the responder.
 */
final class MethodAnnouncement implements Contributor {
  /** Octets of a notify payload without SPI and data. */
  private static final int NOTIFY_HEADER = 8;

  /**
   * What the peer has announced.
   *
   * @param data of its notification
   */
  record Learnt(Bytes data) implements Trait {}

  /** Initiator: the responder is going to tell in IKE_INTERMEDIATE. */
  record Awaited() implements Trait {}

  /**
   * Responder: what is to be told in IKE_INTERMEDIATE.
   *
   * @param data of the notification
   */
  record Owed(Bytes data) implements Trait {}

  /** Responder: what stands in IKE_SA_INIT, in an answer that has so many octets without it. */
  static List<Payload> inInit(Turn turn, List<PeerRule> candidates, int octets) {
    Bytes data = data(turn, candidates);
    if (data.isEmpty()) {
      return List.of();
    }
    int room = Sealing.room(turn, turn.context().settings().fragmentationMtu());
    if (octets + NOTIFY_HEADER + data.length() <= room) {
      return List.of(notify(data));
    }
    if (turn.traits().has(IntermediateSupport.Agreed.class)) {
      turn.learn(new Owed(data));
      return List.of(notify(Bytes.EMPTY));
    }
    turn.emit(IkeEvent.debug("auth.methods.untold").with("octets", octets).with("room", room));
    return List.of();
  }

  /** Responder: what is owed, told once. */
  static List<Payload> inIntermediate(Turn turn) {
    Optional<Owed> owed = turn.traits().get(Owed.class);
    turn.update(s -> s.withTraits(s.traits().without(Owed.class)));
    return owed.<Payload>map(o -> notify(o.data())).stream().toList();
  }

  /** Initiator: what stands in IKE_AUTH. */
  static List<Payload> inAuth(Turn turn, PeerRule rule) {
    Bytes data = data(turn, List.of(rule));
    return data.isEmpty() ? List.of() : List.of(notify(data));
  }

  private static NotifyPayload notify(Bytes data) {
    return NotifyPayload.of(NotifyType.SUPPORTED_AUTH_METHODS, data);
  }

  /** Empty where no choice is left to the peer: everybody has one shared key. */
  private static Bytes data(Turn turn, List<PeerRule> rules) {
    Bytes signatures = turn.context().announcement().methods();
    if (signatures.isEmpty() || rules.stream().noneMatch(r -> r.remoteAuth().isSignature())) {
      return Bytes.EMPTY;
    }
    List<AuthAnnouncement> others = new ArrayList<>();
    if (rules.stream().anyMatch(r -> r.remoteAuth() == AuthChoice.PRESHARED)) {
      others.add(AuthAnnouncement.of(AuthMethod.SHARED_KEY_MIC));
    }
    if (rules.stream().anyMatch(Anonymous::isPeer)) {
      others.add(AuthAnnouncement.of(AuthMethod.NULL));
    }
    return Bytes.concat(signatures, AuthAnnouncement.encode(others));
  }

  /** Whether an initiator has a use for what a responder announces. */
  static boolean matters(Turn turn, PeerRule rule) {
    return rule.localAuth().isSignature() && !turn.context().announcement().methods().isEmpty();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    if (stage == Stage.INIT_RESPONSE) {
      read(turn, message);
      if (message.notifies(NotifyType.SUPPORTED_AUTH_METHODS).anyMatch(n -> n.data().isEmpty())) {
        turn.learn(new Awaited());
      }
    }
  }

  /** Initiator: reads the answer to an IKE_INTERMEDIATE. */
  static void readIntermediate(Turn turn, Message answer) {
    turn.update(s -> s.withTraits(s.traits().without(Awaited.class)));
    read(turn, answer);
  }

  /** Reads what a message announces; a list that makes no sense is as if it had not come. */
  static void read(Turn turn, Message message) {
    message
        .notifies(NotifyType.SUPPORTED_AUTH_METHODS)
        .map(NotifyPayload::data)
        .filter(d -> !d.isEmpty() && AuthAnnouncement.decode(d).isPresent())
        .findFirst()
        .ifPresent(d -> {
          turn.learn(new Learnt(d));
          turn.learn(AuthMethods.of(turn.traits()).withAnnounced(names(all(d))));
        });
  }

  private static List<AuthAnnouncement> all(Bytes data) {
    return AuthAnnouncement.decode(data).orElse(List.of());
  }

  private static String names(List<AuthAnnouncement> all) {
    return String.join(" ", all.stream().map(a -> a.method().toString()).distinct().toList());
  }

  /** Data of the peer's notification, so far as there was one. */
  static Optional<Bytes> learnt(Turn turn) {
    return turn.traits().get(Learnt.class).map(Learnt::data);
  }

  /** Says so where our proof is none that the peer has announced: it may take it all the same. */
  static void compare(Turn turn, AuthPayload proof) {
    List<AuthAnnouncement> theirs = learnt(turn).map(MethodAnnouncement::all).orElse(List.of());
    if (!theirs.isEmpty() && theirs.stream().noneMatch(t -> t.covers(proof))) {
      turn.emit(
          IkeEvent.warn("auth.method.unannounced")
              .with("ours", proof.method())
              .with("theirs", names(theirs)));
    }
  }
}
