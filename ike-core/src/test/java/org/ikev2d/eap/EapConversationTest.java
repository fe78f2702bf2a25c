package org.ikev2d.eap;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.EapSecret;
import org.ikev2d.port.TlsRole;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of EAP, without IKE around them. */
class EapConversationTest {
  private static final Identity CLIENT = Identity.ofFqdn("a.example.com");
  private static final Identity SERVER = Identity.ofFqdn("b.example.com");

  private static EapMethods methods(AuthChoice choice, Identity own, Identity peer, String word) {
    EapSecret secret = new EapSecret("alice", Secret.ofPublic(Bytes.ofText(word)));
    return new EapMethods(choice, own, peer, List.of(secret), new SecureRandom());
  }

  private final EapConversation client =
      EapConversation.client(methods(AuthChoice.EAP_MSCHAPV2, CLIENT, SERVER, "password"));
  private final EapConversation server =
      EapConversation.server(methods(AuthChoice.EAP_MSCHAPV2, SERVER, CLIENT, "password"));

  private static EapOutcome step(EapConversation side, Bytes message) {
    return side.step(Credentials.NONE, Optional.of(message));
  }

  private static Bytes sent(EapOutcome outcome) {
    assertThat(outcome).isInstanceOf(EapOutcome.Send.class);
    return ((EapOutcome.Send) outcome).message();
  }

  private Bytes begin() {
    return sent(server.step(Credentials.NONE, Optional.empty()));
  }

  private static EapPacket packet(Bytes message) {
    return EapPacket.decode(message).orElseThrow();
  }

  private static Bytes request(int identifier, int type, Bytes data) {
    return new EapPacket(EapPacket.REQUEST, identifier, type, data).encode();
  }

  private static String why(EapOutcome outcome) {
    assertThat(outcome).isInstanceOf(EapOutcome.Failed.class);
    return ((EapOutcome.Failed) outcome).why();
  }

  /** Success and Failure have exactly four octets, and an answer the identifier of its request. */
  @Tag("R7296-3.16-1")
  @Test
  void givesBothSidesTheSameKey() {
    Bytes challenge = begin();
    Bytes response = sent(step(client, challenge));
    Bytes proof = sent(step(server, response));
    Bytes acknowledgement = sent(step(client, proof));
    EapOutcome.Succeeded atServer = (EapOutcome.Succeeded) step(server, acknowledgement);
    Bytes success = atServer.message().orElseThrow();
    EapOutcome.Succeeded atClient = (EapOutcome.Succeeded) step(client, success);

    assertThat(packet(challenge).type()).isEqualTo(26);
    assertThat(packet(response).identifier()).isEqualTo(packet(challenge).identifier());
    assertThat(packet(acknowledgement).identifier()).isEqualTo(packet(proof).identifier());
    assertThat(success.length()).isEqualTo(4);
    assertThat(atClient.msk()).isEqualTo(atServer.msk());
    assertThat(atServer.identity()).contains("alice");
  }

  @Tag("R7296-3.16-1")
  @Test
  void tellsItsNameToAServerThatAsksForIt() {
    Bytes answer = sent(step(client, request(7, EapPacket.IDENTITY, Bytes.EMPTY)));
    assertThat(packet(answer))
        .isEqualTo(new EapPacket(EapPacket.RESPONSE, 7, EapPacket.IDENTITY, Bytes.ofText("alice")));
    Bytes noted = sent(step(client, request(8, EapPacket.NOTIFICATION, Bytes.ofText("hello"))));
    assertThat(packet(noted).type()).isEqualTo(EapPacket.NOTIFICATION);
    assertThat(sent(step(client, begin()))).isNotNull();
  }

  @Test
  void namesItsOwnMethodInPlaceOfAnother() {
    Bytes answer = sent(step(client, request(7, 4, Bytes.of(1, 2))));
    assertThat(packet(answer))
        .isEqualTo(new EapPacket(EapPacket.RESPONSE, 7, EapPacket.NAK, Bytes.of(26)));
  }

  @Test
  void refusesAnotherMethodOnceItsOwnHasBegun() {
    step(client, begin());
    assertThat(why(step(client, request(7, 4, Bytes.of(1, 2)))))
        .isEqualTo("method theirs 4, ours 26");
  }

  @Test
  void believesNoSuccessBeforeTheServerHasProvedItself() {
    step(client, begin());
    Bytes success = EapPacket.end(EapPacket.SUCCESS, 1).encode();
    assertThat(why(step(client, success))).contains("before the method has succeeded");
  }

  @Test
  void endsWhereTheClientRefusesTheMethod() {
    int identifier = packet(begin()).identifier();
    Bytes nak = new EapPacket(EapPacket.RESPONSE, identifier, EapPacket.NAK, Bytes.of(13)).encode();
    EapOutcome outcome = step(server, nak);
    assertThat(why(outcome)).contains("method refused");
    assertThat(((EapOutcome.Failed) outcome).message().orElseThrow())
        .isEqualTo(EapPacket.end(EapPacket.FAILURE, identifier).encode());
  }

  @Test
  void takesNoAnswerToAnotherRequest() {
    EapPacket answer = packet(sent(step(client, begin())));
    Bytes stale =
        new EapPacket(answer.code(), (answer.identifier() + 1) % 256, answer.type(), answer.data())
            .encode();
    assertThat(why(step(server, stale))).startsWith("identifier theirs");
  }

  @Test
  void tellsNobodyWhichNamesThereAre() {
    EapConversation stranger =
        EapConversation.client(
            new EapMethods(
                AuthChoice.EAP_MSCHAPV2,
                CLIENT,
                SERVER,
                List.of(new EapSecret("eve", Secret.ofPublic(Bytes.ofText("password")))),
                new SecureRandom()));
    Bytes failure = sent(step(server, sent(step(stranger, begin()))));
    assertThat(packet(failure).data().toText()).contains("E=691 R=0 C=");
    assertThat(why(step(server, sent(step(stranger, failure))))).contains("no user 'eve'");
  }

  @Test
  void givesAServerThatDoesNotKnowThePasswordNoKey() {
    EapPacket answer = packet(sent(step(client, begin())));
    MsChapPacket response = MsChapPacket.decode(answer.data()).orElseThrow();
    Bytes text = Bytes.ofText("S=" + "0".repeat(40) + " M=OK");
    Bytes lie = new MsChapPacket(MsChapPacket.SUCCESS, response.id(), text).encode();
    assertThat(why(step(client, request(9, 26, lie)))).contains("does not know the password");
  }

  /** Each truncation and each octet changed ends in a value, never in an exception. */
  @Test
  void refusesWhatIsMalformed() {
    Bytes challenge = begin();
    Bytes response = sent(step(client, challenge));
    for (int length = 0; length < response.length(); length++) {
      Bytes broken = response.slice(0, length);
      EapConversation fresh =
          EapConversation.server(methods(AuthChoice.EAP_MSCHAPV2, SERVER, CLIENT, "password"));
      fresh.step(Credentials.NONE, Optional.empty());
      assertThat(step(fresh, broken)).isInstanceOf(EapOutcome.Failed.class);
    }
    for (int length = 0; length < packet(challenge).data().length(); length++) {
      EapConversation fresh =
          EapConversation.client(methods(AuthChoice.EAP_MSCHAPV2, CLIENT, SERVER, "password"));
      EapOutcome outcome = step(fresh, request(1, 26, packet(challenge).data().slice(0, length)));
      assertThat(outcome).isInstanceOf(EapOutcome.Failed.class);
    }
  }

  @Tag("R7296-2.16-3")
  @Test
  void boundsTheNumberOfRounds() {
    for (int round = 0; round < EapSession.MOST_ROUNDS; round++) {
      sent(step(client, request(round, EapPacket.IDENTITY, Bytes.EMPTY)));
    }
    assertThat(why(step(client, request(0, EapPacket.IDENTITY, Bytes.EMPTY))))
        .startsWith("too long");
  }

  @Test
  void boundsTheOctets() {
    Bytes text = Bytes.wrap(new byte[40_000]);
    sent(step(client, request(0, EapPacket.NOTIFICATION, text)));
    assertThat(why(step(client, request(1, EapPacket.NOTIFICATION, text)))).startsWith("too long");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void failsWithoutKeysForTls(boolean atServer) {
    EapMethods methods = methods(AuthChoice.EAP_TLS, CLIENT, SERVER, "password");
    EapOutcome outcome =
        atServer
            ? EapConversation.server(methods).step(Credentials.NONE, Optional.empty())
            : step(EapConversation.client(methods), request(1, 13, Bytes.of(0x20)));
    assertThat(why(outcome)).isEqualTo("no key or password for EAP_TLS");
    assertThat(Credentials.NONE.eapTls(new TlsRole(atServer, CLIENT, SERVER)))
        .isEqualTo(Optional.<EapMethod>empty());
  }

  @Test
  void givesUpWhenItIsClosed() {
    Bytes challenge = begin();
    client.close();
    assertThat(why(step(client, challenge))).isEqualTo("given up");
  }
}
