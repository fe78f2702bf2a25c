package org.ikev2d.transport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.transport.gate.Datagrams.init;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Test;

/** Datagrams at random and datagrams spoiled, from sources without end. */
class GateFloodTest {
  private static final int DATAGRAMS = 100_000;
  private static final int SOURCES = 512;
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(Datagrams.ip("192.0.2.1"), 500);

  @Test
  void judgesEveryDatagramAndRemembersABoundedNumberOfSources() throws Exception {
    GateSettings d = GateSettings.DEFAULT;
    GateSettings settings =
        new GateSettings(
            d.cookieTotal(),
            d.cookiePerSource(),
            d.maxPerSource(),
            d.maxTotal(),
            d.unproven(),
            d.proven(),
            d.cookieReplies(),
            d.secretLife(),
            SOURCES);
    Random random = new Random(20_261_121);
    Gate gate = new Gate(settings, random);
    Bytes cookie = Bytes.wrap(new byte[33]);
    Bytes[] seeds = {init(Optional.empty()), init(Optional.of(cookie))};
    Load[] loads = {Load.NONE, new FixedLoad(30, 0), new FixedLoad(40, 60)};

    for (int i = 0; i < DATAGRAMS; i++) {
      Bytes datagram = i % 4 == 0 ? noise(random) : spoiled(random, seeds[i % seeds.length]);
      long now = i * 1_000_000L;
      Verdict verdict = gate.admit(path(random), datagram, now, loads[i % loads.length]);
      if (verdict instanceof Verdict.Reply(Bytes answer, GateReason reason)) {
        assertThat(answer.length()).as(reason.code()).isLessThan(100);
        assertThat(Datagrams.decode(answer).header().response()).isTrue();
      }
    }
    assertThat(gate.counts().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(DATAGRAMS);
    assertThat(gate.counts().values()).filteredOn(count -> count > 0).hasSizeGreaterThan(7);
    // Three tables of the settings and the fixed one for answers to future versions.
    assertThat(gate.remembered()).isLessThanOrEqualTo(3 * SOURCES + 4096);
  }

  private static Path path(Random random) throws UnknownHostException {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(address);
    return new Path(
        LOCAL,
        new InetSocketAddress(InetAddress.getByAddress(address), random.nextInt(65536)),
        random.nextBoolean());
  }

  private static Bytes noise(Random random) {
    byte[] octets = new byte[random.nextInt(200)];
    random.nextBytes(octets);
    if (octets.length > 28) {
      setLength(octets);
    }
    return Bytes.wrap(octets);
  }

  /** A good request with some octets replaced, sometimes cut, its Length field mostly right. */
  private static Bytes spoiled(Random random, Bytes seed) {
    byte[] octets = seed.toArray();
    for (int i = random.nextInt(4); i > 0; i--) {
      octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(4) == 0) {
      octets = Arrays.copyOf(octets, 28 + random.nextInt(octets.length - 28));
    }
    if (random.nextInt(10) != 0) {
      setLength(octets);
    }
    return Bytes.wrap(octets);
  }

  private static void setLength(byte[] octets) {
    Bytes.ofInt(octets.length).copyTo(octets, 24);
  }
}
