package org.ikev2d.codec;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.TrafficSelector;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.payload.UnknownSelector;
import org.ikev2d.wire.PayloadType;

/** Traffic Selector payloads (RFC 7296 sections 3.13 and 3.13.1). */
final class TsCodec {
  private static final int HEADER = 4;

  private TsCodec() {}

  static TsPayload read(PayloadType side, Cursor body, Limits limits) {
    int count = body.u8();
    body.skipReserved(3);
    if (count == 0) {
      throw body.failure(Kind.SYNTAX, "no traffic selector");
    }
    List<TrafficSelector> selectors = new ArrayList<>();
    while (selectors.size() < count) {
      body.limit(selectors.size(), limits.selectors(), "selectors");
      int tsType = body.u8();
      int second = body.u8();
      Cursor selector = body.structure(body.u16(), HEADER, "selector", selectors.size() + 1);
      selectors.add(readSelector(tsType, second, selector));
      selector.finish();
    }
    return new TsPayload(side, selectors);
  }

  private static TrafficSelector readSelector(int tsType, int second, Cursor in) {
    return switch (tsType) {
      case TrafficSelector.TS_IPV4_ADDR_RANGE -> readRange(second, in, 4);
      case TrafficSelector.TS_IPV6_ADDR_RANGE -> readRange(second, in, 16);
      default -> new UnknownSelector(tsType, second, in.rest());
    };
  }

  private static AddressSelector readRange(int ipProtocol, Cursor in, int addressLength) {
    return new AddressSelector(
        ipProtocol, in.u16(), in.u16(), in.take(addressLength), in.take(addressLength));
  }

  static void write(Writer out, TsPayload payload) {
    out.u8(payload.selectors().size()).zeros(3);
    payload.selectors().forEach(selector -> write(out, selector));
  }

  private static void write(Writer out, TrafficSelector selector) {
    int start = out.length();
    out.u8(selector.tsType());
    switch (selector) {
      case AddressSelector range -> {
        out.u8(range.ipProtocol()).u16(0).u16(range.startPort()).u16(range.endPort());
        out.bytes(range.start()).bytes(range.end());
      }
      case UnknownSelector unknown -> out.u8(unknown.second()).u16(0).bytes(unknown.body());
    }
    out.patchLength16(start + 2, start);
  }
}
