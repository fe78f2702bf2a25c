package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.sa.IkeSaSnapshot;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimNetwork;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** NAT detection, held against hashes made here. */
class NatClaimsTest {
  private static final NotifyType SOURCE = NotifyType.NAT_DETECTION_SOURCE_IP;
  private static final NotifyType DESTINATION = NotifyType.NAT_DETECTION_DESTINATION_IP;

  private final Scene scene = new Scene();

  private static Bytes hash(IkeSpi initiator, IkeSpi responder, String address, int port) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(initiator.toBytes().toArray());
      sha1.update(responder.toBytes().toArray());
      sha1.update(Rules.address(address).getAddress());
      sha1.update(Bytes.ofShort(port).toArray());
      return Bytes.wrap(sha1.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes only(Message message, NotifyType type) {
    List<NotifyPayload> all = message.notifies(type).toList();
    assertThat(all).hasSize(1);
    return all.getFirst().data();
  }

  @Test
  @Tag("R7296-2.23-1")
  void aRequestHashesItsAddressesWithAResponderSpiOfZero() {
    scene.victim.endpoint().initiate("adversary", Optional.empty());
    Message request = Adversary.read(scene.responder().awaitInit());
    IkeSpi spi = request.header().initiatorSpi();
    assertThat(only(request, SOURCE)).isEqualTo(hash(spi, IkeSpi.NONE, Scene.VICTIM, 500));
    assertThat(only(request, DESTINATION)).isEqualTo(hash(spi, IkeSpi.NONE, Scene.ADVERSARY, 500));
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.23-1")
  void anAnswerHashesThemWithBothSpis() {
    Adversary adversary = scene.initiator();
    Message answer = adversary.init(adversary.initPayloads()).getFirst();
    IkeSpi theirs = answer.header().responderSpi();
    assertThat(only(answer, SOURCE)).isEqualTo(hash(adversary.spi(), theirs, Scene.VICTIM, 500));
    assertThat(only(answer, DESTINATION))
        .isEqualTo(hash(adversary.spi(), theirs, Scene.ADVERSARY, 500));
    scene.assertNothingLeaks();
  }

  /** What the victim thinks of a peer that sends these hashes. */
  private IkeSaSnapshot claimed(Adversary adversary, List<Bytes> sources, Bytes destination) {
    List<Payload> payloads = new ArrayList<>(adversary.initPayloads());
    sources.forEach(s -> payloads.add(NotifyPayload.of(SOURCE, s)));
    payloads.add(NotifyPayload.of(DESTINATION, destination));
    adversary.init(payloads);
    return scene.victim.ikeSas().getFirst();
  }

  @Test
  @Tag("R7296-2.23-1")
  @Tag("R7296-2.23-2")
  void oneRightSourceOfSeveralIsEnough() {
    Adversary adversary = scene.initiator();
    Bytes right = hash(adversary.spi(), IkeSpi.NONE, Scene.ADVERSARY, 500);
    Bytes wrong = hash(adversary.spi(), IkeSpi.NONE, "192.0.2.1", 500);
    Bytes ours = hash(adversary.spi(), IkeSpi.NONE, Scene.VICTIM, 500);
    IkeSaSnapshot seen = claimed(adversary, List.of(wrong, right, wrong), ours);
    assertThat(seen.natRemote()).isFalse();
    assertThat(seen.natLocal()).isFalse();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.23-2")
  void noRightSourceMeansThatThePeerIsBehindANat() {
    Adversary adversary = scene.initiator();
    Bytes otherPort = hash(adversary.spi(), IkeSpi.NONE, Scene.ADVERSARY, 501);
    Bytes otherSpi = hash(new IkeSpi(7), IkeSpi.NONE, Scene.ADVERSARY, 500);
    Bytes ours = hash(adversary.spi(), IkeSpi.NONE, Scene.VICTIM, 500);
    IkeSaSnapshot seen = claimed(adversary, List.of(otherPort, otherSpi), ours);
    assertThat(seen.natRemote()).isTrue();
    assertThat(seen.natLocal()).isFalse();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.23-2")
  void aWrongDestinationMeansThatWeAre() {
    Adversary adversary = scene.initiator();
    Bytes right = hash(adversary.spi(), IkeSpi.NONE, Scene.ADVERSARY, 500);
    Bytes wrong = hash(adversary.spi(), IkeSpi.NONE, "192.0.2.1", 500);
    IkeSaSnapshot seen = claimed(adversary, List.of(right), wrong);
    assertThat(seen.natRemote()).isFalse();
    assertThat(seen.natLocal()).isTrue();
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.23-6")
  void aPeerMayBeginOnTheNatTraversalPort() {
    Adversary adversary = scene.initiator();
    List<Payload> payloads = new ArrayList<>(adversary.initPayloads());
    Bytes source = hash(adversary.spi(), IkeSpi.NONE, Scene.ADVERSARY, 4500);
    Bytes destination = hash(adversary.spi(), IkeSpi.NONE, Scene.VICTIM, 4500);
    payloads.add(NotifyPayload.of(SOURCE, source));
    payloads.add(NotifyPayload.of(DESTINATION, destination));
    Bytes request = Adversary.encode(new Message(adversary.initHeader(), payloads));
    scene.network.inject(
        new SimNetwork.Packet(
            new InetSocketAddress(Rules.address(Scene.ADVERSARY), 4500),
            new InetSocketAddress(Rules.address(Scene.VICTIM), 4500),
            true,
            request));

    Message answer = Adversary.read(scene.wire.receive().getFirst());
    IkeSpi theirs = answer.header().responderSpi();
    assertThat(only(answer, SOURCE)).isEqualTo(hash(adversary.spi(), theirs, Scene.VICTIM, 4500));
    IkeSaSnapshot seen = scene.victim.ikeSas().getFirst();
    assertThat(seen.natRemote()).isFalse();
    assertThat(seen.natLocal()).isFalse();
    assertThat(seen.sa().path().marked()).isTrue();
    scene.assertNothingLeaks();
  }
}
