package org.ikev2d.payload;

import java.util.List;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CfgType;
import org.ikev2d.wire.PayloadType;

/** Configuration payload (RFC 7296 section 3.15). */
public record CpPayload(CfgType cfgType, List<CfgAttribute> attributes) implements Payload {
  public CpPayload {
    attributes = List.copyOf(attributes);
  }

  /**
   * One configuration attribute.
   *
   * @param attributeType 15 bits
   */
  public record CfgAttribute(int attributeType, Bytes value) {}

  @Override
  public PayloadType type() {
    return PayloadType.CP;
  }
}
