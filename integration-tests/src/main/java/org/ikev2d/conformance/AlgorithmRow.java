package org.ikev2d.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.pki.sign.HashAlgorithm;
import org.ikev2d.wire.AuthMethod;

/**
 * A row of the registry of algorithms.
 *
 * @param kind ENCR, PRF, INTEG, KE, AUTH or HASH
 * @param code of IANA
 * @param status what the RFCs say of its use in IKE
 * @param forIke whether we use it ourselves, and not the kernel alone; then a vector must prove it
 * @param transform what a rule of the lab names it by; matches nothing if rules have no word for it
 */
record AlgorithmRow(
    String kind, int code, String name, String status, boolean forIke, Pattern transform) {
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  /** RFC 8247 section 3: what it says of each method that we have. */
  private static final Map<AuthMethod, String> METHODS =
      Map.of(
          AuthMethod.RSA_SIGNATURE, "MUST",
          AuthMethod.SHARED_KEY_MIC, "MUST",
          AuthMethod.DSS_SIGNATURE, "SHOULD NOT",
          AuthMethod.ECDSA_256, "SHOULD",
          AuthMethod.ECDSA_384, "SHOULD",
          AuthMethod.ECDSA_521, "SHOULD",
          AuthMethod.DIGITAL_SIGNATURE, "SHOULD");

  /** RFC 8247 section 3.2 and RFC 8420. */
  private static final Map<HashAlgorithm, String> HASHES =
      Map.of(
          HashAlgorithm.SHA1, "MUST NOT",
          HashAlgorithm.SHA2_256, "MUST",
          HashAlgorithm.SHA2_384, "MAY",
          HashAlgorithm.SHA2_512, "SHOULD",
          HashAlgorithm.IDENTITY, "MAY");

  /** How tests, vectors and scenarios name it. */
  String id() {
    return kind + "-" + code;
  }

  /** All rows, in the order of the page. */
  static List<AlgorithmRow> all() {
    List<AlgorithmRow> rows = new ArrayList<>();
    AlgorithmTable.encrs()
        .forEach(row ->
            rows.add(
                new AlgorithmRow(
                    "ENCR",
                    row.id().code(),
                    row.id().toString(),
                    row.requirement().toString(),
                    row.forIke(),
                    words("encr_alg", row.keywords()))));
    AlgorithmTable.prfs()
        .forEach(row ->
            rows.add(
                new AlgorithmRow(
                    "PRF",
                    row.id().code(),
                    row.id().toString(),
                    row.requirement().toString(),
                    true,
                    words("(?:prf|auth_alg)", row.keywords()))));
    AlgorithmTable.integs()
        .forEach(row ->
            rows.add(
                new AlgorithmRow(
                    "INTEG",
                    row.id().code(),
                    row.id().toString(),
                    row.requirement().toString(),
                    row.forIke(),
                    words("auth_alg", row.keywords()))));
    AlgorithmTable.groups()
        .forEach(row ->
            rows.add(
                new AlgorithmRow(
                    "KE",
                    row.id().code(),
                    row.id().toString(),
                    row.requirement().toString(),
                    true,
                    Pattern.compile(
                        "\\b(?:dh_group|additional_ke)(?: \\d+)* " + row.id().code() + "\\b"))));
    METHODS.entrySet().stream()
        .sorted(Comparator.comparing(e -> e.getKey().code()))
        .forEach(e ->
            rows.add(
                new AlgorithmRow(
                    "AUTH",
                    e.getKey().code(),
                    e.getKey().toString(),
                    e.getValue(),
                    true,
                    NOTHING)));
    HASHES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e ->
            rows.add(
                new AlgorithmRow(
                    "HASH",
                    e.getKey().code(),
                    e.getKey().toString(),
                    e.getValue(),
                    true,
                    NOTHING)));
    return rows;
  }

  private static Pattern words(String keyword, List<String> names) {
    return Pattern.compile(
        "\\b"
            + keyword
            + " (?:"
            + String.join("|", names.stream().map(Pattern::quote).toList())
            + ")\\b(?!-)");
  }
}
