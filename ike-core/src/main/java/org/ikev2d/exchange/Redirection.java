package org.ikev2d.exchange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.IkeSaState.InitSent;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.Trait;
import org.ikev2d.sa.Traits;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.NotifyType;

/** The client that is sent to another gateway (RFC 5685). Its rule goes with it. */
final class Redirection implements Contributor {
  /** RFC 5685 section 8: more than this is a loop. */
  private static final int MOST = 5;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(300);

  /** We are the client, and have said that we follow. */
  record Follows() implements Trait {}

  /** We go elsewhere, and are not sent a second time from here. */
  record Left() implements Trait {}

  /**
   * Where we come from.
   *
   * @param origin the gateway that the rule knows
   * @param from the one that has sent us here
   * @param nanos when we were sent on, each time
   */
  record Hops(InetAddress origin, InetAddress from, List<Long> nanos) implements Trait {
    Hops {
      nanos = List.copyOf(nanos);
    }
  }

  @Override
  public List<Payload> trailing(Stage stage, Turn turn) {
    if (stage != Stage.INIT_REQUEST || !turn.context().settings().extensions().followsRedirects()) {
      return List.of();
    }
    turn.learn(new Follows());
    return List.of(
        turn.traits()
            .get(Hops.class)
            .map(h ->
                new RedirectTarget(h.from(), Bytes.EMPTY).toPayload(NotifyType.REDIRECTED_FROM))
            .orElseGet(() -> NotifyPayload.of(NotifyType.REDIRECT_SUPPORTED)));
  }

  /** A gateway that has authenticated may send us away at any time. */
  @Override
  public void read(Stage stage, Message message, Turn turn) {
    if (stage == Stage.INFORMATIONAL_REQUEST
        && turn.sa().state() instanceof Established established
        && !turn.traits().has(Left.class)) {
      target(turn, message)
          .filter(t -> isPossible(turn, t))
          .ifPresent(t -> {
            List<ChildRequest> wanted = takeQueued(turn);
            wanted.addAll(Wishes.present(turn.sa()));
            leave(turn, established.rule(), wanted, t);
          });
    }
  }

  /**
   * An answer to IKE_SA_INIT that names another gateway. Nobody vouches for it, but the nonce shows
   * that it comes from somebody who has seen our request (section 3).
   *
   * @return whether it was one, be it followed or not
   */
  static boolean inInit(Turn turn, InitSent sent, Message message) {
    Optional<RedirectTarget> target =
        target(turn, message).filter(t -> t.nonce().equals(sent.nonce()));
    if (target.isEmpty()) {
      return false;
    }
    if (isPossible(turn, target.get())) {
      elsewhere(turn, sent.rule(), sent.child().stream().toList(), target.get());
      turn.retire("redirected", Optional.empty());
    } else {
      InitInitiator.fail(turn, sent.child(), refused(turn));
    }
    return true;
  }

  /**
   * The gateway has authenticated itself in IKE_AUTH, and sends us away instead of making a CHILD
   * SA (section 6).
   *
   * @return whether that is so
   */
  static boolean inAuth(Turn turn, Optional<ChildDraft> draft, Message message) {
    Optional<RedirectTarget> target = target(turn, message);
    if (target.isEmpty() || !(turn.sa().state() instanceof Established established)) {
      return false;
    }
    draft.ifPresent(d -> turn.remove(d.larval()));
    List<ChildRequest> wanted = takeQueued(turn);
    draft.ifPresent(d -> wanted.addFirst(d.request()));
    if (isPossible(turn, target.get())) {
      leave(turn, established.rule(), wanted, target.get());
    } else {
      wanted.forEach(w -> turn.report(w.command(), Optional.of(refused(turn))));
      Tasks.add(turn, new Task.DeleteIke("redirected too often", OptionalLong.empty()));
    }
    return true;
  }

  private static Optional<RedirectTarget> target(Turn turn, Message message) {
    if (!turn.traits().has(Follows.class) || !message.hasNotify(NotifyType.REDIRECT)) {
      return Optional.empty();
    }
    Optional<RedirectTarget> target =
        message.notifies(NotifyType.REDIRECT).findFirst().flatMap(RedirectTarget::read);
    if (target.isEmpty()) {
      turn.emit(IkeEvent.warn("ike.redirect.ignored").with("why", "it does not name an address"));
    }
    return target;
  }

  private static List<ChildRequest> takeQueued(Turn turn) {
    List<ChildRequest> taken = new ArrayList<>();
    List<Task> left = new ArrayList<>();
    for (Task task : turn.sa().queue()) {
      if (task instanceof Task.NewChild wanted) {
        taken.add(wanted.request());
      } else {
        left.add(task);
      }
    }
    turn.update(s -> s.withQueue(left));
    return taken;
  }

  private static boolean isPossible(Turn turn, RedirectTarget target) {
    InetAddress to = target.address();
    Path path = turn.sa().path();
    String why =
        !isHost(to)
            ? "no gateway has this address"
            : to.equals(path.remoteAddress())
                ? "we are there"
                : to.getAddress().length != path.localAddress().getAddress().length
                    ? "we have no address of that family here"
                    : recent(turn).size() >= MOST
                        ? MOST
                            + " redirects in "
                            + TimeUnit.NANOSECONDS.toSeconds(PERIOD_NANOS)
                            + " s"
                        : "";
    if (!why.isEmpty()) {
      turn.emit(
          IkeEvent.warn("ike.redirect.ignored").with("to", to.getHostAddress()).with("why", why));
    }
    return why.isEmpty();
  }

  private static boolean isHost(InetAddress to) {
    return !to.isAnyLocalAddress() && !to.isMulticastAddress() && !to.isLoopbackAddress();
  }

  private static List<Long> recent(Turn turn) {
    long now = turn.context().nanos();
    return turn.traits().get(Hops.class).map(Hops::nanos).orElse(List.of()).stream()
        .filter(n -> now - n < PERIOD_NANOS)
        .toList();
  }

  /** Starts at the other gateway, and deletes the IKE SA with this one. */
  private static void leave(
      Turn turn, PeerRule rule, List<ChildRequest> wanted, RedirectTarget target) {
    elsewhere(turn, rule, wanted, target);
    turn.learn(new Left());
    Tasks.add(turn, new Task.DeleteIke("redirected", OptionalLong.empty()));
  }

  private static void elsewhere(
      Turn turn, PeerRule rule, List<ChildRequest> wanted, RedirectTarget target) {
    Path path = turn.sa().path();
    InetAddress from = path.remoteAddress();
    InetAddress origin = turn.traits().get(Hops.class).map(Hops::origin).orElse(from);
    List<Long> nanos = new ArrayList<>(recent(turn));
    nanos.add(turn.context().nanos());
    turn.emit(
        IkeEvent.info("ike.redirected")
            .with("to", target.address().getHostAddress())
            .with("times", nanos.size()));
    Path next =
        new Path(
            path.local(), new InetSocketAddress(target.address(), path.remote().getPort()), false);
    turn.effect(
        new Effect.StartElsewhere(
            pinned(rule, origin),
            next,
            origin,
            wanted,
            Traits.NONE.with(new Hops(origin, from, nanos))));
  }

  /**
   * The other gateway must be somebody whom the rule accepts; a rule without identities accepts its
   * peer's address, and means the one it was written for.
   */
  private static PeerRule pinned(PeerRule rule, InetAddress origin) {
    return rule.remoteIds().isEmpty()
        ? rule.withRemoteIds(List.of(new IdPattern.Exact(Identity.ofAddress(origin))))
        : rule;
  }

  private static Refusal refused(Turn turn) {
    return new Refusal.NotPossible(
        "gateway " + turn.sa().path().remoteAddress().getHostAddress(),
        "it sends us where we cannot go",
        NotifyType.REDIRECT);
  }
}
