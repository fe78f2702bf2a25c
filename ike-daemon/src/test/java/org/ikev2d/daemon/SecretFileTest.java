package org.ikev2d.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.ikev2d.crypto.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {
  private final SecureRandom random = new SecureRandom();

  @TempDir Path directory;

  @Test
  void isTheSameAfterARestart() throws IOException {
    Path file = directory.resolve("secret");
    Secret first = SecretFile.open(file, random);
    assertThat(SecretFile.open(file, random)).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(first.length()).isEqualTo(32);
  }

  @Test
  void whatOthersCanReadIsRefused() throws IOException {
    Path file = directory.resolve("secret");
    SecretFile.open(file, random).close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SecretFile.open(file, random)).hasMessageContaining("mode 0600");
  }

  @Test
  void halfAFileIsRefused() throws IOException {
    Path file = directory.resolve("secret");
    SecretFile.open(file, random).close();
    Files.write(file, new byte[5]);
    assertThatThrownBy(() -> SecretFile.open(file, random)).hasMessageContaining("32 octets");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path target = directory.resolve("target");
    SecretFile.open(target, random).close();
    Path file = Files.createSymbolicLink(directory.resolve("secret"), target);
    assertThatThrownBy(() -> SecretFile.open(file, random)).isInstanceOf(IOException.class);
  }
}
