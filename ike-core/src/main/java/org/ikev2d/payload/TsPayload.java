package org.ikev2d.payload;

import java.util.List;
import org.ikev2d.wire.PayloadType;

/** Traffic Selector payload, TSi or TSr (RFC 7296 section 3.13). */
public record TsPayload(PayloadType type, List<TrafficSelector> selectors) implements Payload {
  public TsPayload {
    if (!type.equals(PayloadType.TSI) && !type.equals(PayloadType.TSR)) {
      throw new IllegalArgumentException("not a traffic selector payload: " + type);
    }
    selectors = List.copyOf(selectors);
  }
}
