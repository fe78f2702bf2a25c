package org.ikev2d.negotiate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.TransformType;

/**
 * Compares one offered proposal with what one side of a policy accepts, transform type by transform
 * type (RFC 7296 section 3.3.6).
 */
final class TransformMatch {
  private final Proposal offered;
  private final Set<TransformType> settled = new HashSet<>();
  private final List<Transform> picked = new ArrayList<>();
  private final List<Miss> misses = new ArrayList<>();

  /** A type on which nothing fits; text is made of it only if no other proposal fits either. */
  private record Miss(TransformType type, List<Transform> theirs, Optional<List<Transform>> ours) {
    @Override
    public String toString() {
      return type
          + ": theirs "
          + ProposalText.alternatives(theirs)
          + ", ours "
          + ours.map(ProposalText::alternatives).orElse("not accepted");
    }
  }

  TransformMatch(Proposal offered) {
    this.offered = offered;
  }

  /** Picks the first of {@code wanted} that is offered; without one the proposal does not fit. */
  Optional<Transform> require(TransformType type, List<Transform> wanted) {
    settled.add(type);
    List<Transform> theirs = offered.of(type);
    Optional<Transform> pick = wanted.stream().filter(theirs::contains).findFirst();
    if (pick.isPresent()) {
      picked.add(pick.get());
    } else {
      misses.add(new Miss(type, theirs, Optional.of(wanted)));
    }
    return pick;
  }

  /** As {@link #require}, but the type may be absent from the offer; then nothing is picked. */
  Optional<Transform> requireIfOffered(TransformType type, List<Transform> wanted) {
    if (offered.of(type).isEmpty()) {
      settled.add(type);
      return Optional.empty();
    }
    return require(type, wanted);
  }

  /** The type takes no part: not looked at and not answered. */
  void ignore(TransformType type) {
    settled.add(type);
  }

  /**
   * Ends the comparison. A type that nobody asked about makes the proposal unacceptable, unless it
   * is an additional key exchange that may be NONE (RFC 9370 section 2.2.2).
   */
  Optional<Proposal> finish() {
    for (Transform transform : offered.transforms()) {
      TransformType type = transform.type();
      if (settled.add(type)) {
        Transform none = Transform.of(type, GroupId.NONE.code());
        if (type.isAdditional() && offered.of(type).contains(none)) {
          picked.add(none);
        } else {
          misses.add(new Miss(type, offered.of(type), Optional.empty()));
        }
      }
    }
    return misses.isEmpty()
        ? Optional.of(new Proposal(offered.number(), offered.protocol(), offered.spi(), inOrder()))
        : Optional.empty();
  }

  String misses() {
    return "proposal "
        + offered.number()
        + ": "
        + String.join(", ", misses.stream().map(Miss::toString).toList());
  }

  private List<Transform> inOrder() {
    List<Transform> sorted = new ArrayList<>(picked);
    sorted.sort(java.util.Comparator.comparingInt(t -> t.type().code()));
    return sorted;
  }
}
