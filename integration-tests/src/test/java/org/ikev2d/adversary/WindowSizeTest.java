package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.NotifyPayload;
import org.ikev2d.payload.Payload;
import org.ikev2d.port.SecurityPolicy;
import org.ikev2d.sim.Rules;
import org.ikev2d.sim.SimPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many requests at once a peer can ask for. */
class WindowSizeTest {
  private static final int POLICIES = 8;

  private final Scene scene = new Scene();
  private final Session session = scene.established();
  private int nextId = 2;

  WindowSizeTest() {
    List<SecurityPolicy> policies = new ArrayList<>();
    for (int i = 0; i < POLICIES; i++) {
      policies.add(
          Rules.tunnel(
              "net-" + i,
              "10.1." + i + ".0/24",
              "10.2." + i + ".0/24",
              Scene.VICTIM,
              Scene.ADVERSARY,
              Rules.ESP_AES_SHA512));
    }
    scene.victim.replace(
        new SimPolicy(
            List.of(
                Rules.rule("adversary", Scene.VICTIM, Scene.ADVERSARY, Rules.AES_SHA256_X25519)),
            policies,
            Scene.KEY));
  }

  private void announce(Bytes size) {
    List<Payload> notify = List.of(NotifyPayload.of(NotifyType.SET_WINDOW_SIZE, size));
    assertThat(session.ask(ExchangeType.INFORMATIONAL, nextId++, notify)).hasSize(1);
  }

  /** How many requests the victim has out when it wants many things. */
  private int atOnce() {
    for (int i = 0; i < POLICIES; i++) {
      scene.victim.endpoint().initiate("adversary", Optional.of("net-" + i));
    }
    return session.receive().size();
  }

  @Test
  @Tag("R7296-2.3-1")
  void withoutAWordItIsOne() {
    assertThat(atOnce()).isEqualTo(1);
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.3-2")
  void itIsWhatThePeerSaysAndOnlyGrows() {
    announce(Bytes.ofInt(3));
    announce(Bytes.ofInt(5));
    announce(Bytes.ofInt(2));
    announce(Bytes.ofInt(0));
    assertThat(atOnce()).isEqualTo(5);
    scene.assertNothingLeaks();
  }

  @Test
  @Tag("R7296-2.3-2")
  void anotherLengthThanFourOctetsSaysNothing() {
    announce(Bytes.of(0, 0, 5));
    announce(Bytes.of(0, 0, 0, 0, 5));
    announce(Bytes.EMPTY);
    assertThat(atOnce()).isEqualTo(1);
    scene.assertNothingLeaks();
  }
}
