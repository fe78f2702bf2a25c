package org.ikev2d.exchange;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.Path;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;

/** NAT detection and the move to the NAT traversal port (RFC 7296 section 2.23). */
public final class NatDetection implements Contributor {
  /**
   * What the comparison showed.
   *
   * @param local whether we are behind a NAT
   * @param remote whether the peer is
   */
  public record Status(boolean local, boolean remote) implements Trait {
    public boolean any() {
      return local || remote;
    }
  }

  /** The path whose mapping in a NAT in front of us must not end. */
  public static Optional<Path> toKeepAlive(IkeSa sa) {
    boolean local = sa.traits().get(Status.class).filter(Status::local).isPresent();
    return local && sa.isEstablished() && sa.path().marked()
        ? Optional.of(sa.path())
        : Optional.empty();
  }

  /**
   * What the peer has last told of where it sees us.
   *
   * @param initiator SPI in the hash
   */
  private record Outside(IkeSpi initiator, Bytes hash) implements Trait {}

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    return stage == Stage.INIT_REQUEST || stage == Stage.INIT_RESPONSE
        ? payloads(turn, turn.sa().path())
        : List.of();
  }

  /** For the peer to compare with what it sees of that path. */
  static List<Payload> payloads(Turn turn, Path path) {
    IkeSa sa = turn.sa();
    return List.of(
        NotifyPayload.of(
            NotifyType.NAT_DETECTION_SOURCE_IP,
            hash(turn, sa.initiatorSpi(), sa.responderSpi(), path.local())),
        NotifyPayload.of(
            NotifyType.NAT_DETECTION_DESTINATION_IP,
            hash(turn, sa.initiatorSpi(), sa.responderSpi(), path.remote())));
  }

  /** With MOBIKE a host behind a NAT asks with each sign of life how it is seen (RFC 4555 3.8). */
  static List<Payload> inLiveness(Turn turn) {
    return Mobike.decides(turn) && Movement.isBehindNat(turn)
        ? payloads(turn, turn.sa().path())
        : List.of();
  }

  @Override
  public void read(Stage stage, Message message, Turn turn) {
    boolean initial = stage == Stage.INIT_REQUEST || stage == Stage.INIT_RESPONSE;
    if (!initial || !message.hasNotify(NotifyType.NAT_DETECTION_SOURCE_IP)) {
      return;
    }
    learn(turn, message, turn.sa().path());
    boolean nat = turn.traits().get(Status.class).filter(Status::any).isPresent();
    // Who may move behind a NAT later is on the right port from the start (RFC 4555 section 3.3).
    if (stage == Stage.INIT_RESPONSE && (nat || turn.context().settings().extensions().mobike())) {
      turn.update(s -> s.withPath(floated(s.path(), turn.context())));
    }
  }

  /** Compares what the peer tells of a path with what we see of it. */
  static void learn(Turn turn, Message message, Path path) {
    if (!message.hasNotify(NotifyType.NAT_DETECTION_SOURCE_IP)) {
      return;
    }
    IkeSpi initiator = message.header().initiatorSpi();
    IkeSpi responder = message.header().responderSpi();
    boolean remote =
        isMissing(
            message,
            NotifyType.NAT_DETECTION_SOURCE_IP,
            hash(turn, initiator, responder, path.remote()));
    boolean local =
        isMissing(
            message,
            NotifyType.NAT_DETECTION_DESTINATION_IP,
            hash(turn, initiator, responder, path.local()));
    turn.learn(new Status(local, remote));
    isMappedAnew(turn, message);
  }

  /** Whether the peer sees us elsewhere than when it last told. */
  static boolean isMappedAnew(Turn turn, Message message) {
    Optional<Bytes> told =
        message.notifies(NotifyType.NAT_DETECTION_DESTINATION_IP).findFirst().map(n -> n.data());
    if (told.isEmpty()) {
      return false;
    }
    Outside now = new Outside(message.header().initiatorSpi(), told.get());
    Optional<Outside> before = turn.traits().get(Outside.class);
    turn.learn(now);
    return before
        .filter(b -> b.initiator().equals(now.initiator()) && !b.hash().equals(now.hash()))
        .isPresent();
  }

  /** The same path through the ports that NAT traversal uses. */
  private static Path floated(Path path, Context context) {
    if (path.marked()) {
      return path;
    }
    int port = context.settings().nattPort();
    return new Path(
        new InetSocketAddress(path.localAddress(), port),
        new InetSocketAddress(path.remoteAddress(), port),
        true);
  }

  private static boolean isMissing(Message message, NotifyType type, Bytes expected) {
    return message.notifies(type).noneMatch(n -> n.data().equals(expected));
  }

  private static Bytes hash(
      Turn turn, IkeSpi initiator, IkeSpi responder, InetSocketAddress address) {
    return Bytes.wrap(
        turn.context()
            .crypto()
            .sha1(
                initiator.toBytes().toArray(),
                responder.toBytes().toArray(),
                address.getAddress().getAddress(),
                Bytes.ofShort(address.getPort()).toArray()));
  }
}
