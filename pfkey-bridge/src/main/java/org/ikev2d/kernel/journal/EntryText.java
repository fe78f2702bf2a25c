package org.ikev2d.kernel.journal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** A record as one line of words, and back. */
final class EntryText {
  private static final int SA_WORDS = 6;
  private static final int POLICY_WORDS = 14;

  private EntryText() {}

  static String of(JournalEntry record) {
    return switch (record) {
      case JournalEntry.Sa(SaId id, int reqid) ->
          String.join(
              " ",
              "sa",
              Integer.toString(id.protocol().code()),
              id.spi().toString(),
              id.source().getHostAddress(),
              id.destination().getHostAddress(),
              Integer.toString(reqid));
      case JournalEntry.Policy policy ->
          String.join(
              " ",
              "policy",
              policy.direction().name().toLowerCase(Locale.ROOT),
              policy.kind().name().toLowerCase(Locale.ROOT),
              Integer.toString(policy.reqid()),
              of(policy.source()),
              of(policy.destination()));
    };
  }

  private static String of(AddressSelector selector) {
    return selector.ipProtocol()
        + " "
        + selector.startPort()
        + " "
        + selector.endPort()
        + " "
        + address(selector.start())
        + " "
        + address(selector.end());
  }

  /** Empty for a line that is no record. */
  static Optional<JournalEntry> parse(String line) {
    String[] words = line.split(" ", -1);
    try {
      if (words.length == SA_WORDS && words[0].equals("sa")) {
        var id =
            new SaId(
                new ProtocolId(Integer.parseInt(words[1])),
                new ChildSpi(Integer.parseUnsignedInt(words[2].substring(2), 16)),
                InetAddress.ofLiteral(words[3]),
                InetAddress.ofLiteral(words[4]));
        return Optional.of(new JournalEntry.Sa(id, Integer.parseInt(words[5])));
      }
      if (words.length == POLICY_WORDS && words[0].equals("policy")) {
        return Optional.of(
            new JournalEntry.Policy(
                Direction.valueOf(words[1].toUpperCase(Locale.ROOT)),
                selector(words, 4),
                selector(words, 9),
                JournalEntry.Policy.Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[3])));
      }
      return Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static AddressSelector selector(String[] words, int at) {
    return new AddressSelector(
        Integer.parseInt(words[at]),
        Integer.parseInt(words[at + 1]),
        Integer.parseInt(words[at + 2]),
        Bytes.wrap(InetAddress.ofLiteral(words[at + 3]).getAddress()),
        Bytes.wrap(InetAddress.ofLiteral(words[at + 4]).getAddress()));
  }

  private static String address(Bytes octets) {
    try {
      return InetAddress.getByAddress(octets.toArray()).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
