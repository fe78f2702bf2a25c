package org.ikev2d.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.ikev2d.codec.Chain;
import org.ikev2d.codec.Decoded;
import org.ikev2d.codec.Limits;
import org.ikev2d.codec.MessageCodec;
import org.ikev2d.config.check.Finding;
import org.ikev2d.config.check.Loaded;
import org.ikev2d.config.properties.SettingsReader;
import org.ikev2d.config.rules.IkeSupport;
import org.ikev2d.config.rules.RuleReader;
import org.ikev2d.config.syntax.PresharedParser;
import org.ikev2d.crypto.Secret;
import org.ikev2d.eap.EapConversation;
import org.ikev2d.eap.EapMethods;
import org.ikev2d.eap.EapOutcome;
import org.ikev2d.eap.EapPacket;
import org.ikev2d.kernel.msg.SadbCodec;
import org.ikev2d.payload.Identity;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.MessageHeader;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapSecret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * What reads octets or text from outside answers with a value, whatever it is given. In a test run
 * the files below {@code ParserFuzzTestInputs} are tried; docs/architecture.md says how to let
 * Jazzer look for more.
 */
class ParserFuzzTest {
  private static final MessageCodec CODEC = new MessageCodec(Limits.DEFAULT);

  @FuzzTest(maxDuration = "5m")
  void messages(byte[] octets) {
    if (CODEC.decode(Bytes.copyOf(octets)) instanceof Decoded.Complete(Message message)) {
      Message sent = new Message(plain(message.header()), message.payloads());
      assertThat(CODEC.decode(CODEC.encode(sent))).isEqualTo(new Decoded.Complete(sent));
    }
  }

  /** As we write it: a header may have come with bits that are ignored. */
  private static MessageHeader plain(MessageHeader header) {
    return MessageHeader.of(
        header.initiatorSpi(),
        header.responderSpi(),
        header.exchange(),
        header.fromInitiator(),
        header.response(),
        header.messageId());
  }

  @FuzzTest(maxDuration = "5m")
  void payloadChains(byte[] octets) {
    if (octets.length > 0) {
      Bytes all = Bytes.copyOf(octets);
      PayloadType first = new PayloadType(all.at(0));
      Bytes rest = all.slice(1, all.length());
      if (CODEC.decodePayloads(first, rest) instanceof Chain.Parsed parsed) {
        PayloadType again = MessageCodec.firstType(parsed.payloads());
        assertThat(CODEC.decodePayloads(again, CODEC.encodePayloads(parsed.payloads())))
            .isEqualTo(parsed);
      }
    }
  }

  /** Both sides of EAP, the client before and after its server has begun. */
  @FuzzTest(maxDuration = "5m")
  void eapMessages(byte[] octets) {
    Bytes all = Bytes.copyOf(octets);
    EapPacket.decode(all).ifPresent(packet -> assertThat(packet.encode()).isEqualTo(all));
    Identity host = Identity.ofFqdn("host.example.com");
    EapSecret alice = new EapSecret("alice", Secret.ofPublic(Bytes.ofText("password")));
    EapMethods methods =
        new EapMethods(AuthChoice.EAP_MSCHAPV2, host, host, List.of(alice), new SecureRandom());
    EapConversation server = EapConversation.server(methods);
    EapOutcome begun = server.step(Credentials.NONE, Optional.empty());
    EapConversation client = EapConversation.client(methods);
    EapConversation asked = EapConversation.client(methods);
    asked.step(Credentials.NONE, Optional.of(((EapOutcome.Send) begun).message()));
    for (EapConversation side : List.of(server, client, asked)) {
      assertThat(side.step(Credentials.NONE, Optional.of(all)))
          .isNotInstanceOf(EapOutcome.Succeeded.class);
    }
  }

  @FuzzTest(maxDuration = "5m")
  void kernelMessages(byte[] octets) {
    assertThat(SadbCodec.NATIVE.decode(octets)).isNotNull();
  }

  @FuzzTest(maxDuration = "5m")
  void rules(byte[] octets) {
    check(RuleReader.read("ikev2.config", text(octets), IkeSupport.all()));
  }

  @FuzzTest(maxDuration = "5m")
  void presharedKeys(byte[] octets) {
    check(PresharedParser.parse("ikev2.preshared", octets));
  }

  @FuzzTest(maxDuration = "5m")
  void settings(byte[] octets) {
    check(SettingsReader.read("ikev2d.conf", text(octets), List.of()));
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }

  /** Without a value there is an error, and each error says what is wrong and what is right. */
  private static void check(Loaded<?> loaded) {
    assertThat(loaded.good().isPresent() || loaded.hasErrors()).isTrue();
    for (Finding finding : loaded.findings()) {
      assertThat(finding.problem()).isNotBlank();
      assertThat(finding.line()).isNotNegative();
    }
  }
}
