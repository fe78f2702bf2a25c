package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.config.syntax.Token;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AddressRange;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IdPattern;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.StoreUse;

/** Who may speak in a rule, and how it is proved. */
final class RuleBody {
  private static final List<String> METHODS =
      List.of(
          "preshared", "cert", "eap_mschapv2", "eap_tls", "pubkey", "null", "rsa_sig", "dss_sig");

  private final RuleParts parts;
  private final IkeSupport support;
  private final FindingLog log;
  private boolean wrong;

  RuleBody(RuleParts parts, IkeSupport support, FindingLog log) {
    this.parts = parts;
    this.support = support;
    this.log = log;
  }

  /** The rule, or empty if something in it is wrong, which is reported. */
  Optional<PeerRule> build(
      String label,
      List<IkeXform> xforms,
      GroupReader.Exchanges exchanges,
      ChildLifetime lifetime) {
    List<AddressRange> local = addresses(Keyword.LOCAL_ADDR);
    List<AddressRange> remote = addresses(Keyword.REMOTE_ADDR);
    Optional<Identity> localId = localId();
    List<IdPattern> remoteIds = remoteIds();
    Optional<AuthChoice> both = method(Keyword.AUTH_METHOD);
    Optional<AuthChoice> localAuth = method(Keyword.LOCAL_AUTH_METHOD).or(() -> both);
    Optional<AuthChoice> remoteAuth = method(Keyword.REMOTE_AUTH_METHOD).or(() -> both);
    if (localAuth.isEmpty() || remoteAuth.isEmpty()) {
      if (parts.one(Keyword.AUTH_METHOD).isEmpty()) {
        parts.missing(Keyword.AUTH_METHOD, "auth_method preshared");
      }
      return Optional.empty();
    }
    together(localAuth.get(), remoteAuth.get());
    anonymous(localAuth.get(), Keyword.LOCAL_ID);
    anonymous(remoteAuth.get(), Keyword.REMOTE_ID);
    boolean certified = localAuth.get() == AuthChoice.CERT || localAuth.get() == AuthChoice.EAP_TLS;
    if (certified && localId.isEmpty() && !wrong) {
      parts
          .one(Keyword.AUTH_METHOD)
          .or(() -> parts.one(Keyword.LOCAL_AUTH_METHOD))
          .ifPresent(this::warnOfMissingId);
    }
    families(local, remote);
    StoreReader reader = new StoreReader(parts, log);
    StoreUse store = reader.read(localAuth.get(), remoteAuth.get());
    wrong |= reader.isWrong();
    return wrong
        ? Optional.empty()
        : Optional.of(
            new PeerRule(
                    label,
                    local,
                    remote,
                    localId,
                    remoteIds,
                    localAuth.get(),
                    remoteAuth.get(),
                    xforms,
                    exchanges.groups(),
                    lifetime,
                    exchanges.additional())
                .withStore(store));
  }

  /**
   * An EAP server signs, or the method proves both sides (RFC 7296 section 2.16, RFC 5998 section
   * 4).
   */
  private void together(AuthChoice local, AuthChoice remote) {
    boolean both = local == remote && local.isEnoughForBoth();
    boolean good =
        both
            || !local.isEap() && !remote.isEap()
            || local.isEap() && remote == AuthChoice.CERT
            || remote.isEap() && local == AuthChoice.CERT;
    if (!good) {
      wrong = true;
      String word = RuleText.method(local.isEap() ? local : remote);
      log.error(
          parts.at(),
          word + " proves a client only, and only to a server with a certificate",
          "write local_auth_method "
              + word
              + " remote_auth_method cert for a client, local_auth_method cert"
              + " remote_auth_method "
              + word
              + " for a server, or auth_method eap_tls for both");
    }
  }

  /** An identity that nobody proves must not look as if it were worth something. */
  private void anonymous(AuthChoice choice, Keyword identity) {
    List<Statement> named =
        parts.all(identity).stream()
            .filter(s -> s.values().size() > 1 && !s.values().getLast().text().isEmpty())
            .toList();
    if (choice == AuthChoice.NULL && !named.isEmpty()) {
      wrong = true;
      log.error(
          named.getFirst().at(),
          identity + " in a rule whose method `null` proves no identity",
          "leave it out, or use a method that proves it");
    }
  }

  private void warnOfMissingId(Statement method) {
    log.warning(
        method.at(),
        "certificate rule without local_id: the address is claimed, and a certificate rarely"
            + " carries it",
        "add local_id DN = \"…\" with the subject of the certificate");
  }

  private List<AddressRange> addresses(Keyword keyword) {
    List<AddressRange> ranges = new ArrayList<>();
    if (parts.all(keyword).isEmpty()) {
      parts.missing(keyword, keyword + " and an address or prefix");
      wrong = true;
    }
    for (Statement statement : parts.all(keyword)) {
      for (Token token : statement.values()) {
        Optional<AddressRange> range = AddressText.range(token.text(), token.at(), log);
        wrong |= range.isEmpty();
        range.ifPresent(ranges::add);
      }
    }
    return ranges;
  }

  /** A rule whose addresses share no family can match no packet. */
  private void families(List<AddressRange> local, List<AddressRange> remote) {
    boolean common =
        local.stream()
            .anyMatch(l -> remote.stream().anyMatch(r -> r.start().length() == l.start().length()));
    if (!common && !local.isEmpty() && !remote.isEmpty()) {
      wrong = true;
      log.error(
          parts.at(),
          "local_addr and remote_addr have no address family in common",
          "write both as IPv4 or both as IPv6");
    }
  }

  private Optional<Identity> localId() {
    Optional<Statement> statement = parts.one(Keyword.LOCAL_ID);
    Optional<Identity> identity = statement.flatMap(new IdentityReader(log)::identity);
    wrong |= statement.isPresent() && identity.isEmpty();
    return identity;
  }

  private List<IdPattern> remoteIds() {
    IdentityReader reader = new IdentityReader(log);
    List<IdPattern> patterns = new ArrayList<>();
    for (Statement statement : parts.all(Keyword.REMOTE_ID)) {
      Optional<IdPattern> pattern = reader.pattern(statement);
      wrong |= pattern.isEmpty();
      pattern.ifPresent(patterns::add);
    }
    return patterns;
  }

  private Optional<AuthChoice> method(Keyword keyword) {
    return parts.one(keyword).flatMap(this::method);
  }

  private Optional<AuthChoice> method(Statement statement) {
    Token value = statement.value();
    switch (value.text()) {
      case "preshared" -> {
        return Optional.of(AuthChoice.PRESHARED);
      }
      case "eap_mschapv2" -> {
        return Optional.of(AuthChoice.EAP_MSCHAPV2);
      }
      case "eap_tls" -> {
        needCertificates(value);
        return Optional.of(AuthChoice.EAP_TLS);
      }
      case "pubkey" -> {
        needCertificates(value);
        return Optional.of(AuthChoice.PUBKEY);
      }
      case "null" -> {
        if (!support.anonymous()) {
          log.error(
              value.at(),
              "method `null` proves nothing, and is switched off",
              "set null_auth = true in ikev2d.conf if strangers are to be served, else use"
                  + " preshared or cert");
          wrong = true;
        }
        return Optional.of(AuthChoice.NULL);
      }
      case "cert", "rsa_sig", "dss_sig" -> {
        if (needCertificates(value) && !value.text().equals("cert")) {
          log.warning(
              value.at(),
              Suggestion.quote(value.text()) + " is read as cert",
              "write cert: the kind of signature follows from the key of the certificate");
        }
        return Optional.of(AuthChoice.CERT);
      }
      default -> {
        log.error(
            value.at(),
            "unknown authentication method " + Suggestion.quote(value.text()),
            Suggestion.remedy(value.text(), METHODS));
        wrong = true;
        return Optional.empty();
      }
    }
  }

  private boolean needCertificates(Token value) {
    if (!support.certificates()) {
      log.error(
          value.at(),
          "method " + Suggestion.quote(value.text()) + " needs certificates",
          "use preshared: certificates are not supported here");
      wrong = true;
    }
    return support.certificates();
  }
}
