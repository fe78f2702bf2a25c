package org.ikev2d.cli.ikev2cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.pki.path.PathCheck;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.pki.store.PemStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IkeV2CertTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private String out = "";
  private String err = "";

  @BeforeEach
  void useAStoreOfOurOwn() {
    environment.put("IKEV2D_KEYSTORE", "pem:" + directory.resolve("certs"));
  }

  private int run(String input, String... arguments) {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    int status =
        new IkeV2Cert(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(stdout, true, StandardCharsets.UTF_8),
                new PrintStream(stderr, true, StandardCharsets.UTF_8),
                environment,
                InstantSource.fixed(NOW))
            .run(arguments);
    out = stdout.toString(StandardCharsets.UTF_8);
    err = stderr.toString(StandardCharsets.UTF_8);
    return status;
  }

  private void good(String... arguments) {
    assertThat(run("", arguments)).as(err).isZero();
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private Path secretFile(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "keytype=rsa, RSA-2048",
    "keytype=ec, EC-256",
    "curve=secp521r1, EC-521",
    "keytype=ed25519, Ed25519"
  })
  void makesACertificateThatPeersTrust(String option, String shown) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "gencert",
                "label=gw1",
                "subject=C=US, O=Example, CN=gw1",
                "serial=0x1a",
                "altname=DNS=gw1.example.com,IP=192.0.2.1",
                "eku=ipsecIKE",
                option));
    if (option.startsWith("curve")) {
      words.add("keytype=ec");
    }
    good(words.toArray(String[]::new));
    good("list");
    assertThat(out)
        .contains("certificate `gw1`", "subject:  C=US, O=Example, CN=gw1", "serial:   0x1a")
        .contains("valid:    2026-11-21T12:00:00Z to 2027-11-21T12:00:00Z")
        .contains(shown + ", private key available")
        .contains("altname:  DNS=gw1.example.com, IP=192.0.2.1", "eku:      ipsecIKE");
    PemStore store = store();
    Credential credential = store.contents().credentials().getFirst();
    assertThat(check(store, credential)).isInstanceOf(PathOutcome.Trusted.class);
  }

  private PemStore store() {
    return PemStore.open(directory.resolve("certs"), Optional.empty());
  }

  private static PathOutcome check(PemStore anchors, Credential credential) {
    return PathCheck.validate(
        credential.certificates(),
        new PathCheck.Trust(anchors.certs(), List.of()),
        Identity.ofFqdn("gw1.example.com"),
        CertPolicy.DEFAULT,
        NOW.plusSeconds(60));
  }

  @Test
  void makesAnAuthorityAndSignsTheRequestOfAGateway() {
    String ca = "keystore=pem:" + file("ca");
    good(
        "gencert",
        ca,
        "label=ca",
        "subject=C=US, O=Example, CN=Example CA",
        "serial=0x1",
        "keytype=ec",
        "curve=secp384r1",
        "keyusage=critical:keyCertSign,cRLSign",
        "lifetime=10-year");
    good(
        "gencsr",
        "label=gw1",
        "subject=C=US, O=Example, CN=gw1",
        "outcsr=" + file("gw1.csr"),
        "altname=DNS=gw1.example.com",
        "keyusage=critical:digitalSignature");
    assertThat(run("", "list")).as("no certificate yet").isOne();
    good(
        "signcsr",
        ca,
        "signkey=ca",
        "csr=" + file("gw1.csr"),
        "serial=0x2",
        "outcert=" + file("gw1.crt"),
        "issuer=C=US, O=Example, CN=Example CA",
        "lifetime=30-day",
        "store=y",
        "outlabel=gw1");
    good("import", "infile=" + file("gw1.crt"), "label=gw1");
    good("export", ca, "label=ca", "outfile=" + file("ca.crt"), "objtype=cert", "outformat=pem");
    good("import", "infile=" + file("ca.crt"), "label=ca");
    good("list", "label=gw1");
    assertThat(out)
        .contains("issuer:   C=US, O=Example, CN=Example CA", "private key available")
        .contains("2026-12-21T12:00:00Z", "keyusage: digitalSignature");
    good("list", "label=ca");
    assertThat(out).contains("authority: yes").doesNotContain("private key available");
    PemStore anchors = PemStore.open(directory.resolve("ca"), Optional.empty());
    anchors.remove("gw1", org.ikev2d.pki.store.CredentialStore.ObjectType.CERT);
    assertThat(check(anchors, store().contents().credentials().getFirst()))
        .isInstanceOf(PathOutcome.Trusted.class);
    assertThat(
            run(
                "",
                "signcsr",
                ca,
                "signkey=ca",
                "csr=" + file("gw1.csr"),
                "serial=0x3",
                "outcert=" + file("x.crt"),
                "issuer=CN=Other"))
        .isOne();
    assertThat(err).contains("option issuer", "C=US, O=Example, CN=Example CA");
  }

  @Test
  void givesNobodyAnAuthorityUnasked() {
    gateway("keyusage=keyCertSign", "label=ca");
    good(
        "gencsr",
        "label=evil",
        "subject=CN=evil",
        "keytype=ec",
        "keyusage=keyCertSign",
        "outcsr=" + file("evil.csr"));
    List<String> sign =
        new ArrayList<>(
            List.of(
                "signcsr",
                "signkey=ca",
                "csr=" + file("evil.csr"),
                "serial=0x2",
                "outcert=" + file("evil.crt"),
                "issuer=C=US, O=Example, CN=gw1"));
    assertThat(run("", sign.toArray(String[]::new))).isOne();
    assertThat(err).contains("keyCertSign", "keyusage=");
    sign.add("keyusage=digitalSignature");
    good(sign.toArray(String[]::new));
  }

  private void gateway(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("gencert", "subject=C=US, O=Example, CN=gw1", "serial=0x1", "keytype=ec"));
    words.addAll(List.of(more));
    if (words.stream().noneMatch(w -> w.startsWith("label="))) {
      words.add("label=gw1");
    }
    good(words.toArray(String[]::new));
  }

  @Test
  void keepsEverythingInAPkcs12FileUnderItsPin() throws IOException {
    String store = "keystore=pkcs12:" + file("store.p12");
    String pin = "pinfile=" + secretFile("pin", "geheim\n");
    gateway(store, pin);
    assertThat(run("geheim\n", "list", store)).isZero();
    assertThat(out).contains("private key available");
    assertThat(err).contains("PIN of pkcs12:").doesNotContain("geheim");
    assertThat(run("falsch\n", "list", store)).isOne();
    assertThat(err).contains("wrong PIN").doesNotContain("falsch");
    environment.put("IKEV2D_PIN_FILE", secretFile("pin2", "neu").toString());
    good("setpin", store, pin, "newpinfile=" + file("pin2"));
    good("list", store);
    good("delete", store, "objtype=cert", "subject=C=US, O=Example, CN=gw1");
    assertThat(run("", "list", store)).isOne();
  }

  @Test
  void asksForANewPinTwice() {
    String store = "keystore=pkcs12:" + file("store.p12");
    String[] gencert = {"gencert", store, "label=a", "subject=CN=a", "serial=0x1", "keytype=ec"};
    assertThat(run("eins\nzwei\n", gencert)).isOne();
    assertThat(err).contains("the two PINs differ");
    assertThat(run("ein s\nein s\n", gencert)).isOne();
    assertThat(err).contains("no blanks");
    assertThat(run("eins\neins\n", gencert)).isZero();
  }

  @Test
  void encryptsThePrivateKeysOfADirectoryByItsPin() throws IOException {
    gateway();
    assertThat(run("neu\nneu\n", "setpin")).as(err).isZero();
    assertThat(Files.readString(directory.resolve("certs/gw1.key"))).contains("ENCRYPTED");
    good("list");
    assertThat(out).contains("private key locked");
    good("tokens");
    assertThat(out).contains("1 certificates, 0 private keys open, locked");
    assertThat(run("falsch\n", "list", "objtype=key")).isOne();
    assertThat(run("neu\n", "list", "objtype=key")).isZero();
    assertThat(out).contains("private key `gw1` EC-256");
    assertThat(run("neu\n", "gencert", "label=b", "subject=CN=b", "serial=0x2", "keytype=ec"))
        .isZero();
    assertThat(Files.readString(directory.resolve("certs/b.key"))).contains("ENCRYPTED");
  }

  @Test
  void carriesACertificateWithItsKeyToAnotherStore() {
    gateway();
    assertThat(run("weg\nweg\n", "export", "label=gw1", "outfile=" + file("gw1.p12"))).isZero();
    String other = "keystore=pem:" + file("other");
    assertThat(run("falsch\n", "import", other, "infile=" + file("gw1.p12"), "label=x")).isOne();
    assertThat(run("weg\n", "import", other, "infile=" + file("gw1.p12"), "label=x")).isZero();
    good("list", other);
    assertThat(out).contains("certificate `x`", "private key available");
    assertThat(
            run(
                "k\nk\n",
                "export",
                "objtype=key",
                "outformat=pem",
                "label=gw1",
                "outfile=" + file("k.pem")))
        .isZero();
    String third = "keystore=pem:" + file("third");
    assertThat(run("k\n", "import", third, "objtype=key", "infile=" + file("k.pem"), "label=k"))
        .isZero();
    good("list", third, "objtype=key");
    assertThat(out).contains("private key `k` EC-256");
  }

  @Test
  void readsOptionsFromAFileAndSubjectsFromADialogue() throws IOException {
    Path options = directory.resolve("options");
    Files.writeString(options, "# gateway\nlabel=gw1\nserial=0x7\nkeytype=ec\n");
    assertThat(run("us\n\n\nExample, Inc.\n\ngw1\n\n", "-i", "-f", options.toString(), "gencert"))
        .as(err)
        .isZero();
    assertThat(err).contains("Country", "Common name");
    good("list");
    assertThat(out).contains("subject:  C=us, O=Example\\, Inc., CN=gw1", "serial:   0x7");
  }

  @Test
  void leavesNoKeyBehindWhereTheRequestCannotBeWritten() throws IOException {
    Files.writeString(directory.resolve("taken.csr"), "");
    assertThat(
            run(
                "",
                "gencsr",
                "label=a",
                "subject=CN=a",
                "keytype=ec",
                "outcsr=" + file("taken.csr")))
        .isOne();
    assertThat(err).contains("taken.csr: exists already");
    assertThat(run("", "list", "objtype=key")).isOne();
  }

  @Test
  void deletesOnlyWhatIsNamed() {
    gateway();
    assertThat(run("", "delete", "objtype=cert")).isOne();
    assertThat(err).contains("say what to delete");
    good("delete", "objtype=cert", "label=gw1");
    good("delete", "objtype=key", "label=gw1");
    assertThat(store().contents().keys()).isEmpty();
  }

  @Test
  void refusesAPinFileThatOthersRead() throws IOException {
    Path pin = secretFile("pin", "geheim");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(
            run(
                "",
                "gencert",
                "keystore=pkcs12:" + file("s.p12"),
                "pinfile=" + pin,
                "label=a",
                "subject=CN=a",
                "serial=0x1"))
        .isOne();
    assertThat(err).contains("chmod 600").doesNotContain("geheim");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|no subcommand",
        "frob|unknown subcommand `frob`",
        "gencert|option label= is missing",
        "gencert;label=a;subject=CN=a;serial=12|option serial: `12`: write 0x",
        "gencert;label=a;subject=CN=a;serial=0x0|option serial",
        "gencert;label=a;subject=nonsense;serial=0x1|not a distinguished name",
        "gencert;label=a;subject=CN=a;serial=0x1;keytype=foo|keytype is one of rsa",
        "gencert;label=a;subject=CN=a;serial=0x1;keylen=1024|2048 to 8192",
        "gencert;label=a;subject=CN=a;serial=0x1;keytype=ec;keylen=256|write curve=",
        "gencert;label=a;subject=CN=a;serial=0x1;keyusage=foo|option keyusage: `foo` is none of",
        "gencert;label=a;subject=CN=a;serial=0x1;eku=foo|option eku: `foo` is no object",
        "gencert;label=a;subject=CN=a;serial=0x1;altname=gw1|TAG one of IP, DNS",
        "gencert;label=a;subject=CN=a;serial=0x1;altname=IP=gw1|numeric IPv4 or IPv6",
        "gencert;label=a;subject=CN=a;serial=0x1;lifetime=1-month|N-hour, N-day or N-year",
        "gencert;label=a;subject=CN=a;serial=0x1;hash=md5|none of sha256, sha384, sha512",
        "gencert;label=../a;subject=CN=a;serial=0x1;keytype=ec|label `../a`",
        "gencert;label=a;label=b|given twice",
        "gencert;colour=red|unknown option `colour`; options here are altname",
        "list;label|write OPTION=VALUE",
        "list;keystore=nss:x|write pem:DIRECTORY, pkcs12:FILE or pkcs11",
        "list;objtype=foo|none of cert, key, crl",
        "import;infile=/nonexistent;label=a|is no file",
        "export;outfile=x;objtype=key;outformat=der|outformat is pkcs12 or pem",
        "setpin;usertype=so|the token's own tool"
      })
  void saysWhatWouldBeRight(String line) {
    String[] parts = line.split("\\|");
    String[] words = parts[0].isEmpty() ? new String[0] : parts[0].split(";");
    assertThat(run("", words)).isOne();
    assertThat(err).contains(parts[1]);
    assertThat(out).isEmpty();
  }
}
