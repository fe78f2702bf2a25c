package org.ikev2d.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What ikeadm prints for a reply that is not a refusal. */
public final class ReplyText {
  private final IkeSaText ikeSas;

  public ReplyText(IkeSaText ikeSas) {
    this.ikeSas = ikeSas;
  }

  /**
   * The lines of a reply.
   *
   * @param command what was asked: a dump ends with a line that names its class of objects
   */
  public List<String> lines(Command command, Reply reply) {
    return switch (reply) {
      case Reply.Refused refused -> List.of(refused.message());
      case Reply.Done done -> List.of(done.message());
      case Reply.Stats stats -> stats(stats.stats());
      case Reply.Debug debug -> debug(debug);
      case Reply.Priv priv ->
          List.of(
              "Current privilege level is 0x"
                  + priv.level().level()
                  + " ("
                  + priv.level().word()
                  + "): "
                  + priv.level().meaning());
      case Reply.PrivChanged changed ->
          List.of(
              "Privilege level changed from 0x"
                  + changed.before().level()
                  + " to 0x"
                  + changed.after().level());
      case Reply.Defaults defaults -> defaults(defaults.rows());
      case Reply.Rules rules -> objects(command, rules.rules(), RuleText::lines, "policy rules");
      case Reply.IkeSas sas -> objects(command, sas.sas(), ikeSas::lines, "IKE SA info");
      case Reply.Groups groups -> groups(groups.groups());
      case Reply.EncrAlgs algorithms -> encryption(algorithms.algorithms());
      case Reply.AuthAlgs algorithms -> authentication(algorithms.algorithms());
      case Reply.Sadb sadb -> sadb.sas().stream().map(SadbView::toString).toList();
      case Reply.CertCache cache -> certCache(cache.cache());
      case Reply.Monitoring monitoring -> List.of("Monitoring events of the daemon; end with ^C");
    };
  }

  /** One object after the other, an empty line between them; a dump tells that it is complete. */
  private static <T> List<String> objects(
      Command command, List<T> objects, Function<T, List<String>> text, String name) {
    List<String> lines = new ArrayList<>();
    for (T object : objects) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.addAll(text.apply(object));
    }
    boolean dump = command instanceof Command.DumpIkeSas || command instanceof Command.DumpRules;
    if (dump) {
      completed(lines, name);
    }
    return lines;
  }

  private static List<String> certCache(CertCacheView cache) {
    List<String> lines = CertCacheText.lines(cache);
    completed(lines, "certcache");
    return lines;
  }

  private static void completed(List<String> lines, String name) {
    lines.add("");
    lines.add("Completed dump of " + name + ".");
  }

  private static List<String> stats(StatsView stats) {
    return List.of(
        "IKE SA counts:",
        count("Current:", stats.current()),
        count("Total:", stats.total()),
        count("Attempted:", stats.attempted()),
        count("Failed:", stats.failed()),
        "           initiator fails include " + stats.initiatorTimeouts() + " time-out(s)");
  }

  private static String count(String name, StatsView.Count count) {
    return String.format(
        "%-10s initiator: %10d   responder: %10d", name, count.initiator(), count.responder());
  }

  private static List<String> debug(Reply.Debug debug) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Current debug level is "
            + debug.level().hex()
            + (debug.file().isEmpty() ? "" : ", written to " + debug.file()));
    if (debug.level().categories().isEmpty()) {
      lines.add("No debug category is enabled");
      return lines;
    }
    lines.add("Enabled debug categories:");
    debug.level().categories().forEach(c -> lines.add("\t" + c.word() + "\t" + c.meaning()));
    return lines;
  }

  private static List<String> defaults(List<Reply.DefaultRow> rows) {
    String layout = "%-22s %-8s %11s %-10s %s";
    List<String> lines = new ArrayList<>();
    lines.add("Values in force:");
    lines.add(String.format(layout, "Token", "Source", "Value", "Unit", "Description"));
    rows.forEach(r ->
        lines.add(
            String.format(layout, r.token(), r.source(), r.value(), r.unit(), r.description())
                .stripTrailing()));
    return lines;
  }

  private static List<String> groups(List<Reply.GroupRow> groups) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%-6s %-9s %s", "Value", "Strength", "Description"));
    lines.add(String.format("%-6s %-9s %s", "", "(bits)", ""));
    groups.forEach(
        g -> lines.add(String.format("%-6d %-9d %s", g.value(), g.strength(), g.description())));
    lines.set(1, lines.get(1).stripTrailing());
    completed(lines, "groups");
    return lines;
  }

  private static List<String> encryption(List<Reply.AlgorithmRow> algorithms) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%-6s %-20s %s", "Value", "Name", "Keylen range"));
    lines.add(String.format("%-6s %-20s %s", "", "", "(bits)"));
    algorithms.forEach(a ->
        lines.add(
            String.format(
                "%-6d %-20s %s",
                a.value(), a.name(), a.maxBits() == 0 ? "N/A" : a.minBits() + "-" + a.maxBits())));
    completed(lines, "encralgs");
    return lines;
  }

  private static List<String> authentication(List<Reply.AlgorithmRow> algorithms) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format("%-6s %s", "Value", "Name"));
    lines.add("");
    algorithms.forEach(a -> lines.add(String.format("%-6d %s", a.value(), a.name())));
    completed(lines, "authalgs");
    return lines;
  }
}
