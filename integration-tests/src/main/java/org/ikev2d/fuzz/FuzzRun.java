package org.ikev2d.fuzz;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ikev2d.adversary.Adversary;
import org.ikev2d.adversary.UdpWire;
import org.ikev2d.wire.Bytes;

/** Throws datagrams at a daemon that runs somewhere, and asks it in between whether it is well. */
public final class FuzzRun {
  private static final String USAGE =
      """
      usage: run ADDRESS [--port PORT] [--count N] [--rate N] [--seconds N] [--seed N]
        --port     UDP port, default 500
        --count    datagrams to send, default 10000, at most 10000000
        --rate     datagrams a second, default 2000
        --seconds  longest time it may take, default 60
        --seed     repeats a run; by default it is chosen and printed
      Exit status: 0 the daemon answered to the end; 1 it fell silent; 2 wrong usage.
      """;

  private static final int CHECK_EVERY = 1000;
  private static final int PATIENCE_MILLIS = 3000;

  private final PrintStream out;

  FuzzRun(PrintStream out) {
    this.out = out;
  }

  /** What to do. */
  record Options(String address, int port, int count, int rate, int seconds, long seed) {
    static Options parse(String[] args) {
      if (args.length == 0 || args[0].startsWith("-") || args.length % 2 == 0) {
        throw new IllegalArgumentException("an address, then options with a value each");
      }
      Options options =
          new Options(args[0], 500, 10_000, 2000, 60, new SecureRandom().nextLong() >>> 1);
      for (int i = 1; i < args.length; i += 2) {
        options = options.with(args[i], args[i + 1]);
      }
      return options;
    }

    private Options with(String option, String value) {
      return switch (option) {
        case "--port" ->
            new Options(address, number(option, value, 65_535), count, rate, seconds, seed);
        case "--count" ->
            new Options(address, port, number(option, value, 10_000_000), rate, seconds, seed);
        case "--rate" ->
            new Options(address, port, count, number(option, value, 1_000_000), seconds, seed);
        case "--seconds" ->
            new Options(address, port, count, rate, number(option, value, 86_400), seed);
        case "--seed" -> new Options(address, port, count, rate, seconds, Long.parseLong(value));
        default -> throw new IllegalArgumentException("no option " + option);
      };
    }

    private static int number(String option, String value, int most) {
      int number = Integer.parseInt(value);
      if (number < 1 || number > most) {
        throw new IllegalArgumentException(option + " " + value + ": 1 to " + most);
      }
      return number;
    }
  }

  public static void main(String[] args) {
    System.exit(new FuzzRun(System.out).run(args));
  }

  int run(String... args) {
    try {
      return run(Options.parse(args));
    } catch (IllegalArgumentException | UnknownHostException wrong) {
      out.println("run: " + wrong.getMessage());
      out.print(USAGE);
      return 2;
    }
  }

  private int run(Options options) throws UnknownHostException {
    InetSocketAddress victim =
        new InetSocketAddress(InetAddress.getByName(options.address()), options.port());
    InetAddress any = InetAddress.getByAddress(new byte[victim.getAddress().getAddress().length]);
    out.println("seed " + options.seed());
    List<Bytes> seeds = Seeds.messages();
    Mutator mutator = new Mutator(options.seed(), seeds);
    long end = System.nanoTime() + Duration.ofSeconds(options.seconds()).toNanos();
    long pause = Duration.ofSeconds(1).toNanos() / options.rate();
    int sent = 0;
    try (UdpWire wire = new UdpWire(any, victim, 1);
        UdpWire asking = new UdpWire(any, victim, PATIENCE_MILLIS)) {
      if (!isWell(asking)) {
        out.println("no answer from " + victim + " before the first datagram");
        return 1;
      }
      while (sent < options.count() && System.nanoTime() < end) {
        wire.send(mutator.next());
        sent++;
        if (sent % CHECK_EVERY == 0 && !isWell(asking)) {
          out.println("no answer from " + victim + " after " + sent + " datagrams");
          return 1;
        }
        LockSupport.parkNanos(pause);
      }
      boolean well = isWell(asking);
      out.println(sent + " datagrams sent, " + victim + (well ? " answers" : " does not answer"));
      return well ? 0 : 1;
    }
  }

  /**
   * Any answer will do, even that it knows no such peer or wants a cookie. Tried twice more: the
   * first may be lost in the flood.
   */
  private static boolean isWell(UdpWire wire) {
    for (int tries = 0; tries < 3; tries++) {
      Adversary peer = Adversary.initiator(wire, new SecureRandom());
      if (!peer.init(peer.initPayloads()).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
