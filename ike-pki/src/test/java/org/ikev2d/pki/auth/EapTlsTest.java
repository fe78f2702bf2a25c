package org.ikev2d.pki.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.tls.ProtocolVersion;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.port.EapMethod.Progress;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EAP-TLS between two sides, without EAP's header. */
class EapTlsTest {
  private static final Entity ROOT = TestPki.root("CN=Root");

  private static EapTls side(boolean server, String protocol) {
    Entity own = TestPki.subject("CN=host").dns("host.example.com").issuedBy(ROOT);
    Credential credential =
        new Credential("host", own.cert(), List.of(own.cert(), ROOT.cert()), own.handle());
    ProtocolVersion version =
        protocol.equals("TLSv1.3") ? ProtocolVersion.TLSv13 : ProtocolVersion.TLSv12;
    TlsParty party = new TlsParty(credential, sent -> List.of(), version);
    return new EapTls(server, new TlsDialogue(server, party));
  }

  private static Bytes data(Progress progress) {
    assertThat(progress).isInstanceOf(Progress.More.class);
    return ((Progress.More) progress).data();
  }

  /** Which side ends first differs: with TLS 1.3 the client ends on the server's last word. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void givesBothSidesTheSameKey(String protocol) {
    EapTls server = side(true, protocol);
    EapTls client = side(false, protocol);
    Bytes request = data(server.step(Optional.empty()));
    Optional<Progress.Done> atClient = Optional.empty();
    for (int round = 0; round < 20; round++) {
      Progress answer = client.step(Optional.of(request));
      Bytes response;
      if (answer instanceof Progress.Done done) {
        atClient = Optional.of(done);
        response = done.data().orElseThrow();
      } else {
        response = data(answer);
      }
      Progress next = server.step(Optional.of(response));
      if (next instanceof Progress.Done atServer) {
        assertThat(atClient.orElseThrow().msk()).isEqualTo(atServer.msk());
        assertThat(atServer.msk().length()).isEqualTo(64);
        return;
      }
      request = data(next);
    }
    throw new AssertionError("no end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void refusesSpoiledFlightsWithoutAnException(String protocol) {
    Random random = new Random(7);
    for (int run = 0; run < 60; run++) {
      EapTls server = side(true, protocol);
      EapTls client = side(false, protocol);
      Bytes hello = data(client.step(Optional.of(data(server.step(Optional.empty())))));
      byte[] spoiled = hello.toArray();
      spoiled[1 + random.nextInt(spoiled.length - 1)] ^= (byte) (1 + random.nextInt(255));
      Progress first = server.step(Optional.of(Bytes.wrap(spoiled)));
      Progress second = client.step(Optional.of(Bytes.concat(Bytes.of(0), Bytes.wrap(spoiled))));
      assertThat(first).isNotInstanceOf(Progress.Done.class);
      assertThat(second).isNotInstanceOf(Progress.Done.class);
    }
  }

  @Test
  void acknowledgesFragmentsAndBoundsWhatTheyMake() {
    EapTls server = side(true, "TLSv1.3");
    server.step(Optional.empty());
    Bytes fragment = Bytes.concat(Bytes.of(0x40), Bytes.wrap(new byte[30_000]));
    assertThat(data(server.step(Optional.of(fragment)))).isEqualTo(Bytes.of(0));
    assertThat(data(server.step(Optional.of(fragment)))).isEqualTo(Bytes.of(0));
    assertThat(server.step(Optional.of(fragment))).isInstanceOf(Progress.Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "800000", "40", "20"})
  void refusesMalformedMessages(String hex) {
    EapTls server = side(true, "TLSv1.3");
    server.step(Optional.empty());
    assertThat(server.step(Optional.of(Bytes.ofHex(hex)))).isInstanceOf(Progress.Failed.class);
  }
}
