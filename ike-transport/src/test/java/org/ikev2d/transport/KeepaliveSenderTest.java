package org.ikev2d.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeepaliveSenderTest {
  private static final Bytes MESSAGE = Bytes.ofText("message");
  private static final Path PATH = path(4500);

  private final ManualTimers timers = new ManualTimers();
  private final List<Path> keepalives = new ArrayList<>();
  private final List<Bytes> messages = new ArrayList<>();
  private final KeepaliveSender sender =
      new KeepaliveSender(
          timers,
          KeepaliveSender.DEFAULT_INTERVAL,
          (path, message) -> messages.add(message),
          (path, octets) -> {
            assertThat(octets).isEqualTo(Bytes.of(0xff));
            keepalives.add(path);
          });

  private static Path path(int remotePort) {
    return new Path(
        new InetSocketAddress("192.0.2.1", 4500),
        new InetSocketAddress("198.51.100.1", remotePort),
        true);
  }

  @Tag("R3948-4-1")
  @Test
  void sendsOneOctetEveryTwentySecondsOfSilence() {
    sender.keepAlive(PATH);
    timers.pass(Duration.ofMillis(19_999));
    assertThat(keepalives).isEmpty();
    timers.pass(Duration.ofMillis(1));
    assertThat(keepalives).hasSize(1);
    timers.pass(Duration.ofSeconds(60));
    assertThat(keepalives).hasSize(4).containsOnly(PATH);
  }

  @Test
  void waitsAgainAfterAMessageOnThatPath() {
    sender.keepAlive(PATH);
    sender.keepAlive(path(4501));
    timers.pass(Duration.ofSeconds(15));
    sender.send(PATH, MESSAGE);
    timers.pass(Duration.ofSeconds(15));
    assertThat(messages).containsExactly(MESSAGE);
    assertThat(keepalives).containsExactly(path(4501));
    timers.pass(Duration.ofSeconds(5));
    assertThat(keepalives).containsExactly(path(4501), PATH);
  }

  @Test
  void stopsWhenEveryUserHasStopped() {
    sender.keepAlive(PATH);
    sender.keepAlive(PATH);
    sender.letGo(PATH);
    timers.pass(Duration.ofSeconds(20));
    assertThat(keepalives).hasSize(1);
    sender.letGo(PATH);
    sender.letGo(PATH);
    timers.pass(Duration.ofSeconds(100));
    assertThat(keepalives).hasSize(1);
    assertThat(timers.pending()).isZero();
  }

  @Test
  void passesMessagesOfOtherPathsOnAndKeepsNothingOfThem() {
    sender.send(PATH, MESSAGE);
    timers.pass(Duration.ofSeconds(100));
    assertThat(messages).containsExactly(MESSAGE);
    assertThat(keepalives).isEmpty();
  }

  @Test
  void closeStopsAll() {
    sender.keepAlive(PATH);
    sender.keepAlive(path(4501));
    sender.close();
    timers.pass(Duration.ofSeconds(100));
    assertThat(keepalives).isEmpty();
    assertThat(timers.pending()).isZero();
  }
}
