package org.ikev2d.negotiate;

import java.util.List;
import java.util.Map;
import org.ikev2d.wire.NotifyType;

/**
 * Why a negotiation ended, as a value. The notification on the wire, the log line, the counters and
 * what {@code ikeadm} shows are renderings of it.
 */
public sealed interface Refusal {
  /** What the peer is told. */
  NotifyType toNotify();

  /** A stable short name for counters and for the {@code reason} of a log line. */
  String reason();

  /** The facts, in the order in which a log line shows them. */
  Map<String, String> facts();

  /**
   * No offered proposal fits.
   *
   * @param rule the rules or the policy that were compared
   * @param theirs what was offered
   * @param ours what would have been accepted
   * @param missing per offered proposal, what kept it from fitting
   */
  record NoProposal(String rule, String theirs, String ours, List<String> missing)
      implements Refusal {
    @Override
    public NotifyType toNotify() {
      return NotifyType.NO_PROPOSAL_CHOSEN;
    }

    @Override
    public String reason() {
      return "no-proposal-chosen";
    }

    @Override
    public Map<String, String> facts() {
      return ordered(
          "rule", rule, "theirs", theirs, "ours", ours, "mismatch", String.join("; ", missing));
    }
  }

  /** The peer's traffic selectors and our policies have nothing in common. */
  record SelectorsUnacceptable(String rule, String theirs, String ours) implements Refusal {
    @Override
    public NotifyType toNotify() {
      return NotifyType.TS_UNACCEPTABLE;
    }

    @Override
    public String reason() {
      return "ts-unacceptable";
    }

    @Override
    public Map<String, String> facts() {
      return ordered("rule", rule, "theirs", theirs, "ours", ours);
    }
  }

  /** No rule covers the peer's address, or none accepts its identity. */
  record UnknownPeer(String theirs, String ours, NotifyType toNotify) implements Refusal {
    @Override
    public String reason() {
      return "unknown-peer";
    }

    @Override
    public Map<String, String> facts() {
      return ordered("theirs", theirs, "ours", ours);
    }
  }

  /** The peer did not prove its identity. */
  record NotAuthenticated(String rule, String identity, String why) implements Refusal {
    @Override
    public NotifyType toNotify() {
      return NotifyType.AUTHENTICATION_FAILED;
    }

    @Override
    public String reason() {
      return "authentication-failed";
    }

    @Override
    public Map<String, String> facts() {
      return ordered("rule", rule, "identity", identity, "why", why);
    }
  }

  /**
   * An identity was not proved by a certificate, the peer's or our own.
   *
   * @param findings all that is wrong; at least one
   */
  record NotCertified(String rule, String identity, List<String> findings) implements Refusal {
    public NotCertified {
      findings = List.copyOf(findings);
    }

    @Override
    public NotifyType toNotify() {
      return NotifyType.AUTHENTICATION_FAILED;
    }

    @Override
    public String reason() {
      return "authentication-failed";
    }

    @Override
    public Map<String, String> facts() {
      return ordered("rule", rule, "identity", identity, "why", String.join("; ", findings));
    }
  }

  /** A message breaks the protocol. */
  record BadMessage(String exchange, String where, String detail, NotifyType toNotify)
      implements Refusal {
    @Override
    public String reason() {
      return "bad-message";
    }

    @Override
    public Map<String, String> facts() {
      return ordered("exchange", exchange, "where", where, "detail", detail);
    }
  }

  /** The peer answered with an error. */
  record RefusedByPeer(String rule, String exchange, NotifyType theirs, String ours)
      implements Refusal {
    @Override
    public NotifyType toNotify() {
      return theirs;
    }

    @Override
    public String reason() {
      return "refused-by-peer";
    }

    @Override
    public Map<String, String> facts() {
      return ordered("rule", rule, "exchange", exchange, "theirs", theirs.toString(), "ours", ours);
    }
  }

  /** The peer did not answer. */
  record PeerSilent(String rule, String exchange, int tries, long seconds) implements Refusal {
    @Override
    public NotifyType toNotify() {
      return NotifyType.TEMPORARY_FAILURE;
    }

    @Override
    public String reason() {
      return "peer-silent";
    }

    @Override
    public Map<String, String> facts() {
      return ordered(
          "rule",
          rule,
          "exchange",
          exchange,
          "tries",
          Integer.toString(tries),
          "seconds",
          Long.toString(seconds));
    }
  }

  /** The kernel did not take an SA. */
  record KernelRefused(String policy, String operation, int errno, String why) implements Refusal {
    @Override
    public NotifyType toNotify() {
      return NotifyType.NO_PROPOSAL_CHOSEN;
    }

    @Override
    public String reason() {
      return "kernel-refused";
    }

    @Override
    public Map<String, String> facts() {
      return ordered(
          "policy", policy, "operation", operation, "errno", Integer.toString(errno), "why", why);
    }
  }

  /** Something that we cannot do now, or never do. */
  record NotPossible(String what, String why, NotifyType toNotify) implements Refusal {
    @Override
    public String reason() {
      return "not-possible";
    }

    @Override
    public Map<String, String> facts() {
      return ordered("what", what, "why", why);
    }
  }

  /** One line for people. */
  default String text() {
    StringBuilder text = new StringBuilder(reason());
    facts().forEach((k, v) -> text.append(' ').append(k).append('=').append(v));
    return text.toString();
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> facts = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      facts.put(pairs[i], pairs[i + 1]);
    }
    return java.util.Collections.unmodifiableMap(facts);
  }
}
