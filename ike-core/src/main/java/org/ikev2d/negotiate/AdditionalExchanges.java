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

/** Additional key exchanges in proposals (RFC 9370 section 2.2.1). */
final class AdditionalExchanges {
  private AdditionalExchanges() {}

  /** The transforms that offer them. */
  static List<Transform> transforms(List<GroupId> methods) {
    List<Transform> transforms = new ArrayList<>();
    for (GroupId method : methods) {
      transforms.add(Transform.additional(transforms.size() + 1, method));
    }
    return transforms;
  }

  static void require(TransformMatch match, List<GroupId> methods) {
    transforms(methods).forEach(t -> match.require(t.type(), List.of(t)));
  }

  /** Whether a proposal offers just these, and each further one not at all or with NONE. */
  static boolean isOffered(Proposal offered, List<GroupId> methods) {
    for (int number = 1; number <= TransformType.MOST_ADDITIONAL; number++) {
      List<Transform> theirs = offered.of(TransformType.additional(number));
      GroupId ours = number <= methods.size() ? methods.get(number - 1) : GroupId.NONE;
      boolean mayLack = ours.equals(GroupId.NONE) && theirs.isEmpty();
      if (!mayLack && !theirs.contains(Transform.additional(number, ours))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Those that a proposal with one transform of each type stands for, in their order and without
   * those that are NONE.
   *
   * @param first the key exchange before them, {@link GroupId#NONE} for none
   * @return empty if one type is there twice, one method is chosen twice, or there is no first one
   *     to be additional to
   */
  static Optional<List<GroupId>> of(Proposal chosen, GroupId first) {
    List<GroupId> methods = new ArrayList<>();
    Set<GroupId> seen = new HashSet<>(Set.of(first));
    for (int number = 1; number <= TransformType.MOST_ADDITIONAL; number++) {
      List<Transform> picked = chosen.of(TransformType.additional(number));
      if (picked.size() > 1) {
        return Optional.empty();
      }
      for (Transform transform : picked) {
        GroupId method = new GroupId(transform.id());
        if (!method.equals(GroupId.NONE)) {
          if (first.equals(GroupId.NONE) || !seen.add(method)) {
            return Optional.empty();
          }
          methods.add(method);
        }
      }
    }
    return Optional.of(methods);
  }
}
