package org.ikev2d.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.codec.TestMessages.CODEC;
import static org.ikev2d.codec.TestMessages.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ikev2d.payload.Message;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;
import org.junit.jupiter.api.Test;

/** Damaged messages: whatever is done to the octets, decoding answers, and never by throwing. */
class MutationTest {
  private static final int MUTATIONS = 200_000;
  private static final int LONGEST_SEED = 512;

  @Test
  void damagedMessagesAreAnsweredAndAcceptedOnesKeepTheirMeaning() {
    List<Bytes> seeds = seeds();
    Random random = new Random(7296);
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Bytes damaged = mutate(random, seeds);
      switch (CODEC.decode(damaged)) {
        case Decoded.Complete(Message message) -> {
          accepted++;
          assertSameMeaning(damaged, message);
        }
        case Decoded.Malformed malformed -> {
          refused++;
          assertThat(malformed.problem().where()).isNotEmpty();
        }
      }
    }
    assertThat(accepted).as("accepted").isGreaterThan(MUTATIONS / 20);
    assertThat(refused).as("refused").isGreaterThan(MUTATIONS / 20);
  }

  @Test
  void noiseIsAnswered() {
    Random random = new Random(5996);
    for (int i = 0; i < 50_000; i++) {
      byte[] noise = new byte[random.nextInt(120)];
      random.nextBytes(noise);
      CODEC.decode(Bytes.wrap(noise.clone()));
      int type = 33 + random.nextInt(22);
      CODEC.decodePayloads(new PayloadType(type), Bytes.wrap(noise));
    }
  }

  private static void assertSameMeaning(Bytes damaged, Message message) {
    Bytes written = CODEC.encode(message);
    if (written.length() != damaged.length()
        || !(CODEC.decode(written) instanceof Decoded.Complete(Message again))
        || !again.equals(message)) {
      throw new AssertionError("written otherwise: " + damaged.toHex());
    }
  }

  /** Whole messages, and the insides of protected ones as if they had come unprotected. */
  private static List<Bytes> seeds() {
    List<Bytes> seeds = new ArrayList<>(TestMessages.messages().values());
    TestMessages.chains()
        .values()
        .forEach(chain -> seeds.add(message(chain.first(), chain.octets())));
    seeds.removeIf(seed -> seed.length() > LONGEST_SEED);
    return seeds;
  }

  private static Bytes mutate(Random random, List<Bytes> seeds) {
    byte[] octets = seeds.get(random.nextInt(seeds.size())).toArray();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && octets.length > 0; i++) {
      octets = change(random, octets, seeds);
    }
    boolean mend = random.nextInt(8) != 0;
    if (mend && octets.length >= 28) {
      Bytes.ofInt(octets.length).copyTo(octets, 24);
    }
    return Bytes.wrap(octets);
  }

  private static byte[] change(Random random, byte[] octets, List<Bytes> seeds) {
    int at = random.nextInt(octets.length);
    switch (random.nextInt(6)) {
      case 0 -> octets[at] = (byte) random.nextInt(256);
      case 1 -> octets[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> octets[at] = (byte) (octets[at] + (random.nextBoolean() ? 1 : -1));
      case 3 -> octets[at] = (byte) (random.nextBoolean() ? 0xff : 0);
      case 4 -> {
        return Bytes.wrap(octets).slice(0, at).toArray();
      }
      default -> {
        Bytes other = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(other.length());
        return Bytes.concat(Bytes.wrap(octets).slice(0, at), other.slice(from, other.length()))
            .toArray();
      }
    }
    return octets;
  }
}
