package org.ikev2d.kernel.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RouteSocketTest {
  private static final String ADDRESS = "127.83.12.7/32";

  @Test
  void hearsOfAnAddressThatComesAndGoes() throws IOException, InterruptedException {
    try (RouteSocket socket = RouteSocket.open().orElseThrow()) {
      assertThat(socket.changed(0)).isFalse();
      assumeThat(ip("add")).as("only root may change addresses").isTrue();
      try {
        assertThat(socket.changed(5_000)).isTrue();
      } finally {
        ip("del");
      }
      assertThat(socket.changed(5_000)).isTrue();
    }
  }

  @Test
  void hearsNothingWhenClosed() {
    RouteSocket socket = RouteSocket.open().orElseThrow();
    socket.close();
    socket.close();
    assertThat(socket.changed(0)).isFalse();
  }

  private static boolean ip(String verb) throws InterruptedException {
    try {
      Process ip =
          new ProcessBuilder("ip", "address", verb, ADDRESS, "dev", "lo")
              .redirectErrorStream(true)
              .start();
      return ip.waitFor(10, TimeUnit.SECONDS) && ip.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }
}
