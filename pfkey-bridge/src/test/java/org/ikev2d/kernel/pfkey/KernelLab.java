package org.ikev2d.kernel.pfkey;

import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.pattern;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.ReservedReqids;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/** The kernel under test, and what the checks share. */
final class KernelLab {
  static final int REQID = ReservedReqids.FIRST;

  final InetAddress us;
  final InetAddress peer;

  /** The network namespace of the peer, for commands there; empty where there is none. */
  final Optional<String> peerNamespace;

  final PfKeyBackend kernel;
  final BlockingQueue<KernelEvent> events = new LinkedBlockingQueue<>();
  private int failures;

  KernelLab(InetAddress us, InetAddress peer, Optional<String> peerNamespace, PfKeyBackend kernel) {
    this.us = us;
    this.peer = peer;
    this.peerNamespace = peerNamespace;
    this.kernel = kernel;
  }

  /** A check may throw what it likes. */
  interface Check {
    void run() throws Exception;
  }

  void check(String name, Check check) {
    try {
      check.run();
      System.out.println("ok " + name);
    } catch (Exception | AssertionError e) {
      failures++;
      System.out.println("not ok " + name + " " + e);
    }
  }

  int failures() {
    return failures;
  }

  static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  static void same(Object actual, Object expected, String what) {
    expect(Objects.equals(actual, expected), what + ": " + actual + ", expected " + expected);
  }

  KernelSa esp(int spi, EncrChoice cipher, IntegId integ) {
    int key = AlgorithmTable.encrKeymatOctets(cipher.id(), cipher.keyBits()).orElseThrow();
    int auth = AlgorithmTable.integKeymatOctets(integ).orElseThrow();
    return new KernelSa(
        new SaId(ProtocolId.ESP, new ChildSpi(spi), us, peer),
        IpsecMode.TRANSPORT,
        REQID,
        Optional.of(cipher),
        Secret.wrap(pattern(key)),
        integ,
        Secret.wrap(pattern(auth)),
        false,
        32,
        NO_LIMIT,
        List.of(),
        List.of(),
        Optional.empty(),
        false);
  }

  KernelPolicy policy(Direction direction, IpsecMode mode, int reqid) {
    boolean out = direction == Direction.OUT;
    boolean tunnel = mode == IpsecMode.TUNNEL;
    InetAddress from = out ? us : peer;
    InetAddress to = out ? peer : us;
    return new KernelPolicy(
        direction,
        AddressSelector.ofPrefix(Bytes.wrap(from.getAddress()), 32),
        AddressSelector.ofPrefix(Bytes.wrap(to.getAddress()), 32),
        1000,
        false,
        Optional.of(
            new Template(
                ProtocolId.ESP,
                mode,
                tunnel ? Optional.of(from) : Optional.empty(),
                tunnel ? Optional.of(to) : Optional.empty(),
                reqid)));
  }

  void ping(int count) throws IOException, InterruptedException {
    new ProcessBuilder(
            "ping", "-n", "-q", "-c", "" + count, "-i", "0.3", "-W", "1", peer.getHostAddress())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  <E extends KernelEvent> E await(Class<E> type) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      KernelEvent event = events.poll(1, TimeUnit.SECONDS);
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " within 20 s");
  }

  static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    expect(process.waitFor() == 0, String.join(" ", command) + ": " + output);
  }
}
