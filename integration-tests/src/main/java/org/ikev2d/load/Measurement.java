package org.ikev2d.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Rounds of load against several responders, in turn, and the table that comes of them. */
public final class Measurement {
  /**
   * One round.
   *
   * @param cost of the responder's process during the round
   */
  public record Round(LoadResult load, ProcessCost cost) {
    double cpuMillis() {
      return (double) cost.cpuMillis() / Math.max(1, load.established());
    }

    double systemMillis() {
      return (double) cost.systemMillis() / Math.max(1, load.established());
    }
  }

  private record Cell(Suite suite, String target) {}

  private final Map<Cell, List<Round>> rounds = new LinkedHashMap<>();

  public void add(Suite suite, String target, Round round) {
    rounds.computeIfAbsent(new Cell(suite, target), c -> new ArrayList<>()).add(round);
  }

  /**
   * A Markdown table: medians over the rounds, and of CPU time the least and the most as well. The
   * ratio is to the last target of the same suite.
   */
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        "| suite | responder | CPU ms per IKE_SA+CHILD_SA (min..max) | of that kernel | ratio |"
            + " handshakes/s | p50 ms | p99 ms | failed |\n");
    text.append("|---|---|---|---|---|---|---|---|---|\n");
    rounds.forEach((cell, all) -> text.append(line(cell, all)));
    return text.toString();
  }

  private String line(Cell cell, List<Round> all) {
    double cpu = median(all, Round::cpuMillis);
    double reference = cpu;
    for (Map.Entry<Cell, List<Round>> other : rounds.entrySet()) {
      if (other.getKey().suite() == cell.suite()) {
        reference = median(other.getValue(), Round::cpuMillis);
      }
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.3f (%.3f..%.3f) | %.3f | %.2f | %.0f | %.2f | %.2f | %d |%n",
        cell.suite().label(),
        cell.target(),
        cpu,
        all.stream().mapToDouble(Round::cpuMillis).min().orElse(Double.NaN),
        all.stream().mapToDouble(Round::cpuMillis).max().orElse(Double.NaN),
        median(all, Round::systemMillis),
        cpu / reference,
        median(all, r -> r.load().perSecond()),
        median(all, r -> r.load().millisAt(0.5)),
        median(all, r -> r.load().millisAt(0.99)),
        all.stream().mapToInt(r -> r.load().failed()).sum());
  }

  /** Handshakes that failed in all rounds together. */
  public int failed() {
    return rounds.values().stream().flatMap(List::stream).mapToInt(r -> r.load().failed()).sum();
  }

  private static double median(List<Round> all, ToDoubleFunction<Round> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted.length == 0 ? Double.NaN : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
