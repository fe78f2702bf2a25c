package org.ikev2d.control;

import java.util.List;

/** What the daemon answers to a {@link Command}. */
public sealed interface Reply {
  record Refused(ErrorCode code, String message) implements Reply {}

  /**
   * Done, with nothing to show.
   *
   * @param message one line for the administrator
   * @param count how many objects it concerned
   */
  record Done(String message, long count) implements Reply {}

  record Stats(StatsView stats) implements Reply {}

  /**
   * @param file where debug output goes; empty: standard error
   */
  record Debug(DebugLevel level, String file) implements Reply {}

  record Priv(Privilege level) implements Reply {}

  record PrivChanged(Privilege before, Privilege after) implements Reply {}

  record Defaults(List<DefaultRow> rows) implements Reply {
    public Defaults {
      rows = List.copyOf(rows);
    }
  }

  record Rules(List<RuleView> rules) implements Reply {
    public Rules {
      rules = List.copyOf(rules);
    }
  }

  record IkeSas(List<IkeSaView> sas) implements Reply {
    public IkeSas {
      sas = List.copyOf(sas);
    }
  }

  record Groups(List<GroupRow> groups) implements Reply {
    public Groups {
      groups = List.copyOf(groups);
    }
  }

  record EncrAlgs(List<AlgorithmRow> algorithms) implements Reply {
    public EncrAlgs {
      algorithms = List.copyOf(algorithms);
    }
  }

  record AuthAlgs(List<AlgorithmRow> algorithms) implements Reply {
    public AuthAlgs {
      algorithms = List.copyOf(algorithms);
    }
  }

  record Sadb(List<SadbView> sas) implements Reply {
    public Sadb {
      sas = List.copyOf(sas);
    }
  }

  record CertCache(CertCacheView cache) implements Reply {}

  /** Events follow. */
  record Monitoring() implements Reply {}

  /**
   * One value in force.
   *
   * @param token keyword that sets it; {@code -} if nothing does
   * @param source {@code default} or {@code config}
   * @param unit empty where there is none
   */
  record DefaultRow(String token, String source, String value, String unit, String description) {}

  /**
   * @param strength bits of security, after NIST SP 800-57 part 1
   */
  record GroupRow(int value, int strength, String description) {}

  /**
   * @param minBits shortest key; 0 where the key length is fixed
   * @param maxBits longest key; 0 where the key length is fixed
   */
  record AlgorithmRow(int value, String name, int minBits, int maxBits) {}
}
