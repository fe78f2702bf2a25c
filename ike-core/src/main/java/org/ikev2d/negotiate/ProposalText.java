package org.ikev2d.negotiate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.TransformType;

/**
 * Proposals in one line, for refusals and logs. What an honest peer offers is shown whole; of what
 * only serves to fill a log, the beginning.
 */
public final class ProposalText {
  private static final int MOST_PROPOSALS = 12;
  private static final int MOST_TRANSFORMS = 24;

  private ProposalText() {}

  /** {@code 1:ESP(AES_CBC-256;HMAC_SHA2_512_256;NO_ESN),2:ESP(...)}. */
  public static String of(List<Proposal> proposals) {
    String shown =
        String.join(",", proposals.stream().limit(MOST_PROPOSALS).map(ProposalText::of).toList());
    int more = proposals.size() - MOST_PROPOSALS;
    return more > 0 ? shown + ",and " + more + " more" : shown;
  }

  /** {@code AES_CBC-256|AES_CBC-128}; {@code none} for an empty list. */
  static String alternatives(List<Transform> transforms) {
    if (transforms.isEmpty()) {
      return "none";
    }
    String shown =
        String.join(
            "|", transforms.stream().limit(MOST_TRANSFORMS).map(Transform::toString).toList());
    int more = transforms.size() - MOST_TRANSFORMS;
    return more > 0 ? shown + "|and " + more + " more" : shown;
  }

  private static String of(Proposal proposal) {
    Map<TransformType, List<Transform>> byType = new LinkedHashMap<>();
    for (Transform transform : proposal.transforms()) {
      byType.computeIfAbsent(transform.type(), t -> new ArrayList<>()).add(transform);
    }
    return proposal.number()
        + ":"
        + proposal.protocol()
        + "("
        + String.join(
            ";",
            byType.values().stream()
                .map(ProposalText::alternatives)
                .limit(MOST_TRANSFORMS)
                .toList())
        + ")";
  }
}
