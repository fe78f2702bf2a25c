package org.ikev2d.exchange;

import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.Outbound.Pending;
import org.ikev2d.sa.Purpose;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;

/** Exchanges of both sides that meet (RFC 7296 sections 2.8 and 2.25). */
final class Collisions {
  private Collisions() {}

  /**
   * The IKE SA that the peer made to replace this one while we were doing the same.
   *
   * @param spi our SPI of it
   * @param lowestNonce the lower of the two nonces of that exchange
   */
  record RivalIke(IkeSpi spi, Bytes lowestNonce) implements Trait {}

  /** This IKE SA was made by the peer, and whether it gets the CHILD SAs is still open. */
  record Heirless() implements Trait {}

  static Bytes lower(Bytes one, Bytes other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** The exchange with the lowest of the four nonces is the one that is undone (section 2.8.1). */
  static boolean weLose(Bytes ourLowest, Bytes theirLowest) {
    return ourLowest.compareTo(theirLowest) < 0;
  }

  static Optional<Pending> pending(IkeSa sa, Class<? extends Purpose> kind) {
    return sa.outbound().pending().stream()
        .filter(p -> kind.isInstance(p.purpose().origin()))
        .findFirst();
  }

  static boolean isRekeyingIke(IkeSa sa) {
    return pending(sa, Purpose.RekeyIke.class).isPresent();
  }

  /** Whether our rekey of the IKE SA has come to its additional key exchanges. */
  static boolean isFollowingUp(IkeSa sa) {
    return followUps(sa).anyMatch(origin -> origin instanceof Purpose.RekeyIke);
  }

  /** Whether our rekey of that CHILD SA has come to its additional key exchanges. */
  static boolean isFollowingUp(IkeSa sa, ChildSa child) {
    return followUps(sa)
        .anyMatch(o -> o instanceof Purpose.RekeyChild p && p.old().equals(child.inbound()));
  }

  private static Stream<Purpose> followUps(IkeSa sa) {
    return sa.outbound().pending().stream()
        .filter(p -> p.purpose() instanceof Purpose.FollowUp)
        .map(p -> p.purpose().origin());
  }

  /** Whether an answer is awaited that makes a CHILD SA. */
  static boolean isMakingChild(IkeSa sa) {
    return pending(sa, Purpose.CreateChild.class).isPresent()
        || pending(sa, Purpose.RekeyChild.class).isPresent();
  }

  /** Whether a CHILD SA of ours is being made, replaced or closed (section 2.25.1). */
  static boolean isBusyWithChild(IkeSa sa) {
    return sa.outbound().pending().stream()
        .anyMatch(p ->
            p.purpose().origin() instanceof Purpose.CreateChild
                || p.purpose().origin() instanceof Purpose.RekeyChild
                || p.purpose() instanceof Purpose.DeleteChildren);
  }
}
