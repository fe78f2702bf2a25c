package org.ikev2d.pki.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.pki.x509.Jca;
import org.ikev2d.pki.x509.KeyFacts;
import org.ikev2d.wire.AuthMethod;
import org.ikev2d.wire.Bytes;

/** The vectors of signatures. */
final class SignatureVectors {
  /** One AUTH payload with its key. */
  record Example(String name, KeyFacts key, AuthPayload payload, boolean repeatable, String pkcs8) {
    @Override
    public String toString() {
      return name;
    }
  }

  private SignatureVectors() {}

  static byte[] octets() {
    return Bytes.ofHex(
            new String(resource("digital-signature-octets.hex"), StandardCharsets.US_ASCII))
        .toArray();
  }

  static Stream<Example> examples() {
    return rows("auth_payload_examples").map(SignatureVectors::example);
  }

  static Example example(String fragment) {
    return examples().filter(e -> e.name().contains(fragment)).findFirst().orElseThrow();
  }

  static Stream<JsonNode> identifiers() {
    return rows("algorithm_identifiers");
  }

  static PrivateKeyHandle privateKey(Example example) {
    try {
      byte[] pkcs8 = Bytes.ofHex(example.pkcs8()).toArray();
      String oid =
          PrivateKeyInfo.getInstance(pkcs8).getPrivateKeyAlgorithm().getAlgorithm().getId();
      PrivateKey key =
          KeyFactory.getInstance(oid, Jca.provider())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return JcaKeyHandle.soft(key, example.key());
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Example example(JsonNode row) {
    Bytes body = Bytes.ofHex(row.get("auth_payload_body").asText());
    JsonNode pkcs8 = row.get("private_pkcs8");
    return new Example(
        row.get("case").asText(),
        KeyFacts.find(Bytes.ofHex(row.get("spki").asText())).orElseThrow(),
        new AuthPayload(new AuthMethod(body.at(0)), body.slice(4, body.length())),
        row.get("deterministic").asBoolean(),
        pkcs8 == null ? "" : pkcs8.asText());
  }

  private static Stream<JsonNode> rows(String field) {
    try {
      JsonNode rows =
          new ObjectMapper().readTree(resource("digital-signature-vectors.json")).get(field);
      return StreamSupport.stream(rows.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = SignatureVectors.class.getResourceAsStream("/vectors/" + name)) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
