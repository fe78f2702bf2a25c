package org.ikev2d.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.ikev2d.transport.TransportSettings.Engine;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks the kernel that runs the test; what it lacks must be told, not passed over. */
class IpsecOptionsTest {
  private static final TransportSettings EPOLL =
      TransportSettings.defaults().withPorts(0, 0).withEngine(Engine.EPOLL);

  private interface Check {
    void on(Channel channel) throws Exception;
  }

  private static void withSocket(TransportSettings settings, boolean ipv6, Check check)
      throws Exception {
    try (Network network = new Network(settings)) {
      Channel channel = network.newSocket(ipv6);
      try {
        check.on(channel);
      } finally {
        channel.unsafe().closeForcibly();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void encapsulationIsInForceUnlessAnErrorNamesItsNumber(boolean ipv6) throws Exception {
    withSocket(
        EPOLL,
        ipv6,
        channel -> {
          Optional<String> error = IpsecOptions.encapsulate(channel);
          int inForce = error.isPresent() ? 0 : 2;
          // A kernel without the option refuses to tell its value, too.
          int value =
              error.isPresent() && error.get().contains("errno 92")
                  ? 0
                  : channel.config().getOption(IpsecOptions.UDP_ENCAP);
          assertThat(value).isEqualTo(inForce);
          error.ifPresent(text -> assertThat(text).matches("UDP_ENCAP: .*\\(errno \\d+\\)"));
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bypassIsDoneOrBothWaysToItAreNamedWithTheirErrors(boolean ipv6) throws Exception {
    withSocket(
        EPOLL,
        ipv6,
        channel ->
            IpsecOptions.bypass(channel, ipv6)
                .ifPresent(error ->
                    assertThat(error)
                        .matches(
                            "(IPV6|IP)_XFRM_POLICY: .*\\(errno \\d+\\); "
                                + "(IPV6|IP)_IPSEC_POLICY: .*\\(errno \\d+\\)")));
  }

  @Test
  void theNioEngineSaysThatItCannot() throws Exception {
    withSocket(
        EPOLL.withEngine(Engine.NIO),
        false,
        channel -> {
          assertThat(IpsecOptions.encapsulate(channel))
              .hasValueSatisfying(e -> assertThat(e).startsWith("UDP_ENCAP: ").contains("NIO"));
          assertThat(IpsecOptions.bypass(channel, false)).isPresent();
        });
  }

  @Test
  void aSocketThatIpsecWouldHoldBackIsNotUsed() throws Exception {
    TransportSettings settings =
        EPOLL
            .withEngine(Engine.NIO)
            .withListen(List.of(InetAddress.getByName("127.0.0.1")))
            .withSetup(SocketSetup.KERNEL_IPSEC);
    try (UdpTransport transport = UdpTransport.open(settings, new Inbox())) {
      assertThat(transport.endpoints()).isEmpty();
      assertThat(transport.failures()).hasSize(2);
      assertThat(transport.failures().getFirst().reason()).contains("IP_XFRM_POLICY");
    }
  }

  @Test
  void leavesDfClear() throws Exception {
    withSocket(
        EPOLL,
        false,
        channel -> assertThat(channel.config().getOption(Network.IP_MTU_DISCOVER)).isEqualTo(0));
  }

  @Test
  void writesThePoliciesAsTheKernelReadsThem() {
    assertThat(littleEndian(IpsecOptions.pfkeyBypass(2)))
        .isEqualTo(Bytes.ofHex("0200 1200 0400 02 00 00000000 00000000"));
    ByteBuffer policy = IpsecOptions.xfrmBypass(true, 1);
    assertThat(policy.remaining()).isEqualTo(168);
    byte[] expected = new byte[168];
    expected[40] = 10;
    expected[160] = 1;
    assertThat(littleEndian(policy)).isEqualTo(Bytes.wrap(expected));
  }

  /** As on the machines there are; on a big-endian one the 16-bit fields are turned round. */
  private static Bytes littleEndian(ByteBuffer buffer) {
    byte[] octets = Bytes.copyOf(buffer).toArray();
    if (java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.BIG_ENDIAN) {
      int fields = octets.length == 168 ? 42 : 6;
      for (int i = octets.length == 168 ? 40 : 0; i < fields; i += 2) {
        byte first = octets[i];
        octets[i] = octets[i + 1];
        octets[i + 1] = first;
      }
    }
    return Bytes.wrap(octets);
  }
}
