package org.ikev2d.pki.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.OpenSsl;
import org.ikev2d.pki.store.PemStore;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.wire.Bytes;

/** A key that OpenSSL has made, with its certificate, and what OpenSSL signs and verifies by it. */
final class OpenSslKey {
  private final Path directory;

  OpenSslKey(Path directory) {
    this.directory = directory;
  }

  /** Makes it, as {@code openssl genpkey} is told, and reads it from a store as any other. */
  PrivateKeyHandle key(String... how) {
    List<String> command = new ArrayList<>(List.of("genpkey", "-out", "gw.key"));
    command.addAll(List.of(how));
    OpenSsl.run(directory, command.toArray(String[]::new));
    OpenSsl.run(directory, "req", "-x509", "-key", "gw.key", "-subj", "/CN=gw", "-out", "gw.crt");
    OpenSsl.run(directory, "pkey", "-in", "gw.key", "-pubout", "-out", "public");
    try {
      Files.setPosixFilePermissions(
          directory.resolve("gw.key"), PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    StoreContents contents = PemStore.open(directory, Optional.empty()).contents();
    assertThat(contents.credentials()).as("%s", contents.findings()).hasSize(1);
    return contents.credentials().getFirst().key();
  }

  /**
   * @param how digest and options of {@code openssl dgst}
   */
  Bytes sign(byte[] octets, String... how) throws IOException {
    Files.write(directory.resolve("octets"), octets);
    run(how, "-sign", "gw.key", "-out", "signature", "octets");
    return Bytes.wrap(Files.readAllBytes(directory.resolve("signature")));
  }

  boolean verifies(byte[] octets, Bytes signature, String... how) throws IOException {
    Files.write(directory.resolve("octets"), octets);
    Files.write(directory.resolve("signature"), signature.toArray());
    return run(how, "-verify", "public", "-signature", "signature", "octets")
        .contains("Verified OK");
  }

  private String run(String[] how, String... what) {
    List<String> command = new ArrayList<>(List.of("dgst"));
    command.addAll(List.of(how));
    command.addAll(List.of(what));
    return OpenSsl.run(directory, command.toArray(String[]::new));
  }
}
