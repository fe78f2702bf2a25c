package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.PEER;
import static org.ikev2d.kernel.Samples.US;
import static org.ikev2d.kernel.Samples.address;
import static org.ikev2d.kernel.Samples.net;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Vectors;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SaRequestsTest {
  private static final ChildLifetime HOUR =
      new ChildLifetime(Duration.ofSeconds(3000), Duration.ofSeconds(3600), 0, 0, Duration.ZERO);

  private static byte[] counting(int from, int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) (from + i);
    }
    return octets;
  }

  /** The keys of the captured messages. */
  private static KernelSa sa(
      SaId id,
      IpsecMode mode,
      int reqid,
      EncrChoice cipher,
      int keyOctets,
      IntegId integ,
      int authOctets,
      ChildLifetime lifetime,
      Optional<Encapsulation> encapsulation) {
    return new KernelSa(
        id,
        mode,
        reqid,
        Optional.of(cipher),
        Secret.wrap(counting(0, keyOctets)),
        integ,
        Secret.wrap(counting(0x40, authOctets)),
        false,
        64,
        lifetime,
        List.of(),
        List.of(),
        encapsulation,
        true);
  }

  private static KernelSa tunnel(List<AddressSelector> source, List<AddressSelector> destination) {
    KernelSa sa = Samples.sa(Samples.id(0x2000, US, PEER), false, 7, NO_LIMIT);
    return new KernelSa(
        sa.id(),
        IpsecMode.TUNNEL,
        7,
        sa.encr(),
        sa.encrKey(),
        sa.integ(),
        sa.integKey(),
        false,
        32,
        NO_LIMIT,
        source,
        destination,
        Optional.empty(),
        false);
  }

  @Test
  void updateIsTheRequestThatAKernelAccepted() {
    SadbMessage captured = Vectors.message("pfkey-update-larval-esp-tunnel-aescbc128-sha256.req");
    KernelSa sa =
        sa(
            new SaId(ProtocolId.ESP, new ChildSpi(0xca5e4d3d), PEER, US),
            IpsecMode.TUNNEL,
            7,
            EncrChoice.of(EncrId.AES_CBC, 128),
            16,
            IntegId.HMAC_SHA2_256_128,
            32,
            HOUR,
            Optional.empty());
    assertThat(SaRequests.install(sa)).isEqualTo(captured.extensions());
  }

  @Tag("RX-PFK-4")
  @Test
  void encapsulationIsTypeAndBothPorts() {
    List<SadbExtension> captured = Vectors.message("pfkey-add-esp-natt.req").extensions();
    KernelSa sa =
        sa(
            new SaId(ProtocolId.ESP, new ChildSpi(1), PEER, US),
            IpsecMode.TRANSPORT,
            0,
            EncrChoice.of(EncrId.AES_CBC, 128),
            16,
            IntegId.HMAC_SHA2_256_128,
            32,
            NO_LIMIT,
            Optional.of(new Encapsulation(4500, 4500)));
    assertThat(SaRequests.install(sa))
        .contains(
            captured.stream()
                .filter(e -> e.kind().name().startsWith("X_NAT_T"))
                .toArray(SadbExtension[]::new));
  }

  @Test
  void nullEncryptionHasAnEmptyKey() {
    KernelSa sa =
        sa(
            Samples.id(0x2000, US, PEER),
            IpsecMode.TRANSPORT,
            0,
            EncrChoice.of(EncrId.NULL),
            0,
            IntegId.HMAC_SHA1_96,
            20,
            NO_LIMIT,
            Optional.empty());
    assertThat(SaRequests.install(sa))
        .endsWith(
            Vectors.message("pfkey-add-esp-null-sha1.req")
                .find(SadbExtension.Key.class, ExtKind.KEY_ENCRYPT)
                .orElseThrow());
  }

  @Test
  void noLimitMeansNoLifetimeExtensions() {
    assertThat(SaRequests.install(Samples.outbound(0x2000, 7)))
        .doesNotHaveAnyElementsOfTypes(SadbExtension.Lifetime.class);
  }

  @Test
  void oneLimitMeansBothExtensionsAndNoFractionIsLost() {
    var life = new ChildLifetime(Duration.ZERO, Duration.ofMillis(1500), 0, 0, Duration.ZERO);
    List<SadbExtension> request =
        SaRequests.install(Samples.sa(Samples.id(1, US, PEER), false, 7, life));
    assertThat(request)
        .contains(
            new SadbExtension.Lifetime(ExtKind.LIFETIME_HARD, 0, 0, 2, 0),
            new SadbExtension.Lifetime(ExtKind.LIFETIME_SOFT, 0, 0, 0, 0));
  }

  @Test
  void theReplayWindowIsAtMostWhatTheKernelKeeps() {
    KernelSa sa = Samples.outbound(0x2000, 7);
    assertThat(((SadbExtension.Sa) SaRequests.install(sa).getFirst()).replay()).isEqualTo(32);
  }

  @Test
  void anotherFamilyInsideATunnelIsToldByAProxyAddress() {
    var net = List.of(net("2001:db8:1::", 64));
    SadbExtension.Address proxy =
        (SadbExtension.Address)
            SaRequests.install(tunnel(net, net)).stream()
                .filter(e -> e.kind() == ExtKind.ADDRESS_PROXY)
                .findFirst()
                .orElseThrow();
    assertThat(proxy.prefix()).isZero();
    assertThat(proxy.address().toInetAddress()).isEqualTo(address("::"));
    var four = List.of(net("10.1.0.0", 16));
    assertThat(SaRequests.install(tunnel(four, four)))
        .noneMatch(e -> e.kind() == ExtKind.ADDRESS_PROXY);
  }

  @Test
  void bothFamiliesInsideATunnelAreRefused() {
    var both = List.of(net("2001:db8:1::", 64), net("10.1.0.0", 16));
    assertThat(SaRequests.problem(tunnel(both, both)).orElseThrow()).contains("not both");
    assertThat(SaRequests.problem(Samples.outbound(1, 1))).isEmpty();
  }

  @Test
  void authenticationHeadersDoNotPassNats() {
    KernelSa sa = Samples.outbound(1, 1);
    var ah =
        new KernelSa(
            new SaId(ProtocolId.AH, sa.id().spi(), US, PEER),
            sa.mode(),
            1,
            Optional.empty(),
            Secret.ofPublic(Bytes.EMPTY),
            sa.integ(),
            sa.integKey(),
            false,
            32,
            NO_LIMIT,
            List.of(),
            List.of(),
            Optional.of(new Encapsulation(4500, 4500)),
            false);
    assertThat(SaRequests.problem(ah).orElseThrow()).contains("AH does not pass a NAT");
  }

  @Test
  void namesAnSaAsTheKernelWants() {
    SadbMessage captured = Vectors.message("pfkey-get-esp.req");
    SadbExtension.Sa sa = captured.find(SadbExtension.Sa.class).orElseThrow();
    List<SadbExtension> name =
        SaRequests.name(org.ikev2d.kernel.SaReport.id(captured).orElseThrow());
    assertThat(name).hasSize(3);
    assertThat(((SadbExtension.Sa) name.getFirst()).spi()).isEqualTo(sa.spi());
    assertThat(name.subList(1, 3)).isEqualTo(captured.extensions().subList(1, 3));
  }

  @Test
  void reservesOutsideTheReservedSpis() {
    assertThat(SaRequests.getSpi(PEER, US, IpsecMode.TUNNEL, 7))
        .contains(new SadbExtension.SpiRange(0x1000, 0xffff_ffff), new SadbExtension.Sa2(2, 0, 7));
  }
}
