package org.ikev2d.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NoncePayload;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildDraft;
import org.ikev2d.sa.ChildRequest;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildSa.ChildState;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Keyed;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Purpose.OwnHalf;
import org.ikev2d.sa.Task;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;

/** Replacement of a CHILD SA without a gap in its traffic (RFC 7296 sections 1.3.3 and 2.8). */
final class ChildRekey {
  /** Packets of the old SA may still be on their way when the peer has stopped sending on it. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /** The kernel may be about to send a packet for which it has chosen the old outbound SA. */
  private static final Duration LAST_PACKETS = Duration.ofMillis(500);

  private ChildRekey() {}

  static void start(Turn turn, Established established, Task.RekeyChild task) {
    Optional<ChildSa> found = turn.sa().children().byInbound(task.protocol(), task.spi());
    if (found.isEmpty() || found.get().state() != ChildState.INSTALLED) {
      turn.report(task.command(), Optional.empty());
      return;
    }
    ChildSa old = found.get();
    boolean displaces =
        turn.sa()
            .rule()
            .flatMap(r -> Anonymous.displaces(turn, r, old.local(), old.remote()))
            .isPresent();
    if (displaces) {
      Tasks.add(turn, new Task.DeleteChild(old.protocol(), old.spi(), task.command()));
      return;
    }
    if (!Holding.isKnown(turn.sa(), old)) {
      // The peer may not know of it yet, and would tell us that it does not exist.
      Retries.soon(turn, task);
      return;
    }
    ChildRequest request =
        new ChildRequest(old.policy(), old.local(), old.remote(), task.command());
    Optional<ChildDraft> draft = ChildProposer.propose(turn, request, KeGroups.ofChildren(turn));
    if (draft.isEmpty()) {
      return;
    }
    OwnHalf own = CreateChild.half(turn, task.askedFor(), KeGroups.forReplacement(turn, old));
    List<Payload> payloads = new ArrayList<>();
    payloads.add(NotifyPayload.about(NotifyType.REKEY_SA, old.protocol(), old.spi()));
    payloads.addAll(CreateChild.payloads(draft.get(), own));
    turn.update(s -> s.withChildren(s.children().with(old.withState(ChildState.REKEYING))));
    Requests.send(
        turn,
        established.keyed(),
        ExchangeType.CREATE_CHILD_SA,
        payloads,
        new Purpose.RekeyChild(old.inbound(), draft.get(), own, task.command()));
  }

  static void answered(Turn turn, Keyed keyed, Purpose.RekeyChild purpose, Message message) {
    if (!FollowUpInitiator.isDue(purpose, message)) {
      conclude(turn, keyed, purpose, message);
      return;
    }
    // Which exchange stays is known now, before any SA is made (RFC 9370 section 2.2.4).
    Optional<ChildSa> old = turn.sa().children().byInbound(purpose.old());
    Bytes nonce = message.first(NoncePayload.class).orElseThrow().nonce();
    if (isLost(turn, old, Collisions.lower(purpose.own().nonce(), nonce))) {
      turn.emit(IkeEvent.debug("child.rekey.collision").with("outcome", "theirs stays"));
      turn.remove(purpose.draft().larval());
      giveWay(
          turn,
          old.orElseThrow(),
          again(old.orElseThrow(), purpose, purpose.own().groupAskedFor()));
      purpose.own().close();
    } else {
      old.ifPresent(o -> prevail(turn, o));
      FollowUpInitiator.begin(turn, keyed, purpose, message);
    }
  }

  /** Reads the answer after the last key exchange. */
  static void conclude(Turn turn, Keyed keyed, Purpose.RekeyChild purpose, Message message) {
    Optional<ChildSa> old = turn.sa().children().byInbound(purpose.old());
    if (message.firstError().isPresent()) {
      failed(turn, purpose, old, message);
      purpose.own().close();
      return;
    }
    CreateChild.Finished finished = CreateChild.finish(purpose.own(), message);
    switch (finished) {
      case CreateChild.Finished.Failed failed -> {
        ChildProposer.abandon(turn, purpose.draft(), message, failed.refusal());
        old.ifPresent(o -> unusable(turn, purpose, o));
      }
      case CreateChild.Finished.Keys keys -> {
        boolean lost = isLost(turn, old, Collisions.lower(purpose.own().nonce(), keys.peerNonce()));
        Optional<ChildSa> made =
            ChildProposer.answered(
                turn,
                keyed,
                purpose.draft(),
                message,
                new ChildProposer.Keying(
                    purpose.own().group(),
                    purpose.own().nonce(),
                    keys.peerNonce(),
                    keys.shared(),
                    lost));
        if (made.isPresent()) {
          resolve(turn, old, made.get(), lost);
        } else if (isInstalled(turn, purpose)) {
          // The peer has deleted the new one already; the old one still is ours to delete.
          old.filter(o -> o.state() == ChildState.REKEYING)
              .ifPresent(o -> {
                replaced(turn, o.withoutRival());
                delete(turn, o);
              });
          old.filter(o -> o.state() == ChildState.CLOSED).ifPresent(o -> forget(turn, o));
        } else if (message.first(SaPayload.class).isPresent()) {
          old.ifPresent(o -> unusable(turn, purpose, o));
        } else {
          old.ifPresent(o -> restore(turn, o));
        }
      }
    }
    finished.close();
    purpose.own().close();
  }

  /** Whether the peer's replacement stays, not ours (section 2.8.1). */
  private static boolean isLost(Turn turn, Optional<ChildSa> old, Bytes ourLowest) {
    return old.flatMap(o -> theirLowest(turn, o))
        .map(theirs -> Collisions.weLose(ourLowest, theirs))
        .orElse(false);
  }

  private static Optional<Bytes> theirLowest(Turn turn, ChildSa old) {
    return old.rival()
        .map(ChildSa.Rival::lowestNonce)
        .or(() -> Unfinished.replacing(turn, old).map(e -> e.half().lowestNonce()));
  }

  /**
   * The peer's replacement stays, which may not be finished yet: should it never be, ours comes.
   */
  private static void giveWay(Turn turn, ChildSa old, Task ours) {
    if (old.state() == ChildState.CLOSED) {
      forget(turn, old);
    } else {
      restore(turn, old);
    }
    if (Unfinished.replacing(turn, old).isPresent()) {
      Tasks.add(turn, ours);
    } else {
      turn.report(ours.command(), Optional.empty());
    }
  }

  /** Ours stays: the peer deletes what it has finished, and does not go on with anything else. */
  private static void prevail(Turn turn, ChildSa old) {
    Optional<Unfinished.Entry> theirs = Unfinished.replacing(turn, old);
    if (theirs.isPresent() || old.rival().isPresent()) {
      turn.emit(IkeEvent.debug("child.rekey.collision").with("outcome", "ours stays"));
    }
    theirs.ifPresent(e -> Unfinished.drop(turn, e, "ours stays"));
    turn.update(s -> s.withChildren(s.children().with(old.withoutRival())));
  }

  /**
   * The peer has made what we cannot use, and for it the old one is replaced: both go, and a third
   * takes their place.
   */
  private static void unusable(Turn turn, Purpose.RekeyChild purpose, ChildSa old) {
    if (old.state() == ChildState.CLOSED) {
      forget(turn, old);
      return;
    }
    boolean rivalled = theirLowest(turn, old).isPresent();
    restore(turn, old);
    if (!rivalled) {
      delete(turn, old);
      Tasks.add(turn, new Task.NewChild(purpose.draft().request().withoutCommand()));
    }
  }

  private static void resolve(Turn turn, Optional<ChildSa> old, ChildSa made, boolean lost) {
    if (old.isEmpty() || old.get().state() == ChildState.CLOSED) {
      // The peer has deleted the old one already: because it won, or too early.
      if (lost) {
        delete(turn, made);
      }
      old.ifPresent(o -> forget(turn, o));
      return;
    }
    if (lost) {
      turn.emit(IkeEvent.debug("child.rekey.collision").with("outcome", "theirs stays"));
      delete(turn, made);
      ChildSa child = old.get();
      giveWay(
          turn, child, new Task.RekeyChild(child.protocol(), child.spi(), OptionalLong.empty()));
      return;
    }
    prevail(turn, old.get());
    turn.emit(
        IkeEvent.info("child.rekeyed")
            .with("old_spi_in", old.get().spi())
            .with("spi_in", made.spi())
            .with("by", "us"));
    replaced(turn, old.get().withoutRival());
    delete(turn, old.get());
  }

  private static void failed(
      Turn turn, Purpose.RekeyChild purpose, Optional<ChildSa> old, Message message) {
    turn.remove(purpose.draft().larval());
    Optional<GroupId> group =
        KeGroups.askedForChild(turn, message, purpose.own(), purpose.draft().offered());
    if (old.isEmpty() || old.get().state() == ChildState.CLOSED) {
      old.ifPresent(o -> forget(turn, o));
      turn.report(purpose.command(), Optional.empty());
      return;
    }
    ChildSa child = old.get();
    boolean unknown = message.hasNotify(NotifyType.CHILD_SA_NOT_FOUND);
    if (child.rival().isPresent() || !unknown && Unfinished.replacing(turn, child).isPresent()) {
      // The peer's replacement stands; nothing is left for us to do (section 2.25).
      giveWay(turn, child, again(child, purpose, group.or(purpose.own()::groupAskedFor)));
      return;
    }
    restore(turn, child);
    if (message.hasNotify(NotifyType.TEMPORARY_FAILURE)) {
      Retries.later(turn, again(child, purpose, purpose.own().groupAskedFor()));
    } else if (group.isPresent()) {
      Tasks.add(turn, again(child, purpose, group));
    } else if (unknown) {
      // The peer has lost it: ours goes without a word, and a new one comes if it is needed.
      ChildClosing.drop(turn, child, "peer has lost it");
      Tasks.add(turn, new Task.NewChild(purpose.draft().request()));
    } else {
      ChildProposer.refuse(
          turn,
          purpose.draft().request(),
          List.of(),
          ChildProposer.refusedByPeer(purpose.draft(), message));
    }
  }

  private static Task again(ChildSa child, Purpose.RekeyChild purpose, Optional<GroupId> askedFor) {
    return new Task.RekeyChild(child.protocol(), child.spi(), askedFor, purpose.command());
  }

  /** The peer will not use the old CHILD SA any more: we send on what replaces it. */
  static void switchOver(Turn turn, ChildSa old) {
    old.rival()
        .flatMap(r -> turn.sa().children().byInbound(r.inbound()))
        .filter(c -> c.state() == ChildState.INSTALLED || c.state() == ChildState.REKEYING)
        .ifPresent(c -> Holding.release(turn, c));
  }

  /** Takes a CHILD SA that was replaced out of the table; it lingers in the kernel. */
  static void drain(Turn turn, ChildSa old) {
    drainOutbound(turn, old);
    drainInbound(turn, old);
  }

  /**
   * Lets the outbound half of a CHILD SA go that was replaced: the kernel sends on the new one, yet
   * a packet that is being sent would be lost with the SA that it was given.
   */
  static void drainOutbound(Turn turn, ChildSa old) {
    if (old.held().isPresent()) {
      turn.closeHeld(old);
    } else {
      drain(turn, old.outbound(), LAST_PACKETS);
    }
  }

  static void drainInbound(Turn turn, ChildSa old) {
    turn.update(s -> s.withChildren(s.children().without(old)));
    drain(turn, old.inbound(), DRAIN);
  }

  static void drain(Turn turn, SaId id, Duration rest) {
    turn.arm(new TimerKey.Drain(id, rest), rest);
  }

  /** The old one stays until whoever has replaced it deletes it. */
  static void replaced(Turn turn, ChildSa old) {
    turn.update(s -> s.withChildren(s.children().with(old.withState(ChildState.REKEYED))));
  }

  private static void forget(Turn turn, ChildSa record) {
    turn.update(s -> s.withChildren(s.children().without(record)));
    ChildClosing.closedIfLast(turn, record, "peer");
  }

  private static void restore(Turn turn, ChildSa old) {
    if (old.state() == ChildState.REKEYING) {
      ChildState state = old.rival().isPresent() ? ChildState.REKEYED : ChildState.INSTALLED;
      turn.update(s -> s.withChildren(s.children().with(old.withState(state))));
    }
  }

  private static boolean isInstalled(Turn turn, Purpose.RekeyChild purpose) {
    return purpose.draft().larval().stream()
        .anyMatch(l -> turn.sa().children().byInbound(l.protocol(), l.spi()).isPresent());
  }

  private static void delete(Turn turn, ChildSa child) {
    Tasks.add(turn, new Task.DeleteChild(child.protocol(), child.spi(), OptionalLong.empty()));
  }
}
