package org.ikev2d.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int check(String rules) throws IOException {
    Path file = Files.writeString(directory.resolve("ikev2.config"), rules);
    return Main.run(
        new PrintStream(err, true, UTF_8),
        "-c",
        "-f",
        file.toString(),
        "-o",
        "preshared_file=" + directory.resolve("none"),
        "-o",
        "policy_file=" + directory.resolve("none"));
  }

  @Test
  void endsWithZeroForAGoodFile() throws IOException {
    assertThat(
            check(
                """
                ikesa_xform { encr_alg aes(256..256) auth_alg sha256 dh_group 19 }
                { label "a" auth_method preshared local_addr 192.0.2.1 remote_addr 192.0.2.2 }
                """))
        .isZero();
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void endsWithOneAndThePlaceOfEachError() throws IOException {
    assertThat(check("ikesa_xform { encr_alg aes auth_alg sha256 dh_group 19 }\nfrobnicate\n"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8).lines().findFirst().orElse(""))
        .startsWith(
            directory.resolve("ikev2.config") + ":2:1: error: unknown keyword `frobnicate`");
  }

  @Test
  void endsWithTwoForAWrongOption() {
    assertThat(Main.run(new PrintStream(err, true, UTF_8), "-x")).isEqualTo(2);
  }

  @Test
  void endsWithOneForAWrongSetting() {
    assertThat(
            Main.run(
                new PrintStream(err, true, UTF_8),
                "-c",
                "-o",
                "config_file=" + directory,
                "-o",
                "ike_prt=500"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("unknown key `ike_prt`");
  }
}
