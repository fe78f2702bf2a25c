package org.ikev2d.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.crypto.Vectors.bytes;
import static org.ikev2d.crypto.Vectors.secret;
import static org.ikev2d.crypto.Vectors.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Crypto.CipherSpec;
import org.ikev2d.crypto.IkeKeys;
import org.ikev2d.crypto.IntAuth;
import org.ikev2d.crypto.KeyDerivation;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.KeyExchangeMethod.Agreement.Agreed;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.Vectors;
import org.ikev2d.crypto.jdk.JdkCrypto;
import org.ikev2d.crypto.jdk.KnownIv;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.KePayload;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An exchange with ML-KEM-768 in IKE_INTERMEDIATE (RFC 9242, RFC 9370), message by message. */
class IntAuthTest {
  private static final Crypto CRYPTO = new JdkCrypto();
  private static final MessageCodec CODEC = new MessageCodec(Limits.DEFAULT);
  private static final Prf PRF = CRYPTO.prf(PrfId.HMAC_SHA2_256).orElseThrow();
  private static final CipherSpec GCM =
      CRYPTO.cipher(EncrId.AES_GCM_16, 256, IntegId.NONE).orElseThrow();
  private static final JsonNode C =
      Vectors.file("exchange-synthetic.json").get("exchanges").get("C");
  private static final JsonNode MESSAGES = C.get("messages");
  private static final int AUTH_MESSAGE_ID = 2;

  private final IkeKeys before =
      KeyDerivation.ikeKeys(
          PRF,
          GCM,
          secret(C, "x25519_shared"),
          bytes(C, "ni"),
          bytes(C, "nr"),
          spi(C, "spi_i"),
          spi(C, "spi_r"));
  private final Envelope initiator = Envelope.of(GCM, before, true, CODEC);
  private final Envelope responder = Envelope.of(GCM, before, false, CODEC);

  private static Message decode(Bytes datagram) {
    return ((Decoded.Complete) CODEC.decode(datagram)).message();
  }

  private static Opened.Payloads open(Envelope envelope, Bytes datagram) {
    Opened opened = envelope.open(datagram, decode(datagram));
    assertThat(opened).isInstanceOf(Opened.Payloads.class);
    return (Opened.Payloads) opened;
  }

  @Tag("R9242-3.3-1")
  @Test
  void bothSidesComeToTheSameOctetsToSign() {
    Bytes request = bytes(MESSAGES, "ike_intermediate_request");
    Bytes response = bytes(MESSAGES, "ike_intermediate_response");
    Bytes requestOctets = responder.intAuthOctets(decode(request), open(responder, request));
    Bytes responseOctets = initiator.intAuthOctets(decode(response), open(initiator, response));
    assertThat(requestOctets.toHex()).startsWith(C.get("intauth_i1_A").asText());
    assertThat(responseOctets.toHex()).startsWith(C.get("intauth_r1_A").asText());
    IntAuth chain =
        IntAuth.NONE
            .withRequest(PRF, before.skPi(), requestOctets)
            .withResponse(PRF, before.skPr(), responseOctets);
    assertThat(chain.initiator()).isEqualTo(bytes(C, "intauth_i1"));
    assertThat(chain.responder()).isEqualTo(bytes(C, "intauth_r1"));
    assertThat(chain.signedOctets(AUTH_MESSAGE_ID)).isEqualTo(bytes(C, "intauth"));
  }

  @Test
  void theSenderComputesWhatTheReceiverDoes() {
    Bytes request = bytes(MESSAGES, "ike_intermediate_request");
    Opened.Payloads inner = open(responder, request);
    Bytes received = responder.intAuthOctets(decode(request), inner);
    assertThat(initiator.intAuthOctets(decode(request).header(), inner.payloads()))
        .isEqualTo(received);
  }

  @Tag("R9242-3.3-1")
  @Test
  void fragmentationDoesNotChangeIt() {
    Bytes whole = bytes(MESSAGES, "ike_intermediate_request");
    Bytes expected = responder.intAuthOctets(decode(whole), open(responder, whole));
    List<Bytes> fragments =
        Vectors.list(MESSAGES.get("ike_intermediate_request_fragments")).stream()
            .map(node -> Bytes.ofHex(node.asText()))
            .toList();
    assertThat(fragments).hasSize(2);
    Message second = decode(fragments.get(1));
    assertThat(responder.open(fragments.get(1), second))
        .isEqualTo(new Opened.FragmentPending(1, 2));
    Opened.Payloads inner = open(responder, fragments.get(0));
    assertThat(responder.intAuthOctets(decode(fragments.get(0)), inner)).isEqualTo(expected);
    assertThat(responder.intAuthOctets(second, inner)).isEqualTo(expected);
  }

  @Tag("R9242-3.3-1")
  @Test
  void eachExchangeContinuesTheChainOfItsSender() {
    Bytes one = Bytes.of(1, 2, 3);
    Bytes two = Bytes.of(4);
    IntAuth first = IntAuth.NONE.withRequest(PRF, before.skPi(), one);
    IntAuth second = first.withRequest(PRF, before.skPi(), two);
    Bytes joined = Bytes.concat(first.initiator(), two);
    assertThat(second).isEqualTo(IntAuth.NONE.withRequest(PRF, before.skPi(), joined));
  }

  @Test
  void withoutIntermediateExchangesNothingIsSigned() {
    assertThat(IntAuth.NONE.signedOctets(1)).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void theKeyExchangeInsideIsThatOfMlKemAndTheNextMessageHasItsKeys() {
    KeyExchangeMethod method = CRYPTO.keyExchange(GroupId.ML_KEM_768).orElseThrow();
    KePayload request = ke(open(responder, bytes(MESSAGES, "ike_intermediate_request")));
    KePayload response = ke(open(initiator, bytes(MESSAGES, "ike_intermediate_response")));
    assertThat(request.group()).isEqualTo(GroupId.ML_KEM_768);
    assertThat(response.group()).isEqualTo(GroupId.ML_KEM_768);
    try (Initiation initiation = method.initiate(KnownIv.random(bytes(C, "mlkem768_seed_d_z")))) {
      assertThat(initiation.publicValue()).isEqualTo(request.data());
      Agreed agreed = (Agreed) initiation.finish(response.data());
      assertThat(agreed.shared()).isEqualTo(secret(C, "mlkem768_shared"));
      IkeKeys after =
          KeyDerivation.updatedIkeKeys(
              PRF,
              GCM,
              before.skD(),
              agreed.shared(),
              bytes(C, "ni"),
              bytes(C, "nr"),
              spi(C, "spi_i"),
              spi(C, "spi_r"));
      Opened.Payloads auth =
          open(Envelope.of(GCM, after, false, CODEC), bytes(MESSAGES, "ike_auth_request"));
      assertThat(authData(auth.payloads())).isEqualTo(bytes(C, "auth_i"));
    }
  }

  private static KePayload ke(Opened.Payloads opened) {
    return (KePayload) opened.payloads().getFirst();
  }

  private static Bytes authData(List<Payload> payloads) {
    return payloads.stream()
        .filter(AuthPayload.class::isInstance)
        .map(payload -> ((AuthPayload) payload).data())
        .findFirst()
        .orElseThrow();
  }
}
