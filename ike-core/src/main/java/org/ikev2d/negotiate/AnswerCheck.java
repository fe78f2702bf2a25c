package org.ikev2d.negotiate;

import java.util.List;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.TransformType;

/**
 * Whether what a responder chose is what was offered: exactly one transform of every type of the
 * offer and none of another type (RFC 7296 sections 2.7 and 3.3.6). An answer that leaves out
 * integrity or the key exchange would be taken for one without, so nothing less will do.
 */
final class AnswerCheck {
  private static final int NONE = 0;

  private AnswerCheck() {}

  static boolean isPickOf(Proposal answer, Proposal offer) {
    boolean offered =
        answer.transforms().stream()
            .allMatch(
                t -> offer.of(t.type()).isEmpty() ? isNone(t) : offer.transforms().contains(t));
    return offered
        && offer.transforms().stream().allMatch(t -> isAnswered(t.type(), answer, offer));
  }

  private static boolean isAnswered(TransformType type, Proposal answer, Proposal offer) {
    List<Transform> picked = answer.of(type);
    // Peers that know plain sequence numbers only leave the transform out; that picks them.
    boolean mayLack =
        type.equals(TransformType.SN) || offer.of(type).stream().anyMatch(AnswerCheck::isNone);
    return picked.size() == 1 || picked.isEmpty() && mayLack;
  }

  /** A transform that says that there is none, which a peer may leave out or put in. */
  private static boolean isNone(Transform transform) {
    return transform.id() == NONE
        && (transform.type().equals(TransformType.INTEG)
            || transform.type().equals(TransformType.KE)
            || transform.type().isAdditional());
  }
}
