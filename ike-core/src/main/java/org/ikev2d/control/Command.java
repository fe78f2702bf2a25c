package org.ikev2d.control;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.ikev2d.crypto.Secret;

/** What an administrator may ask of a running daemon. */
public sealed interface Command {
  /** Longer than all retransmissions of two exchanges. */
  Duration EXCHANGES = Duration.ofSeconds(120);

  /** How long a client waits for the reply at most; what was begun goes on in the daemon. */
  default Duration timeLimit() {
    return Duration.ofSeconds(10);
  }

  /** Counters of IKE SAs. */
  record GetStats() implements Command {}

  record GetDebug() implements Command {}

  record GetPriv() implements Command {}

  /** The values in force and where they come from. */
  record GetDefaults() implements Command {}

  /**
   * @param file where debug output goes from now on; absent: where it went before
   */
  record SetDebug(DebugLevel level, Optional<String> file) implements Command {}

  record SetPriv(Privilege level) implements Command {}

  record GetRule(String label) implements Command {}

  record GetIkeSa(SaReference id) implements Command {}

  record DumpIkeSas() implements Command {}

  record DumpRules() implements Command {}

  record DumpGroups() implements Command {}

  record DumpEncrAlgs() implements Command {}

  record DumpAuthAlgs() implements Command {}

  /** Deletes IKE SAs and tells their peers. */
  record DeleteIkeSa(SaReference id) implements Command {
    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(30);
    }
  }

  /** Deletes all IKE SAs and tells their peers. */
  record FlushIkeSas() implements Command {
    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(30);
    }
  }

  /** Replaces IKE SAs; their CHILD SAs stay. */
  record RekeyIkeSa(SaReference id) implements Command {
    @Override
    public Duration timeLimit() {
      return EXCHANGES;
    }
  }

  /** Sends clients to another gateway. */
  record RedirectIkeSa(SaReference id, InetAddress to) implements Command {
    @Override
    public Duration timeLimit() {
      return EXCHANGES;
    }
  }

  /** Replaces IKE SAs by new ones, for which both sides authenticate anew. */
  record ReauthIkeSa(SaReference id) implements Command {
    @Override
    public Duration timeLimit() {
      return EXCHANGES;
    }
  }

  /** Replaces CHILD SAs. */
  record RekeyChildSa(ChildReference id) implements Command {
    @Override
    public Duration timeLimit() {
      return EXCHANGES;
    }
  }

  /** Deletes CHILD SAs and tells their peers. */
  record DeleteChildSa(ChildReference id) implements Command {
    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(30);
    }
  }

  /**
   * Starts a negotiation and waits until it has ended.
   *
   * @param policy name of the IPsec policy whose CHILD SA is wanted; absent: the first that fits
   */
  record Initiate(String rule, Optional<String> policy) implements Command {
    @Override
    public Duration timeLimit() {
      return EXCHANGES;
    }
  }

  /** Replaces the rules in force by those of a file; absent: the daemon's own. */
  record ReadRules(Optional<String> file) implements Command {}

  /** Replaces the pre-shared keys in force by those of a file; absent: the daemon's own. */
  record ReadPreshared(Optional<String> file) implements Command {}

  /**
   * Opens the private keys of a key store; may wait for a token.
   *
   * @param token label of the token, or the key store as the daemon lists it
   * @param pin closed by whoever carries the command out
   */
  record TokenLogin(String token, Secret pin) implements Command {
    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(30);
    }
  }

  /** Closes the private keys of a key store. */
  record TokenLogout(String token) implements Command {
    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(30);
    }
  }

  /** Certificates and revocation lists at hand. */
  record DumpCertCache() implements Command {}

  /** Forgets certificates and revocation data of others, and reads the key stores again. */
  record FlushCertCache() implements Command {
    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(30);
    }
  }

  /** Reads the key stores again. */
  record ReadCertCache() implements Command {
    @Override
    public Duration timeLimit() {
      return Duration.ofSeconds(30);
    }
  }

  record DumpSadb(SadbType type) implements Command {}

  record GetSa(SadbReference id) implements Command {}

  record DeleteSa(SadbReference id) implements Command {}

  /** Removes all SAs of the type, whoever installed them. */
  record FlushSadb(SadbType type) implements Command {}

  /** From now on the daemon's events come over this connection, until it is closed. */
  record Monitor() implements Command {}
}
