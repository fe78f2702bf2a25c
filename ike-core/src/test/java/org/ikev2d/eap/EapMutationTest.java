package org.ikev2d.eap;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapSecret;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;

/** EAP-MSCHAPv2 with one message spoiled: refused or without effect, never an exception. */
class EapMutationTest {
  /** For a long run: {@code -Dmutations=500000}. */
  private static final int ROUNDS = Integer.getInteger("mutations", 5_000);

  private static final int LONGEST = 6;

  private static EapMethods methods() {
    Identity host = Identity.ofFqdn("host.example.com");
    EapSecret alice = new EapSecret("alice", Secret.ofPublic(Bytes.ofText("password")));
    return new EapMethods(AuthChoice.EAP_MSCHAPV2, host, host, List.of(alice), new SecureRandom());
  }

  @Test
  void oneSpoiledMessageNeverThrowsAndNeverMakesTwoKeys() {
    Random random = new Random(2759);
    int up = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EapConversation client = EapConversation.client(methods());
      EapConversation server = EapConversation.server(methods());
      int spoiled = random.nextInt(LONGEST);
      Optional<EapOutcome.Succeeded> atServer = Optional.empty();
      Optional<EapOutcome.Succeeded> atClient = Optional.empty();
      Optional<Bytes> message = Optional.empty();
      for (int i = 0; i < LONGEST && (i == 0 || message.isPresent()); i++) {
        EapOutcome outcome = (i % 2 == 0 ? server : client).step(Credentials.NONE, message);
        if (outcome instanceof EapOutcome.Succeeded made && i % 2 == 0) {
          atServer = Optional.of(made);
        } else if (outcome instanceof EapOutcome.Succeeded made) {
          atClient = Optional.of(made);
        }
        message = next(outcome);
        if (i == spoiled) {
          message = message.map(m -> spoil(m, random));
        }
      }
      if (atServer.isPresent() && atClient.isPresent()) {
        up++;
        assertThat(atClient.get().msk()).as("round %d", round).isEqualTo(atServer.get().msk());
        assertThat(atServer.get().identity()).contains("alice");
      }
      client.close();
      server.close();
    }
    // Free text and the server's name are not protected, but most octets are.
    assertThat(up).isLessThan(ROUNDS / 2);
  }

  private static Optional<Bytes> next(EapOutcome outcome) {
    return switch (outcome) {
      case EapOutcome.Send(Bytes message) -> Optional.of(message);
      case EapOutcome.Succeeded made -> made.message();
      case EapOutcome.Failed failed -> {
        assertThat(failed.why()).isNotBlank();
        yield failed.message();
      }
    };
  }

  /** Flips, overwrites, cuts or appends octets. */
  private static Bytes spoil(Bytes original, Random random) {
    byte[] octets = original.toArray();
    switch (random.nextInt(4)) {
      case 0 -> octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
      case 2 -> octets = Arrays.copyOf(octets, random.nextInt(octets.length));
      default -> octets = Arrays.copyOf(octets, octets.length + 1 + random.nextInt(300));
    }
    boolean consistent = octets.length >= 4 && random.nextBoolean();
    if (consistent) {
      octets[2] = (byte) (octets.length >> 8);
      octets[3] = (byte) octets.length;
    }
    return Bytes.wrap(octets);
  }
}
