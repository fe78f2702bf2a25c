package org.ikev2d.negotiate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.TransformType;

/** Proposals in one line, for refusals and logs. */
public final class ProposalText {
  private ProposalText() {}

  /** {@code 1:ESP(AES_CBC-256;HMAC_SHA2_512_256;NO_ESN),2:ESP(...)}. */
  public static String of(List<Proposal> proposals) {
    return String.join(",", proposals.stream().map(ProposalText::of).toList());
  }

  private static String of(Proposal proposal) {
    Map<TransformType, StringBuilder> byType = new LinkedHashMap<>();
    for (Transform transform : proposal.transforms()) {
      StringBuilder text = byType.computeIfAbsent(transform.type(), t -> new StringBuilder());
      text.append(text.isEmpty() ? "" : "|").append(transform);
    }
    return proposal.number()
        + ":"
        + proposal.protocol()
        + "("
        + String.join(";", byType.values())
        + ")";
  }
}
