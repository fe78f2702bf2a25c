package org.ikev2d.payload;

import java.util.List;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;

/** Delete payload: the IKE SA itself (no SPIs), or the sender's inbound SPIs (section 3.11). */
public record DeletePayload(ProtocolId protocol, List<ChildSpi> spis) implements Payload {
  public DeletePayload {
    spis = List.copyOf(spis);
  }

  public static DeletePayload ikeSa() {
    return new DeletePayload(ProtocolId.IKE, List.of());
  }

  @Override
  public PayloadType type() {
    return PayloadType.DELETE;
  }
}
