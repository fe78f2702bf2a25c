package org.ikev2d.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Tells from a JFR recording where a responder's time goes: {@code FILE [HANDSHAKES]}. Each sample
 * belongs to cryptography if any of its frames is there, else to the innermost package of ours.
 */
public final class ProfileMain {
  private static final List<String> CRYPTO =
      List.of(
          "org.bouncycastle.",
          "sun.security.provider.",
          "com.sun.crypto.provider.",
          "javax.crypto.",
          "java.security.",
          "org.ikev2d.crypto.",
          "org.ikev2d.pki.bc.");

  private static final int TOP = 25;

  /** Samples with a weight, by name. */
  private static final class Shares {
    final Map<String, Long> weights = new HashMap<>();
    long total;

    void add(String name, long weight) {
      weights.merge(name, weight, Long::sum);
      total += weight;
    }

    /** One sample that counts for each of these names. */
    void addAll(List<String> names) {
      names.stream().distinct().forEach(name -> weights.merge(name, 1L, Long::sum));
      total++;
    }

    void print(PrintStream out, String title, int most) {
      out.println();
      out.println("| " + title + " | % |");
      out.println("|---|---|");
      weights.entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(most)
          .forEach(e ->
              out.println(
                  "| "
                      + e.getKey()
                      + " | "
                      + String.format(Locale.ROOT, "%.1f", 100.0 * e.getValue() / total)
                      + " |"));
    }
  }

  private final Shares parts = new Shares();
  private final Shares methods = new Shares();
  private final Shares inclusive = new Shares();
  private final Shares allocatingParts = new Shares();
  private final Shares allocations = new Shares();

  private ProfileMain() {}

  public static void main(String[] args) throws IOException {
    ProfileMain profile = new ProfileMain();
    profile.read(Path.of(args[0]));
    profile.print(System.out, args.length > 1 ? Long.parseLong(args[1]) : 0);
  }

  private void read(Path file) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        RecordedStackTrace trace = event.getStackTrace();
        if (trace == null || trace.getFrames().isEmpty()) {
          continue;
        }
        List<String> frames = frames(trace);
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample", "jdk.CPUTimeSample" -> {
            parts.add(part(frames), 1);
            methods.add(ownFrame(frames), 1);
            inclusive.addAll(frames.stream().filter(f -> f.startsWith("org.ikev2d.")).toList());
          }
          case "jdk.ObjectAllocationSample" -> {
            long weight = event.getLong("weight");
            allocatingParts.add(part(frames), weight);
            allocations.add(
                event.getClass("objectClass").getName() + " at " + ownFrame(frames), weight);
          }
          default -> {}
        }
      }
    }
  }

  private static List<String> frames(RecordedStackTrace trace) {
    List<String> names = new ArrayList<>();
    for (RecordedFrame frame : trace.getFrames()) {
      if (frame.isJavaFrame()) {
        names.add(frame.getMethod().getType().getName() + "." + frame.getMethod().getName());
      }
    }
    return names;
  }

  private static String part(List<String> frames) {
    if (frames.stream().anyMatch(f -> CRYPTO.stream().anyMatch(f::startsWith))) {
      return "cryptography";
    }
    for (String frame : frames) {
      if (frame.startsWith("org.ikev2d.")) {
        String type = frame.substring(0, frame.lastIndexOf('.'));
        int lambda = type.indexOf("$$Lambda");
        String owner = lambda < 0 ? type : type.substring(0, lambda);
        return owner.substring(0, owner.lastIndexOf('.'));
      }
      if (frame.startsWith("io.netty.")) {
        return "io.netty";
      }
    }
    return frames.stream().anyMatch(f -> f.contains("VirtualThread") || f.contains("ForkJoin"))
        ? "virtual threads"
        : "the rest of the JDK";
  }

  /** The innermost frame that is ours, or Bouncy Castle's, or Netty's; else the innermost. */
  private static String ownFrame(List<String> frames) {
    return frames.stream()
        .filter(f ->
            f.startsWith("org.ikev2d.")
                || f.startsWith("org.bouncycastle.")
                || f.startsWith("io.netty."))
        .findFirst()
        .orElse(frames.isEmpty() ? "-" : frames.getFirst());
  }

  private void print(PrintStream out, long handshakes) {
    parts.print(out, "CPU time, " + parts.total + " samples of Java code", TOP);
    methods.print(out, "CPU time by innermost method of ours or of a library", TOP);
    inclusive.print(out, "CPU time of methods of ours with all that they call", 3 * TOP);
    String each =
        handshakes == 0 ? "" : ", " + allocatingParts.total / handshakes + " octets a handshake";
    allocatingParts.print(out, "allocation" + each, TOP);
    allocations.print(out, "allocation by class and place", TOP);
  }
}
