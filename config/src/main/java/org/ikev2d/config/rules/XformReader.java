package org.ikev2d.config.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.config.check.FindingLog;
import org.ikev2d.config.check.Suggestion;
import org.ikev2d.config.syntax.ConfigNode.Statement;
import org.ikev2d.config.syntax.ConfigNode.Transform;
import org.ikev2d.config.syntax.Keyword;
import org.ikev2d.config.syntax.Numbers;
import org.ikev2d.config.syntax.Token;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IntegAlgorithm;
import org.ikev2d.crypto.PrfAlgorithm;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IkeXform;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/** Reads {@code ikesa_xform} blocks and what else names an algorithm. */
final class XformReader {
  private final IkeSupport support;
  private final FindingLog log;
  private final GroupReader groups;

  XformReader(IkeSupport support, FindingLog log) {
    this.support = support;
    this.log = log;
    this.groups = new GroupReader(support, log);
  }

  /** The transform, or empty if something in it is wrong or missing, which is reported. */
  Optional<IkeXform> read(Transform block, Duration lifetime) {
    Fields fields = fields(block);
    if (!fields.has(Keyword.ENCR_ALG)) {
      missing(block, "encr_alg", "encr_alg aes(256..256)");
    }
    if (!fields.has(Keyword.DH_GROUP)) {
      missing(block, "dh_group", "dh_group 19");
    }
    Optional<Statement> encr = fields.get(Keyword.ENCR_ALG);
    Optional<EncrAlgorithm> cipher = encr.flatMap(this::cipher);
    List<EncrChoice> choices = cipher.flatMap(c -> encr.map(e -> choices(c, e))).orElse(List.of());
    Optional<IntegAlgorithm> integrity = fields.get(Keyword.AUTH_ALG).flatMap(this::integrity);
    Optional<PrfId> prf =
        fields.has(Keyword.PRF)
            ? fields.get(Keyword.PRF).flatMap(this::prf)
            : integrity.flatMap(i -> AlgorithmTable.prfMatching(i.id())).map(PrfAlgorithm::id);
    Optional<GroupId> group = fields.get(Keyword.DH_GROUP).flatMap(groups::group);
    Duration ownLifetime =
        fields
            .get(Keyword.IKESA_LIFETIME_SECS)
            .flatMap(f -> NumberReader.read(f, log))
            .map(s -> Duration.ofSeconds(s.value()))
            .orElse(lifetime);
    Optional<List<GroupId>> additional =
        fields.has(Keyword.ADDITIONAL_KE)
            ? fields.get(Keyword.ADDITIONAL_KE).flatMap(groups::additional)
            : Optional.of(List.of());
    boolean fits = cipher.isPresent() && integrityFits(block, cipher.get(), fields);
    boolean integrityKnown = integrity.isPresent() || (fits && cipher.get().isCombined());
    if (!fits || choices.isEmpty() || !integrityKnown || prf.isEmpty() || group.isEmpty()) {
      return Optional.empty();
    }
    if (additional.isEmpty()
        || !groups.check(
            new GroupReader.Exchanges(List.of(group.get()), additional.get()), block.at())) {
      return Optional.empty();
    }
    List<IntegId> integs = integrity.map(i -> List.of(i.id())).orElse(List.of());
    return Optional.of(
        new IkeXform(
            choices,
            integs,
            List.of(prf.get()),
            List.of(group.get()),
            additional.get(),
            ownLifetime));
  }

  /** The fields of a block; one without its values is there all the same. */
  private record Fields(Map<Keyword, Statement> byKeyword) {
    boolean has(Keyword keyword) {
      return byKeyword.containsKey(keyword);
    }

    /** The field if it is there with its values. */
    Optional<Statement> get(Keyword keyword) {
      return Optional.ofNullable(byKeyword.get(keyword)).filter(Statement::complete);
    }
  }

  /** The fields by keyword, the two names of the group as one. */
  private Fields fields(Transform block) {
    Map<Keyword, Statement> fields = new EnumMap<>(Keyword.class);
    for (Statement field : block.fields()) {
      Keyword key = field.keyword() == Keyword.OAKLEY_GROUP ? Keyword.DH_GROUP : field.keyword();
      Statement earlier = fields.putIfAbsent(key, field);
      if (earlier != null) {
        log.error(
            field.at(),
            "second `" + field.keyword() + "`, after line " + earlier.at().line(),
            "write another ikesa_xform for another choice");
      }
    }
    return new Fields(fields);
  }

  private void missing(Transform block, String keyword, String example) {
    log.error(block.at(), "ikesa_xform without " + keyword, "add " + example);
  }

  private Optional<EncrAlgorithm> cipher(Statement field) {
    Token name = field.value();
    Optional<EncrAlgorithm> cipher =
        AlgorithmNames.cipher(name.text()).filter(EncrAlgorithm::forIke);
    if (cipher.isEmpty()) {
      unknown(name, "encr_alg", AlgorithmNames.cipherNames(true));
    }
    return cipher;
  }

  private void unknown(Token name, String keyword, List<String> known) {
    String quoted = Suggestion.quote(name.text());
    if (AlgorithmNames.removed(name.text())) {
      log.error(
          name.at(),
          keyword + " " + quoted + " was removed because it is too weak",
          "choose a stronger one, such as " + (keyword.equals("encr_alg") ? "aes" : "sha256"));
    } else {
      log.error(
          name.at(), "unknown " + keyword + " " + quoted, Suggestion.remedy(name.text(), known));
    }
  }

  private List<EncrChoice> choices(EncrAlgorithm cipher, Statement field) {
    long low = 0;
    long high = Long.MAX_VALUE;
    Token at = field.value();
    if (field.values().size() == 3) {
      OptionalLong from = Numbers.parse(field.values().get(1).text());
      OptionalLong to = Numbers.parse(field.values().get(2).text());
      at = field.values().get(1);
      String range = field.values().get(1).text() + ".." + field.values().get(2).text();
      if (from.isEmpty() || to.isEmpty() || from.getAsLong() > to.getAsLong()) {
        log.error(
            at.at(),
            "key lengths " + Suggestion.quote(range) + " are not a range",
            "write LOW..HIGH in bits, LOW not above HIGH");
        return List.of();
      }
      low = from.getAsLong();
      high = to.getAsLong();
    }
    boolean ends = fits(cipher, low) && fits(cipher, high);
    List<EncrChoice> choices = AlgorithmNames.choices(cipher, low, high);
    if (!ends || choices.isEmpty()) {
      log.error(
          at.at(),
          Suggestion.quote(field.value().text()) + " has no key of " + low + ".." + high + " bits",
          "its key lengths are " + AlgorithmNames.sizes(cipher));
      return List.of();
    }
    return supported(choices, field);
  }

  private static boolean fits(EncrAlgorithm cipher, long bits) {
    return bits == 0 || bits == Long.MAX_VALUE || cipher.keyBits().contains((int) bits);
  }

  private List<EncrChoice> supported(List<EncrChoice> choices, Statement field) {
    List<EncrChoice> usable = choices.stream().filter(support.encr()).toList();
    String name = Suggestion.quote(field.value().text());
    if (usable.isEmpty()) {
      unsupported(field.value(), "encr_alg " + name);
    } else if (usable.size() < choices.size()) {
      List<EncrChoice> rest = new ArrayList<>(choices);
      rest.removeAll(usable);
      log.warning(
          field.value().at(),
          "not every key length of " + name + " is supported here: " + rest + " left out",
          "narrow the range");
    }
    return usable;
  }

  private void unsupported(Token value, String what) {
    log.error(value.at(), what + " is not supported here", "choose another one");
  }

  private Optional<IntegAlgorithm> integrity(Statement field) {
    Optional<IntegAlgorithm> integrity =
        AlgorithmNames.integrity(field.value().text()).filter(IntegAlgorithm::forIke);
    if (integrity.isEmpty()) {
      unknown(field.value(), "auth_alg", AlgorithmNames.integrityNames(true));
    } else if (!support.integ().test(integrity.get().id())) {
      unsupported(field.value(), "auth_alg " + Suggestion.quote(field.value().text()));
      return Optional.empty();
    }
    return integrity;
  }

  private Optional<PrfId> prf(Statement field) {
    Optional<PrfId> prf = AlgorithmNames.prf(field.value().text()).map(PrfAlgorithm::id);
    if (prf.isEmpty()) {
      unknown(field.value(), "prf", AlgorithmNames.prfNames());
    } else if (!support.prf().test(prf.get())) {
      unsupported(field.value(), "prf " + Suggestion.quote(field.value().text()));
      return Optional.empty();
    }
    return prf;
  }

  /** Combined-mode ciphers go without auth_alg and need a prf, all others need auth_alg. */
  private boolean integrityFits(Transform block, EncrAlgorithm cipher, Fields fields) {
    boolean auth = fields.has(Keyword.AUTH_ALG);
    if (!cipher.isCombined()) {
      if (!auth) {
        missing(block, "auth_alg", "auth_alg sha256");
      }
      return auth;
    }
    if (auth) {
      log.error(
          block.at(),
          "auth_alg beside " + cipher.name() + ", which authenticates by itself",
          "write prf instead of auth_alg");
      return false;
    }
    if (!fields.has(Keyword.PRF)) {
      missing(block, "prf", "prf sha256: " + cipher.name() + " has no auth_alg to take it from");
    }
    return fields.has(Keyword.PRF);
  }
}
