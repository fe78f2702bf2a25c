package org.ikev2d.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ikev2d.wire.Bytes;

/** Makes datagrams out of seeds. The same seed number makes the same datagrams. */
public final class Mutator {
  private static final int HEADER = 28;
  private static final int LENGTH_AT = 24;
  private static final int LONGEST = 4096;
  private static final int[] TELLING = {0, 1, 2, 3, 4, 7, 8, 0x20, 0x7f, 0x80, 0xff};

  private final Random random;
  private final List<Bytes> seeds;

  public Mutator(long seed, List<Bytes> seeds) {
    this.random = new Random(seed);
    this.seeds = new ArrayList<>(seeds);
  }

  /** Adds a message that the victim would take as it is. */
  public void learn(Bytes message) {
    seeds.add(message);
  }

  /** The next datagram, of 0 to {@value #LONGEST} octets, and never a seed as it is. */
  public Bytes next() {
    byte[] octets = random.nextInt(8) == 0 ? noise() : seed();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      octets = change(octets);
    }
    if (octets.length > LONGEST) {
      octets = Arrays.copyOf(octets, LONGEST);
    }
    // Most would be dropped for their length otherwise, before anything looks at them.
    if (octets.length >= HEADER && random.nextInt(10) != 0) {
      setLength(octets);
    }
    Bytes made = Bytes.wrap(octets);
    return seeds.contains(made) ? Bytes.wrap(flip(octets, octets.length - 1)) : made;
  }

  private byte[] seed() {
    return seeds.get(random.nextInt(seeds.size())).toArray();
  }

  private byte[] noise() {
    byte[] octets = new byte[random.nextInt(400)];
    random.nextBytes(octets);
    if (octets.length >= HEADER && random.nextBoolean()) {
      octets[17] = 0x20;
      octets[18] = (byte) (34 + random.nextInt(12));
      octets[19] = (byte) (random.nextInt(8) << 3);
    }
    return octets;
  }

  private byte[] change(byte[] octets) {
    if (octets.length == 0) {
      return noise();
    }
    int at = random.nextInt(octets.length);
    return switch (random.nextInt(10)) {
      case 0 -> flip(octets, at);
      case 1 -> set(octets, at, TELLING[random.nextInt(TELLING.length)]);
      case 2 -> set(octets, at, random.nextInt(256));
      case 3 -> setShort(octets, at);
      case 4 -> Arrays.copyOf(octets, at);
      case 5 -> insert(octets, at);
      case 6 -> remove(octets, at);
      case 7 -> splice(octets, at);
      case 8 -> freshSpi(octets);
      default -> header(octets);
    };
  }

  private byte[] flip(byte[] octets, int at) {
    octets[at] ^= (byte) (1 << random.nextInt(8));
    return octets;
  }

  private static byte[] set(byte[] octets, int at, int value) {
    octets[at] = (byte) value;
    return octets;
  }

  /** Two octets at once: lengths, counts and types of the wire format. */
  private byte[] setShort(byte[] octets, int at) {
    int value = random.nextBoolean() ? random.nextInt(64) : random.nextInt(65_536);
    octets[at] = (byte) (value >> 8);
    return set(octets, Math.min(at + 1, octets.length - 1), value);
  }

  private byte[] insert(byte[] octets, int at) {
    byte[] more = new byte[1 + random.nextInt(40)];
    random.nextBytes(more);
    return join(Arrays.copyOf(octets, at), more, Arrays.copyOfRange(octets, at, octets.length));
  }

  private byte[] remove(byte[] octets, int at) {
    int end = Math.min(octets.length, at + 1 + random.nextInt(40));
    return join(Arrays.copyOf(octets, at), Arrays.copyOfRange(octets, end, octets.length));
  }

  /** The beginning of one message and the end of another. */
  private byte[] splice(byte[] octets, int at) {
    byte[] other = seed();
    return join(
        Arrays.copyOf(octets, at),
        Arrays.copyOfRange(other, random.nextInt(other.length), other.length));
  }

  /** Another initiator's SPI, so that a first message begins an IKE SA of its own. */
  private byte[] freshSpi(byte[] octets) {
    for (int i = 0; i < Math.min(8, octets.length); i++) {
      octets[i] = (byte) random.nextInt(256);
    }
    return octets;
  }

  /** Next payload, version, exchange, flags or message ID. */
  private byte[] header(byte[] octets) {
    int at = 16 + random.nextInt(8);
    return at < octets.length ? set(octets, at, random.nextInt(64)) : octets;
  }

  private static void setLength(byte[] octets) {
    for (int i = 0; i < 4; i++) {
      octets[LENGTH_AT + i] = (byte) (octets.length >>> 8 * (3 - i));
    }
  }

  private static byte[] join(byte[]... parts) {
    return Bytes.concat(Arrays.stream(parts).map(Bytes::wrap).toArray(Bytes[]::new)).toArray();
  }
}
