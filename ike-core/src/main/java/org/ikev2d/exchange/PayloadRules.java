package org.ikev2d.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.IdPayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.TrafficSelector;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.NotifyType;
import org.ikev2d.wire.PayloadType;
import org.ikev2d.wire.ProtocolId;

/**
 * Which payloads a message of an exchange must have and how often it may have them (RFC 7296
 * appendix C), and what must hold between the parts of one payload. It looks at one message alone;
 * what the state of an IKE SA asks for beyond that is for the handlers to say.
 *
 * <p>A payload that no row names is ignored where it is not expected (RFC 7296 section 2.5).
 */
final class PayloadRules {
  /** What no message has twice, whatever its exchange. */
  private static final List<PayloadType> SINGLE =
      List.of(
          PayloadType.SA,
          PayloadType.KE,
          PayloadType.IDI,
          PayloadType.IDR,
          PayloadType.AUTH,
          PayloadType.NONCE,
          PayloadType.TSI,
          PayloadType.TSR,
          PayloadType.CP,
          PayloadType.EAP);

  /**
   * What must be there. Rows for answers are missing: an answer may be an error and nothing else.
   * IKE_AUTH asks for nothing because the later messages of EAP carry nothing but EAP.
   */
  private static final Map<ExchangeType, List<PayloadType>> NEEDED =
      Map.of(
          ExchangeType.IKE_SA_INIT,
          List.of(PayloadType.SA, PayloadType.KE, PayloadType.NONCE),
          ExchangeType.CREATE_CHILD_SA,
          List.of(PayloadType.SA, PayloadType.NONCE),
          ExchangeType.IKE_SESSION_RESUME,
          List.of(PayloadType.NONCE),
          ExchangeType.IKE_FOLLOWUP_KE,
          List.of(PayloadType.KE));

  /** How many octets the SPI of a proposal for an IKE SA has: none at first, 8 in a rekey. */
  private static final int IKE_SPI = 8;

  /** RFC 4303 section 2.1. */
  private static final int FIRST_CHILD_SPI = 256;

  private PayloadRules() {}

  /**
   * Holds a message against the rules.
   *
   * @param message whole, and decrypted where it was protected
   * @return what it breaks; the notification for it is INVALID_SYNTAX
   */
  static Optional<Refusal.BadMessage> check(Message message) {
    return repeated(message)
        .or(() -> missing(message))
        .or(() -> proposals(message))
        .or(() -> selectors(message))
        .or(() -> identities(message));
  }

  private static Optional<Refusal.BadMessage> repeated(Message message) {
    return SINGLE.stream()
        .filter(type -> count(message, type) > 1)
        .findFirst()
        .map(
            type -> bad(message, type.toString(), count(message, type) + " of them, one is right"));
  }

  private static Optional<Refusal.BadMessage> missing(Message message) {
    if (message.header().response()) {
      return Optional.empty();
    }
    return NEEDED.getOrDefault(message.header().exchange(), List.of()).stream()
        .filter(type -> count(message, type) == 0)
        .findFirst()
        .map(type -> bad(message, type.toString(), "is needed and not there"));
  }

  private static long count(Message message, PayloadType type) {
    return message.payloads().stream().map(Payload::type).filter(type::equals).count();
  }

  /** RFC 7296 section 3.3.1. In an answer the number is that of what was chosen. */
  private static Optional<Refusal.BadMessage> proposals(Message message) {
    List<Proposal> proposals =
        message.first(SaPayload.class).map(SaPayload::proposals).orElse(List.of());
    boolean initial = message.header().exchange().equals(ExchangeType.IKE_SA_INIT);
    for (int i = 0; i < proposals.size(); i++) {
      Proposal proposal = proposals.get(i);
      String where = "SA/proposal#" + (i + 1);
      if (!message.header().response() && proposal.number() != i + 1) {
        return Optional.of(
            bad(message, where, "has number " + proposal.number() + ", should be " + (i + 1)));
      }
      if (!isSpi(proposal, initial)) {
        return Optional.of(bad(message, where, "has the SPI " + proposal.spi()));
      }
    }
    return Optional.empty();
  }

  /** The codec has seen to the length of SPIs of ESP and AH; those below 256 are reserved. */
  private static boolean isSpi(Proposal proposal, boolean initial) {
    Bytes spi = proposal.spi();
    if (proposal.protocol().equals(ProtocolId.IKE)) {
      return initial ? spi.isEmpty() : spi.length() == IKE_SPI && spi.longAt(0) != 0;
    }
    boolean child =
        proposal.protocol().equals(ProtocolId.ESP) || proposal.protocol().equals(ProtocolId.AH);
    return !child || Integer.compareUnsigned(spi.intAt(0), FIRST_CHILD_SPI) >= 0;
  }

  /** RFC 7296 section 3.13.1. */
  private static Optional<Refusal.BadMessage> selectors(Message message) {
    return message
        .all(TsPayload.class)
        .filter(ts -> !ts.selectors().stream().allMatch(PayloadRules::isOrdered))
        .findFirst()
        .map(ts -> bad(message, ts.type().toString(), "the start of a range is above its end"));
  }

  private static boolean isOrdered(TrafficSelector selector) {
    return !(selector instanceof AddressSelector range)
        || range.start().compareTo(range.end()) <= 0
            && (range.isOpaque() || range.startPort() <= range.endPort());
  }

  /**
   * RFC 7296 section 3.5: addresses have their length, and names no terminator. RFC 7619 section
   * 2.2: nobody has no data.
   */
  private static Optional<Refusal.BadMessage> identities(Message message) {
    return message
        .all(IdPayload.class)
        .filter(id -> !isIdentity(id))
        .findFirst()
        .map(id -> bad(message, id.type().toString(), "the data is no " + id.idType()));
  }

  private static boolean isIdentity(IdPayload id) {
    if (id.idType().equals(IdType.IPV4_ADDR)) {
      return id.data().length() == 4;
    }
    if (id.idType().equals(IdType.IPV6_ADDR)) {
      return id.data().length() == 16;
    }
    if (id.idType().equals(IdType.NULL)) {
      return id.data().isEmpty();
    }
    boolean name = id.idType().equals(IdType.FQDN) || id.idType().equals(IdType.RFC822_ADDR);
    return !name || !id.data().isEmpty() && id.data().toText().indexOf('\0') < 0;
  }

  private static Refusal.BadMessage bad(Message message, String where, String detail) {
    return new Refusal.BadMessage(
        message.header().exchange().toString(), where, detail, NotifyType.INVALID_SYNTAX);
  }
}
