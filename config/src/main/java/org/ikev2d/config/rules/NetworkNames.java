package org.ikev2d.config.rules;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.port.AddressRange;

/** Names of protocols, services, hosts and networks. */
public interface NetworkNames {
  /** The number of an IP protocol, such as {@code tcp}. */
  OptionalInt protocol(String name);

  /** The port of a service, such as {@code ssh}; {@code protocol} is 0 where none is given. */
  OptionalInt service(String name, int protocol);

  /** The addresses of a host; may block on a name service. */
  List<InetAddress> host(String name);

  /** The addresses of a network. */
  Optional<AddressRange> network(String name);

  /** The usual name of an IP protocol. */
  Optional<String> protocolName(int number);
}
