package org.ikev2d.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.root;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and bundles by hash and URL (RFC 7296 section 3.6). */
class HashAndUrlTest {
  private static final RevocationPolicy HERE = RevocationPolicy.OFF.withPrivateAddresses(true);

  private final LoopbackServer server = new LoopbackServer();
  private final HashAndUrl lookup = new HashAndUrl(4);
  private final Entity entity = root("CN=peer");

  @AfterEach
  void stop() {
    server.close();
  }

  private CertPayload payload(CertEncoding encoding, Bytes content, String path) {
    try {
      Bytes hash = Bytes.wrap(MessageDigest.getInstance("SHA-1").digest(content.toArray()));
      return new CertPayload(encoding, Bytes.concat(hash, Bytes.ofText(server.url(path))));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  private CertPayload certificate(String path) {
    return payload(CertEncoding.HASH_AND_URL_CERT, entity.der(), path);
  }

  private HashAndUrl.Outcome bundle(Bytes content) {
    String path = "/bundle" + content.length();
    server.serves(path, content);
    return lookup.fetch(payload(CertEncoding.HASH_AND_URL_BUNDLE, content, path), HERE);
  }

  private static Bytes sequence(int... tags) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    try {
      for (int tag : tags) {
        ASN1Primitive inside =
            tag == 0
                ? ASN1Primitive.fromByteArray(root("CN=in bundle").der().toArray())
                : new DERSequence(new ASN1Integer(7));
        all.add(new DERTaggedObject(true, tag, inside));
      }
      return Bytes.wrap(new DERSequence(all).getEncoded("DER"));
    } catch (IOException memoryDoesNotFail) {
      throw new AssertionError(memoryDoesNotFail);
    }
  }

  @Tag("R7296-3.6-3")
  @Test
  void findsWhatTheHashSaysAndAsksForItOnce() {
    server.serves("/good", entity.der());
    CertPayload whole = new CertPayload(CertEncoding.X509_SIGNATURE, entity.der());
    for (int times = 0; times < 3; times++) {
      assertThat(lookup.fetch(certificate("/good"), HERE))
          .isEqualTo(new HashAndUrl.Outcome.Good(List.of(whole)));
    }
    assertThat(server.requests()).isEqualTo(1);
  }

  @Tag("R7296-3.6-3")
  @Test
  void takesNothingElse() {
    server.serves("/other", root("CN=other").der()).floods("/flood");
    assertThat(lookup.fetch(certificate("/other"), HERE).toString())
        .contains("another certificate than the hash says");
    assertThat(lookup.fetch(certificate("/flood"), HERE))
        .isInstanceOf(HashAndUrl.Outcome.Failed.class);
    assertThat(lookup.fetch(certificate("/good"), RevocationPolicy.OFF).toString())
        .contains("private address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ftp://example.com/x", "https://example.com/x", "http:///x"})
  void followsHttpOnly(String url) {
    Bytes data = Bytes.concat(Bytes.wrap(new byte[20]), Bytes.ofText(url));
    assertThat(lookup.fetch(new CertPayload(CertEncoding.HASH_AND_URL_CERT, data), HERE))
        .isInstanceOf(HashAndUrl.Outcome.Failed.class);
  }

  @Test
  void namesOurCertificatesByTheirHash() {
    String base = server.url("/certs/");
    CertPayload payload = HashAndUrl.payload(entity.der(), base);
    Bytes hash = payload.data().slice(0, 20);
    server.serves("/certs/" + hash.toHex(), entity.der());
    assertThat(payload.encoding()).isEqualTo(CertEncoding.HASH_AND_URL_CERT);
    assertThat(payload.data().slice(20, payload.data().length()).toText())
        .isEqualTo(base + hash.toHex());
    assertThat(lookup.fetch(payload, HERE)).isInstanceOf(HashAndUrl.Outcome.Good.class);
  }

  @Tag("R7296-3.6-4")
  @Test
  void takesBundlesApart() {
    HashAndUrl.Outcome outcome = bundle(sequence(0, 1, 0));
    assertThat(outcome).isInstanceOf(HashAndUrl.Outcome.Good.class);
    List<CertEncoding> encodings = new ArrayList<>();
    ((HashAndUrl.Outcome.Good) outcome).payloads().forEach(p -> encodings.add(p.encoding()));
    assertThat(encodings)
        .containsExactly(
            CertEncoding.X509_SIGNATURE, CertEncoding.CRL, CertEncoding.X509_SIGNATURE);
  }

  @Tag("R7296-3.6-4")
  @Test
  void refusesBundlesThatAreNone() {
    assertThat(bundle(sequence()).toString()).contains("bundle of 0");
    assertThat(bundle(sequence(new int[17])).toString()).contains("bundle of 17");
    assertThat(bundle(sequence(2)).toString()).contains("element of tag 2");
    assertThat(bundle(entity.der())).isInstanceOf(HashAndUrl.Outcome.Failed.class);
    assertThat(bundle(Bytes.ofText("<html>")).toString()).contains("not DER");
  }

  /** All threads that look names up for peers hang; those for revocation do not. */
  @Test
  void namesOfStrangersHoldUpNoRevocation() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    HostLookup.Resolver resolver =
        host -> {
          if (host.startsWith("stranger")) {
            awaitQuietly(end);
          }
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        };
    HashAndUrl urls = new HashAndUrl(new Retrievals(4, System::nanoTime, resolver));
    Retrievals revocation = new Retrievals(4, System::nanoTime, resolver);
    RevocationPolicy policy = HERE.withTimeout(Duration.ofMillis(200), true);
    server.serves("/crl", Bytes.ofText("list"));
    try {
      Map<String, HashAndUrl.Outcome> outcomes = new LinkedHashMap<>();
      for (int i = 0; i < 17; i++) {
        String url = "http://stranger" + i + ".example/x";
        Bytes data = Bytes.concat(Bytes.wrap(new byte[20]), Bytes.ofText(url));
        outcomes.put(
            url, urls.fetch(new CertPayload(CertEncoding.HASH_AND_URL_CERT, data), policy));
      }
      assertThat(outcomes.values()).allMatch(HashAndUrl.Outcome.Failed.class::isInstance);
      assertThat(outcomes.get("http://stranger16.example/x"))
          .asString()
          .contains("too many names are being looked up");

      URI list = URI.create(server.url("/crl").replace("127.0.0.1", "crl.example"));
      Fetched fetched =
          revocation.fetch(
              Resource.get(list, 1000, true, Optional.empty()), Duration.ofSeconds(20));

      assertThat(fetched).isEqualTo(new Fetched.Good(Bytes.ofText("list")));
    } finally {
      end.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
