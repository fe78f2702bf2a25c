package org.ikev2d.codec;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.CpPayload;
import org.ikev2d.payload.CpPayload.CfgAttribute;
import org.ikev2d.wire.CfgType;

/** Configuration payload (RFC 7296 section 3.15). */
final class CpCodec {
  /** The highest bit of the attribute type is reserved (section 3.15.1). */
  private static final int TYPE_BITS = 0x7fff;

  private CpCodec() {}

  static CpPayload read(Cursor body, Limits limits) {
    CfgType cfgType = new CfgType(body.u8());
    body.skipReserved(3);
    List<CfgAttribute> attributes = new ArrayList<>();
    while (body.hasMore()) {
      body.limit(attributes.size(), limits.cfgAttributes(), "attributes");
      attributes.add(new CfgAttribute(body.u16() & TYPE_BITS, body.take(body.u16())));
    }
    return new CpPayload(cfgType, attributes);
  }

  static void write(Writer out, CpPayload payload) {
    out.u8(payload.cfgType().code()).zeros(3);
    for (CfgAttribute attribute : payload.attributes()) {
      if (attribute.attributeType() > TYPE_BITS) {
        throw new IllegalArgumentException("a configuration attribute type has 15 bits");
      }
      out.u16(attribute.attributeType()).u16(attribute.value().length()).bytes(attribute.value());
    }
  }
}
