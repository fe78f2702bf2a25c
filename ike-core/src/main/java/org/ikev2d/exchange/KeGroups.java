package org.ikev2d.exchange;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSaState.Established;
import org.ikev2d.sa.Purpose.OwnHalf;
import org.ikev2d.sa.Trait;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.TransformType;

/**
 * Groups of key exchanges in CREATE_CHILD_SA. All that the rule has are offered, and one of them is
 * begun with. A peer that wants another one says so with INVALID_KE_PAYLOAD (RFC 7296 section 1.3):
 * we come again once, and begin with that group from then on, on this IKE SA and on those that
 * replace it.
 */
final class KeGroups {
  private KeGroups() {}

  /** The group that the peer has asked for when a CHILD SA was made. */
  record OfChildren(GroupId group) implements Trait {}

  /** The group that the peer has asked for when the IKE SA was replaced. */
  record OfIke(GroupId group) implements Trait {}

  /** All that are offered for CHILD SAs; none if they have no key exchange of their own. */
  static List<GroupId> ofChildren(Turn turn) {
    return turn.sa().rule().map(PeerRule::childPfs).orElse(List.of());
  }

  /** What a new CHILD SA begins with; {@link GroupId#NONE} for no key exchange. */
  static GroupId forNewChild(Turn turn) {
    List<GroupId> offered = ofChildren(turn);
    return turn.traits()
        .get(OfChildren.class)
        .map(OfChildren::group)
        .filter(offered::contains)
        .orElse(offered.isEmpty() ? GroupId.NONE : offered.getFirst());
  }

  /** What the replacement of a CHILD SA begins with: its own group has suited both sides. */
  static GroupId forReplacement(Turn turn, ChildSa old) {
    GroupId own = old.algorithms().group();
    return ofChildren(turn).contains(own) ? own : forNewChild(turn);
  }

  /** What the replacement of the IKE SA begins with. */
  static GroupId forIke(Turn turn, Established state) {
    return turn.traits()
        .get(OfIke.class)
        .map(OfIke::group)
        .filter(g -> state.rule().xforms().stream().anyMatch(x -> x.groups().contains(g)))
        .orElse(state.keyed().suite().group());
  }

  /** The group that a CHILD SA is to be tried with once more, if that is what the answer says. */
  static Optional<GroupId> askedForChild(
      Turn turn, Message answer, OwnHalf own, List<Proposal> offered) {
    Optional<GroupId> asked = askedFor(turn, answer, own, offered);
    asked.ifPresent(group -> turn.learn(new OfChildren(group)));
    return asked;
  }

  /** The same for an IKE SA. */
  static Optional<GroupId> askedForIke(
      Turn turn, Message answer, OwnHalf own, List<Proposal> offered) {
    Optional<GroupId> asked = askedFor(turn, answer, own, offered);
    asked.ifPresent(group -> turn.learn(new OfIke(group)));
    return asked;
  }

  /**
   * A peer must not talk us into a group that we have not offered, nor into a new key exchange as
   * often as it likes.
   */
  private static Optional<GroupId> askedFor(
      Turn turn, Message answer, OwnHalf own, List<Proposal> offered) {
    if (own.askedFor()) {
      return Optional.empty();
    }
    return answer
        .notifies(NotifyType.INVALID_KE_PAYLOAD)
        .map(NotifyPayload::data)
        .filter(d -> d.length() == 2)
        .map(d -> new GroupId(d.shortAt(0)))
        .filter(g -> !g.equals(own.group()))
        .filter(g -> isOffered(offered, g))
        .filter(g -> turn.context().crypto().keyExchange(g).isPresent())
        .findFirst();
  }

  private static boolean isOffered(List<Proposal> offered, GroupId group) {
    return offered.stream()
        .flatMap(p -> p.of(TransformType.KE).stream())
        .anyMatch(t -> t.id() == group.code());
  }
}
