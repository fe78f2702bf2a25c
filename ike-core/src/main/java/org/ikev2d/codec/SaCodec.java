package org.ikev2d.codec;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.codec.Problem.Kind;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ProtocolId;

/** Security Association payload and its proposals (RFC 7296 sections 3.3 and 3.3.1). */
final class SaCodec {
  /** Last Substruc of the last proposal or transform. */
  static final int LAST = 0;

  private static final int PROPOSAL_HEADER = 4;
  private static final int MORE_PROPOSALS = 2;

  private SaCodec() {}

  static SaPayload read(Cursor body, Limits limits) {
    List<Proposal> proposals = new ArrayList<>();
    boolean more;
    do {
      body.limit(proposals.size(), limits.proposals(), "proposals");
      int flag = body.u8();
      body.skipReserved(1);
      Cursor proposal =
          body.structure(body.u16(), PROPOSAL_HEADER, "proposal", proposals.size() + 1);
      proposals.add(readProposal(proposal, limits));
      proposal.finish();
      more = moreFollow(body, proposal, flag, MORE_PROPOSALS);
    } while (more);
    return new SaPayload(proposals);
  }

  private static Proposal readProposal(Cursor in, Limits limits) {
    int number = in.u8();
    ProtocolId protocol = new ProtocolId(in.u8());
    int spiLength = in.u8();
    int count = in.u8();
    if (!isSpiLength(protocol, spiLength)) {
      throw in.failure(
          Kind.SYNTAX, "SPI of " + spiLength + " octets in a proposal for " + protocol);
    }
    Bytes spi = in.take(spiLength);
    List<Transform> transforms = TransformCodec.readAll(in, limits);
    if (transforms.size() != count) {
      throw in.failure(
          Kind.LENGTH_MISMATCH, count + " transforms announced, " + transforms.size() + " there");
    }
    return new Proposal(number, protocol, spi, transforms);
  }

  /** Section 3.3.1; the SPI of an IKE SA is there only when the SA is being rekeyed. */
  private static boolean isSpiLength(ProtocolId protocol, int length) {
    if (protocol.equals(ProtocolId.IKE)) {
      return length == 0 || length == 8;
    }
    boolean child = protocol.equals(ProtocolId.ESP) || protocol.equals(ProtocolId.AH);
    return !child || length == 4;
  }

  /** What the Last Substruc field says, which must agree with what the lengths say. */
  static boolean moreFollow(Cursor list, Cursor element, int flag, int moreFlag) {
    int right = list.hasMore() ? moreFlag : LAST;
    if (flag != right) {
      throw element.failure(
          Kind.SYNTAX, "Last Substruc is " + flag + " where the lengths say " + right);
    }
    return list.hasMore();
  }

  static void write(Writer out, SaPayload payload) {
    int left = payload.proposals().size();
    for (Proposal proposal : payload.proposals()) {
      int start = out.length();
      out.u8(--left > 0 ? MORE_PROPOSALS : LAST).zeros(1).u16(0);
      out.u8(proposal.number()).u8(proposal.protocol().code());
      out.u8(proposal.spi().length()).u8(proposal.transforms().size());
      out.bytes(proposal.spi());
      TransformCodec.writeAll(out, proposal.transforms());
      out.patchLength16(start + 2, start);
    }
  }
}
