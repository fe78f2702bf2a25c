package org.ikev2d.transport;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ikev2d.port.Path;
import org.ikev2d.wire.Bytes;

/** Keeps what a transport hands on, for tests to wait for. */
final class Inbox implements Receiver, EspSink {
  record Arrival(Path path, Bytes datagram) {}

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

  @Override
  public void received(Path path, Bytes datagram) {
    arrivals.add(new Arrival(path, datagram));
  }

  Arrival next() throws InterruptedException {
    Arrival arrival = arrivals.poll(10, TimeUnit.SECONDS);
    if (arrival == null) {
      throw new AssertionError("nothing arrived within ten seconds");
    }
    return arrival;
  }

  int waiting() {
    return arrivals.size();
  }
}
