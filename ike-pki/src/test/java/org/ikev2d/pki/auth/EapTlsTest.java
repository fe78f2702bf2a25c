package org.ikev2d.pki.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.ProtocolVersion;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.sign.SignatureScheme;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.port.EapMethod.Progress;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EAP-TLS between two sides, without EAP's header. */
class EapTlsTest {
  /** For a long run: {@code -Dmutations=20000}. */
  private static final int MUTATIONS = Integer.getInteger("mutations", 200);

  private static final Entity ROOT = TestPki.root("CN=Root");

  private static EapTls side(boolean server, String protocol) {
    Entity own = TestPki.subject("CN=host").dns("host.example.com").issuedBy(ROOT);
    Credential credential =
        new Credential("host", own.cert(), List.of(own.cert(), ROOT.cert()), own.handle());
    return side(server, protocol, credential);
  }

  private static EapTls side(boolean server, String protocol, Credential credential) {
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

  /** One message of a whole conversation is spoiled, of either side. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void neverThrowsAndNeverMakesTwoKeysOfASpoiledConversation(String protocol) {
    Random random = new Random(5216);
    for (int run = 0; run < MUTATIONS; run++) {
      EapTls server = side(true, protocol);
      EapTls client = side(false, protocol);
      int spoiled = random.nextInt(8);
      Optional<Secret> atClient = Optional.empty();
      Optional<Secret> atServer = Optional.empty();
      Optional<Bytes> message = Optional.empty();
      for (int i = 0; i < 20 && (i == 0 || message.isPresent()); i++) {
        Progress progress = (i % 2 == 0 ? server : client).step(message);
        if (progress instanceof Progress.Done done && i % 2 == 0) {
          atServer = Optional.of(done.msk());
        } else if (progress instanceof Progress.Done done) {
          atClient = Optional.of(done.msk());
        }
        message =
            switch (progress) {
              case Progress.More(Bytes data) -> Optional.of(data);
              case Progress.Done done -> done.data();
              case Progress.Failed(String why) -> {
                assertThat(why).isNotBlank();
                yield Optional.empty();
              }
            };
        if (i == spoiled) {
          message = message.map(m -> spoil(m, random));
        }
      }
      if (atServer.isPresent() && atClient.isPresent()) {
        assertThat(atClient.get()).as("run %d", run).isEqualTo(atServer.get());
      }
      server.close();
      client.close();
    }
  }

  /** Flips, cuts, appends or repeats octets. */
  private static Bytes spoil(Bytes original, Random random) {
    byte[] octets = original.toArray();
    int at = random.nextInt(octets.length);
    switch (random.nextInt(4)) {
      case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> octets = Arrays.copyOf(octets, at);
      case 2 -> octets = Arrays.copyOf(octets, octets.length + 1 + random.nextInt(300));
      default -> {
        Bytes twice = Bytes.concat(original, original.slice(at, octets.length));
        octets = twice.toArray();
      }
    }
    return Bytes.wrap(octets);
  }

  /** A token's key signs, and cannot be had otherwise. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void asksNoMoreOfAKeyThanToSign(String protocol) {
    Entity own = TestPki.subject("CN=host").dns("host.example.com").issuedBy(ROOT);
    AtomicInteger signed = new AtomicInteger();
    PrivateKeyHandle token =
        new PrivateKeyHandle() {
          @Override
          public KeyFacts publicKey() {
            return own.handle().publicKey();
          }

          @Override
          public Result sign(SignatureScheme scheme, byte[] octets) {
            signed.incrementAndGet();
            return own.handle().sign(scheme, octets);
          }
        };
    Credential credential =
        new Credential("host", own.cert(), List.of(own.cert(), ROOT.cert()), token);
    EapTls server = side(true, protocol, credential);
    EapTls client = side(false, protocol, credential);
    Optional<Bytes> message = Optional.empty();
    for (int i = 0; i < 20 && signed.get() < 2; i++) {
      message = Optional.of(data((i % 2 == 0 ? server : client).step(message)));
    }
    assertThat(signed).hasValue(2);
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
