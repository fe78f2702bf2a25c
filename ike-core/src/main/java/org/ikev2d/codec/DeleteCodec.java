package org.ikev2d.codec;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.DeletePayload;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** Delete payload (RFC 7296 section 3.11). */
final class DeleteCodec {
  private static final int CHILD_SPI = 4;

  private DeleteCodec() {}

  static DeletePayload read(Cursor body, Limits limits) {
    ProtocolId protocol = new ProtocolId(body.u8());
    int spiLength = body.u8();
    int count = body.u16();
    if (!isSpiLength(protocol, spiLength, count)) {
      throw body.failure(
          Kind.SYNTAX, count + " SPIs of " + spiLength + " octets in a Delete for " + protocol);
    }
    if (body.remaining() != count * spiLength) {
      throw body.failure(
          Kind.LENGTH_MISMATCH,
          "%d SPIs of %d octets announced, %d octets there"
              .formatted(count, spiLength, body.remaining()));
    }
    List<ChildSpi> spis = new ArrayList<>();
    while (spis.size() < count) {
      body.limit(spis.size(), limits.deleteSpis(), "SPIs");
      spis.add(new ChildSpi(body.u32()));
    }
    return new DeletePayload(protocol, spis);
  }

  /** None for the IKE SA, which the header names already; else those of CHILD SAs. */
  private static boolean isSpiLength(ProtocolId protocol, int length, int count) {
    boolean none = length == 0 && count == 0;
    if (protocol.equals(ProtocolId.IKE)) {
      return none;
    }
    boolean child = protocol.equals(ProtocolId.ESP) || protocol.equals(ProtocolId.AH);
    return length == CHILD_SPI || (none && !child);
  }

  static void write(Writer out, DeletePayload delete) {
    ProtocolId protocol = delete.protocol();
    boolean child = protocol.equals(ProtocolId.ESP) || protocol.equals(ProtocolId.AH);
    int spiLength = child || !delete.spis().isEmpty() ? CHILD_SPI : 0;
    out.u8(protocol.code()).u8(spiLength).u16(delete.spis().size());
    delete.spis().forEach(spi -> out.u32(spi.value()));
  }
}
