package org.ikev2d.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.PolicyAction.Endpoints;
import org.ikev2d.port.PolicyAction.Protect;
import org.ikev2d.port.Protection;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/** What the tests of ipsecinit.conf share. */
final class PolicyFixture {
  private PolicyFixture() {}

  static final Endpoints TUNNEL =
      new Endpoints(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("198.51.100.1"));

  /** Linux PF_KEY as far as it matters: no combined mode, no HMAC-SHA2-256-128. */
  static final KernelAlgorithms PFKEY =
      new KernelAlgorithms(
          Map.of(
              EncrId.AES_CBC, Set.of(128, 192, 256),
              EncrId.TRIPLE_DES, Set.of(),
              EncrId.NULL, Set.of()),
          Set.of(IntegId.HMAC_SHA1_96, IntegId.HMAC_SHA2_384_192, IntegId.HMAC_SHA2_512_256),
          false);

  /** No files and no resolver. */
  static final NetworkNames NAMES =
      new NetworkNames() {
        private final SystemNames builtIn = new SystemNames(java.nio.file.Path.of("/nonexistent"));

        @Override
        public OptionalInt protocol(String name) {
          return builtIn.protocol(name);
        }

        @Override
        public OptionalInt service(String name, int protocol) {
          return builtIn.service(name, protocol);
        }

        @Override
        public List<InetAddress> host(String name) {
          return switch (name) {
            case "one" -> List.of(InetAddress.ofLiteral("192.0.2.10"));
            case "dual" ->
                List.of(InetAddress.ofLiteral("192.0.2.11"), InetAddress.ofLiteral("2001:db8::11"));
            default -> List.of();
          };
        }

        @Override
        public Optional<AddressRange> network(String name) {
          return name.equals("lab")
              ? Optional.of(AddressRange.ofPrefix(InetAddress.ofLiteral("10.9.0.0"), 16))
              : Optional.empty();
        }

        @Override
        public Optional<String> protocolName(int number) {
          return builtIn.protocolName(number);
        }
      };

  static Loaded<PolicyFile> read(String text) {
    return read(text, PolicyContext.everything());
  }

  static Loaded<PolicyFile> read(String text, KernelAlgorithms kernel) {
    return PolicyReader.read(
        "/x/p", text, new PolicyContext(kernel, Map.of("tun0", TUNNEL), NAMES));
  }

  static List<SecurityPolicy> good(String text) {
    Loaded<PolicyFile> loaded = read(text);
    assertThat(loaded.findings()).isEmpty();
    return loaded.value().orElseThrow().policies();
  }

  static SecurityPolicy only(String text) {
    List<SecurityPolicy> policies = good(text);
    assertThat(policies).hasSize(1);
    return policies.getFirst();
  }

  static Protect protect(SecurityPolicy policy) {
    return (Protect) policy.action();
  }

  static List<Protection> protections(String properties) {
    return protect(only("{ raddr 192.0.2.7 } ipsec { " + properties + " }")).alternatives();
  }

  static AddressSelector prefix(String address, int length) {
    return AddressSelector.ofPrefix(
        Bytes.copyOf(InetAddress.ofLiteral(address).getAddress()), length);
  }

  static AddressSelector prefix(String address, int length, int ulp, int low, int high) {
    return AddressSelector.ofPrefix(
        Bytes.copyOf(InetAddress.ofLiteral(address).getAddress()), length, ulp, low, high);
  }

  static Protection esp(IntegId integ, EncrChoice... encr) {
    return new Protection(
        ProtocolId.ESP, List.of(encr), integ.equals(IntegId.NONE) ? List.of() : List.of(integ));
  }

  static EncrChoice aes(int bits) {
    return EncrChoice.of(EncrId.AES_CBC, bits);
  }
}
