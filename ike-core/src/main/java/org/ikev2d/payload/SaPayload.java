package org.ikev2d.payload;

import java.util.List;
import org.ikev2d.wire.PayloadType;

/** Security Association payload: proposals in order of preference (RFC 7296 section 3.3). */
public record SaPayload(List<Proposal> proposals) implements Payload {
  public SaPayload {
    proposals = List.copyOf(proposals);
  }

  @Override
  public PayloadType type() {
    return PayloadType.SA;
  }
}
