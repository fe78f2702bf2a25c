package org.ikev2d.pki.revoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.pki.TestPki.NOW;
import static org.ikev2d.pki.TestPki.root;
import static org.ikev2d.pki.TestPki.subject;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.fetch.LoopbackServer;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.policy.RevocationPolicy.Ocsp;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCrl;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What servers are asked once for, though many peers come. */
@Timeout(120)
class RevocationCacheTest {
  private static final RevocationPolicy BASE =
      RevocationPolicy.OFF
          .withPrivateAddresses(true)
          .withHardFailure(true)
          .withTimeout(Duration.ofSeconds(20), false);
  private static final RevocationPolicy OCSP = BASE.withOcsp(Ocsp.BY_CERTIFICATE);
  private static final RevocationPolicy CRL = BASE.withCrl(Crl.BY_CERTIFICATE);

  /** Entries of a list of about a megabyte. */
  private static final int MANY = 48_000;

  private final LoopbackServer server = new LoopbackServer();
  private final Entity root = root("CN=Root");
  private final Entity leaf =
      subject("CN=gw1")
          .extension(
              Extension.authorityInfoAccess,
              false,
              new AuthorityInformationAccess(
                  new AccessDescription(AccessDescription.id_ad_ocsp, url("/ocsp"))))
          .extension(Extension.cRLDistributionPoints, false, points("/crl"))
          .issuedBy(root);
  private StoreContents store = StoreContents.EMPTY;
  private final RevocationLookup lookup =
      new RevocationLookup(new Retrievals(4), () -> List.of(store));

  @AfterEach
  void stop() {
    server.close();
  }

  private GeneralName url(String path) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, server.url(path));
  }

  private CRLDistPoint points(String path) {
    return new CRLDistPoint(
        new DistributionPoint[] {
          new DistributionPoint(new DistributionPointName(new GeneralNames(url(path))), null, null)
        });
  }

  private List<String> look(RevocationPolicy policy, Instant now) {
    return lookup.objections(
        new PathOutcome.Trusted(
            leaf.cert().usableKey().orElseThrow(),
            leaf.cert(),
            List.of(List.of(leaf.cert(), root.cert()))),
        List.of(),
        CertPolicy.DEFAULT.change().revocation(policy).done(),
        now);
  }

  private Bytes ocsp(CertificateStatus status, Bytes request) {
    return Authority.ocsp(
        root,
        root,
        leaf.cert().serial(),
        status,
        NOW.minusSeconds(60),
        Optional.of(NOW.plusSeconds(3600)),
        Optional.of(request));
  }

  /** Asks many times at once while the server holds its answer back. */
  private List<List<String>> atOnce(RevocationPolicy policy, CountDownLatch answer)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(() -> look(policy, NOW)));
      }
      org.awaitility.Awaitility.await().until(() -> server.requests() == 1);
      answer.countDown();
      List<List<String>> found = new ArrayList<>();
      for (Future<List<String>> one : all) {
        found.add(one.get());
      }
      return found;
    }
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void peersThatComeAtOnceShareOneList() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    Bytes list = Authority.list(root).by(root);
    server.answers(
        "/crl",
        request -> {
          hold(answer);
          return list;
        });
    assertThat(atOnce(CRL, answer)).hasSize(20).allMatch(List::isEmpty);
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void peersThatComeAtOnceShareOneResponse() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    server.answers(
        "/ocsp",
        request -> {
          hold(answer);
          return ocsp(CertificateStatus.GOOD, request);
        });
    assertThat(atOnce(OCSP, answer)).hasSize(20).allMatch(List::isEmpty);
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void aListThatDoesNotHelpIsFetchedAgainAfterAWhileOnly() {
    Bytes expired = Authority.list(root).until(NOW.minusSeconds(1)).by(root);
    server.serves("/crl", expired);
    askedAgainAfterAWhileOnly(CRL, "CRL has expired");
  }

  @Test
  void garbageInPlaceOfAListIsFetchedAgainAfterAWhileOnly() {
    server.serves("/crl", Bytes.ofText("garbage"));
    askedAgainAfterAWhileOnly(CRL, "CRL is not DER");
  }

  @Test
  void aResponderThatDoesNotKnowIsAskedAgainAfterAWhileOnly() {
    server.answers("/ocsp", request -> ocsp(new UnknownStatus(), request));
    askedAgainAfterAWhileOnly(OCSP, "does not know the certificate");
  }

  @Test
  void aResponderThatSendsGarbageIsAskedAgainAfterAWhileOnly() {
    server.serves("/ocsp", Bytes.ofText("garbage"));
    askedAgainAfterAWhileOnly(OCSP, "not DER");
  }

  private void askedAgainAfterAWhileOnly(RevocationPolicy policy, String why) {
    for (int i = 0; i < 3; i++) {
      assertThat(look(policy, NOW.plusSeconds(5L * i))).singleElement().asString().contains(why);
    }
    assertThat(server.requests()).isEqualTo(1);
    assertThat(look(policy, NOW.plusSeconds(50))).singleElement().asString().contains(why);
    assertThat(server.requests()).isEqualTo(2);
    lookup.forget();
    look(policy, NOW.plusSeconds(51));
    assertThat(server.requests()).as("forgotten by command").isEqualTo(3);
  }

  @Test
  void aListOfAMegabyteIsDecodedOnce() {
    Bytes list = Authority.list(root).crowd(MANY).by(root);
    assertThat(list.length()).isBetween(900_000, 1_300_000);
    server.serves("/crl", list);
    muchFasterTheSecondTime(list, CRL);
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void aListOfAMegabyteInTheKeyStoreIsDecodedOnce() {
    Bytes list = Authority.list(root).crowd(MANY).by(root);
    store =
        new StoreContents(
            "test",
            List.of(),
            List.of(),
            List.of(),
            List.of(new StoredCrl("root", list)),
            List.of());
    muchFasterTheSecondTime(list, RevocationPolicy.OFF);
  }

  /** A hundred peers after the first together take less than the list takes to be decoded once. */
  private void muchFasterTheSecondTime(Bytes list, RevocationPolicy policy) {
    long decoding =
        time(() -> assertThat(CrlList.parse(list)).isInstanceOf(CrlList.Parsed.Good.class));
    long first = time(() -> assertThat(look(policy, NOW)).isEmpty());
    look(policy, NOW);
    long hundred =
        time(() -> {
          for (int i = 0; i < 100; i++) {
            assertThat(look(policy, NOW)).isEmpty();
          }
        });
    assertThat(hundred)
        .as("nanoseconds for a hundred; the first took %d, to decode takes %d", first, decoding)
        .isLessThan(Math.max(decoding, first));
  }

  private static long time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }
}
