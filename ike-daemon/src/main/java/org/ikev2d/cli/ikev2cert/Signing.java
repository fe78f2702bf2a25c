package org.ikev2d.cli.ikev2cert;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.make.CertMaker;
import org.ikev2d.pki.make.CertRequest;
import org.ikev2d.pki.make.Lifetime;
import org.ikev2d.pki.make.Wanted;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.PemBlocks;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.store.StoredKey;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.pki.x509.DistinguishedName;
import org.ikev2d.pki.x509.KeyUse;
import org.ikev2d.wire.Bytes;

/** The subcommand signcsr: a certificate for somebody's request, by a key of ours. */
final class Signing {
  private final Tasks tasks;

  Signing(Tasks tasks) {
    this.tasks = tasks;
  }

  void signcsr(Arguments arguments) throws Refusal {
    String label = arguments.required("signkey");
    Path file = DiskFiles.path(arguments.required("outcert"));
    BigInteger serial = Wishes.serial(arguments.required("serial"));
    DistinguishedName issuerName = Wishes.name(arguments.required("issuer"));
    Lifetime lifetime = Wishes.lifetime(arguments);
    boolean der = arguments.choice("format", "pem", "der").equals("der");
    boolean keep = arguments.choice("store", "n", "y").equals("y");
    CertRequest request = request(DiskFiles.path(arguments.required("csr")));
    Wanted wanted = Wishes.merge(arguments, request.wanted());
    if (wanted.isCa() && !arguments.has("keyusage")) {
      throw new Refusal(
          "the request wants to be an authority (keyCertSign);"
              + " write keyusage= to grant that, or something else");
    }
    Optional<String> outLabel = arguments.value("outlabel");
    if (keep && outLabel.isEmpty()) {
      throw new Refusal("option outlabel= is missing; store=y needs it");
    }
    try (CredentialStore store = tasks.stores().forKeys(arguments)) {
      CertMaker.Issuer issuer = issuer(store, label, issuerName, serial);
      Instant now = tasks.clock().instant().truncatedTo(ChronoUnit.SECONDS);
      Cert made =
          switch (CertMaker.issue(wanted, request.key(), issuer, serial, now, lifetime.from(now))) {
            case CertMaker.Made.Good(Cert cert) -> cert;
            case CertMaker.Made.Failed(String why) -> throw new Refusal(why);
          };
      DiskFiles.create(
          file,
          der
              ? made.der().toArray()
              : PemBlocks.write("CERTIFICATE", made.der()).getBytes(StandardCharsets.US_ASCII),
          false);
      if (keep) {
        Tasks.done(store.add(outLabel.orElseThrow(), made));
      }
      tasks.out().println("certificate <" + made.subject() + "> in " + file);
    }
  }

  private static CertRequest request(Path file) throws Refusal {
    byte[] content = DiskFiles.read(file);
    Bytes der = Bytes.copyOf(content);
    if (content.length == 0 || content[0] != 0x30) {
      List<PemBlocks.Block> blocks =
          PemBlocks.read(new String(content, StandardCharsets.ISO_8859_1));
      if (blocks.size() != 1
          || !(blocks.getFirst()
              instanceof PemBlocks.Block.Good(int line, String type, Bytes inner))
          || !type.endsWith("CERTIFICATE REQUEST")) {
        throw new Refusal(file + ": holds no request; gencsr makes one, in PEM or DER");
      }
      der = inner;
    }
    return switch (CertRequest.parse(der)) {
      case CertRequest.Parsed.Good(CertRequest request) -> request;
      case CertRequest.Parsed.Bad(String why) -> throw new Refusal(file + ": " + why);
    };
  }

  private static CertMaker.Issuer issuer(
      CredentialStore store, String label, DistinguishedName name, BigInteger serial)
      throws Refusal {
    StoredKey key =
        store.contents().keys().stream()
            .filter(k -> k.label().equals(label))
            .findFirst()
            .orElseThrow(() ->
                new Refusal(store.locator() + ": no private key has the label `" + label + "`"));
    boolean used =
        store.certs().stream().anyMatch(c -> c.issuer().equals(name) && c.serial().equals(serial));
    if (used) {
      throw new Refusal(
          "option serial: 0x" + serial.toString(16) + " is used already by this issuer");
    }
    Optional<Cert> own =
        store.contents().certificates().stream()
            .map(StoredCert::cert)
            .filter(c -> c.spki().equals(key.key().publicKey().spki()))
            .findFirst();
    if (own.isPresent()) {
      if (!own.get().subject().equals(name)) {
        throw new Refusal(
            "option issuer: the certificate of key `"
                + label
                + "` has the subject "
                + own.get().subject());
      }
      if (!own.get().extensions().isCa() || !own.get().extensions().allows(KeyUse.KEY_CERT_SIGN)) {
        throw new Refusal(
            "the certificate of key `"
                + label
                + "` is not that of an authority; gencert with keyusage=keyCertSign makes one");
      }
    }
    return new CertMaker.Issuer(
        own.map(Cert::subject).orElse(name),
        key.key(),
        own.flatMap(c -> c.extensions().subjectKeyId()));
  }
}
