package org.ikev2d.conformance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which peer has used which algorithm with ikev2d in the lab. A group names its peer ({@code # peer
 * strongSwan 6.0}). Its table of suites names algorithms by the transforms that ikev2d is given:
 * the first word of such a line is what the names of its scenarios begin with. What no transform
 * names stands above its scenario ({@code # algorithm AUTH-14 HASH-2}).
 */
final class LabPeers {
  private static final Pattern PEER = Pattern.compile("# peer (\\S.*\\S)\\s*");
  private static final Pattern TABLE = Pattern.compile(".*<<'(\\w+)'.*");
  private static final Pattern SUITE = Pattern.compile("([a-z0-9][a-z0-9-]*)\\s.*\\bencr_alg .*");

  private record Use(String peer, String scenario) {}

  private final Map<String, Set<Use>> uses = new TreeMap<>();

  LabPeers(Path root, List<AlgorithmRow> rows) {
    LabScenarios.groups(root).forEach((prefix, lines) -> group(prefix, lines, rows));
  }

  private void group(String prefix, List<String> lines, List<AlgorithmRow> rows) {
    String peer = "";
    String end = "";
    for (String line : lines) {
      Matcher named = PEER.matcher(line);
      if (named.matches()) {
        peer = named.group(1);
      }
      Matcher table = TABLE.matcher(line);
      if (table.matches()) {
        end = table.group(1);
      } else if (line.equals(end)) {
        end = "";
      }
      Matcher suite = SUITE.matcher(line);
      if (!end.isEmpty() && !peer.isEmpty() && suite.matches()) {
        for (AlgorithmRow row : rows) {
          if (row.transform().matcher(line).find()) {
            use(row.id(), new Use(peer, prefix + suite.group(1) + "-*"));
          }
        }
      }
    }
    if (!peer.isEmpty()) {
      List<Proof> proofs = new ArrayList<>();
      LabScenarios.read("algorithm", lines, prefix, proofs);
      for (Proof proof : proofs) {
        if (proof.runs()) {
          use(proof.requirement(), new Use(peer, proof.test()));
        }
      }
    }
  }

  private void use(String id, Use use) {
    uses.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(use);
  }

  /** For each peer its scenarios, the first of many by name. */
  String text(AlgorithmRow row, int shown) {
    Map<String, List<String>> byPeer = new TreeMap<>();
    for (Use use : uses.getOrDefault(row.id(), Set.of())) {
      byPeer.computeIfAbsent(use.peer(), _ -> new ArrayList<>()).add(use.scenario());
    }
    List<String> peers = new ArrayList<>();
    byPeer.forEach((peer, scenarios) -> {
      List<String> named = scenarios.stream().limit(shown).map(s -> "`" + s + "`").toList();
      int more = scenarios.size() - named.size();
      peers.add(
          peer + ": " + String.join(", ", named) + (more > 0 ? " and " + more + " more" : ""));
    });
    return peers.isEmpty() ? "no peer has it" : String.join("<br>", peers);
  }
}
