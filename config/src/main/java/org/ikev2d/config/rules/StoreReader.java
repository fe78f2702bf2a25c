package org.ikev2d.config.rules;

import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.StoreUse;
import org.ikev2d.wire.IdType;

/** Which keys and authorities a rule names. */
final class StoreReader {
  /** Keys of one peer, old ones and their successors. */
  private static final int MOST_KEYS = 8;

  private final RuleParts parts;
  private final FindingLog log;
  private boolean wrong;

  StoreReader(RuleParts parts, FindingLog log) {
    this.parts = parts;
    this.log = log;
  }

  /** Whether anything was wrong, which has been reported. */
  boolean isWrong() {
    return wrong;
  }

  StoreUse read(AuthChoice local, AuthChoice remote) {
    Optional<Statement> own = parts.one(Keyword.LOCAL_PUBKEY);
    List<Statement> theirs = parts.all(Keyword.REMOTE_PUBKEY);
    Optional<Statement> signer = parts.one(Keyword.REQUIRED_SIGNER);
    goesWith(Keyword.LOCAL_PUBKEY, own, "pubkey", local == AuthChoice.PUBKEY, true);
    goesWith(
        Keyword.REMOTE_PUBKEY,
        theirs.stream().findFirst(),
        "pubkey",
        remote == AuthChoice.PUBKEY,
        true);
    goesWith(Keyword.REQUIRED_SIGNER, signer, "cert", remote == AuthChoice.CERT, false);
    if (theirs.size() > MOST_KEYS) {
      error(
          theirs.get(MOST_KEYS),
          "more than " + MOST_KEYS + " remote_pubkey in a rule",
          "write a rule for each peer");
    }
    return new StoreUse(
        own.map(s -> s.value().text()),
        theirs.stream().map(s -> s.value().text()).toList(),
        signer.flatMap(this::name));
  }

  /** A keyword that the method has no use for is a mistake, and so may be its lack. */
  private void goesWith(
      Keyword keyword, Optional<Statement> found, String method, boolean used, boolean needed) {
    if (found.isPresent() && !used) {
      error(
          found.get(),
          "`" + keyword + "` without the method " + method,
          "write "
              + (keyword == Keyword.LOCAL_PUBKEY ? "local" : "remote")
              + "_auth_method "
              + method
              + ", or leave it out");
    } else if (found.isEmpty() && used && needed) {
      parts.missing(keyword, keyword + " and the label of a key in the key store");
      wrong = true;
    }
  }

  private Optional<Identity> name(Statement statement) {
    Optional<Identity> identity =
        statement.values().size() == 1
            ? Optional.empty()
            : new IdentityReader(log).identity(statement);
    if (identity.filter(i -> i.type().equals(IdType.DER_ASN1_DN)).isEmpty()) {
      error(
          statement,
          "required_signer names no authority",
          "write required_signer DN = \"C=US, O=Example, CN=root\" with its subject");
      return Optional.empty();
    }
    return identity;
  }

  private void error(Statement statement, String problem, String remedy) {
    wrong = true;
    log.error(statement.at(), problem, remedy);
  }
}
