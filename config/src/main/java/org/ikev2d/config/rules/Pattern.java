package org.ikev2d.config.rules;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.config.syntax.PolicyEntry.Word;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.Direction;

/**
 * What an entry of ipsecinit.conf selects.
 *
 * @param local laddr, or saddr in the old style
 * @param remote raddr, or daddr in the old style
 * @param localPort 0 for every port
 * @param icmp ranges of type and code as the port fields of selectors carry them, type in the high
 *     octet (RFC 7296 section 3.13.1); none for every type
 * @param directions as the pattern says: none if it says nothing
 */
record Pattern(
    Style style,
    Optional<List<AddressRange>> local,
    Optional<List<AddressRange>> remote,
    int localPort,
    int remotePort,
    OptionalInt protocol,
    List<PortRange> icmp,
    List<Direction> directions,
    Optional<Word> tunnel,
    Optional<Word> negotiate) {
  /** The two vocabularies, which do not mix. */
  enum Style {
    /** One way, seen from the packet: saddr, daddr, sport, dport. */
    OLD,
    /** Both ways, seen from this host: laddr, raddr, lport, rport. */
    NEW,
    /** Nothing that tells. */
    NEUTRAL
  }

  /** A range of port numbers, or of ICMP types and codes. */
  record PortRange(int low, int high) {
    static final PortRange ALL = new PortRange(0, 65_535);

    static PortRange of(int port) {
      return port == 0 ? ALL : new PortRange(port, port);
    }
  }
}
