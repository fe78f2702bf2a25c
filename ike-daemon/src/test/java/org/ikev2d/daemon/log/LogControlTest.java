package org.ikev2d.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.ikev2d.control.DebugLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogControlTest {
  @TempDir private Path directory;

  @AfterEach
  void silence() throws IOException {
    LogControl.start(Optional.empty(), DebugLevel.NONE).stop();
  }

  private LogControl start(DebugLevel level) throws IOException {
    return LogControl.start(Optional.of(directory.resolve("log")), level);
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  @Test
  void writesOneLineWithTimeAndLevelToAFileOfItsOwnerAlone() throws IOException {
    LogControl control = start(DebugLevel.OPERATOR);
    LoggerFactory.getLogger("event.ike").info("ike.established rule=a");
    control.stop();
    assertThat(log()).matches("20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z INFO  ike.established rule=a\n");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("log"))))
        .isEqualTo("rw-------");
  }

  @Test
  void speaksUpForTheEnabledCategoriesOnly() throws IOException {
    LogControl control = start(DebugLevel.parse("op+pfkey").orElseThrow());
    LoggerFactory.getLogger("org.ikev2d.kernel.pfkey.Socket").debug("kernel.sent");
    LoggerFactory.getLogger("event.ike").debug("ike.detail");
    control.apply(DebugLevel.parse("op+p1").orElseThrow());
    LoggerFactory.getLogger("org.ikev2d.kernel.pfkey.Socket").debug("kernel.again");
    LoggerFactory.getLogger("event.ike").debug("ike.now");
    control.stop();
    assertThat(log()).contains("kernel.sent", "ike.now").doesNotContain("detail", "again");
  }

  @Test
  void keepsWarningsWhenNothingIsEnabled() throws IOException {
    LogControl control = start(DebugLevel.NONE);
    LoggerFactory.getLogger("event.ike").info("ike.quiet");
    LoggerFactory.getLogger("event.ike").warn("ike.loud");
    control.stop();
    assertThat(log()).contains("ike.loud").doesNotContain("ike.quiet");
  }

  @Test
  void movesToAnotherFile() throws IOException {
    LogControl control = start(DebugLevel.OPERATOR);
    control.write(Optional.of(directory.resolve("second")));
    LoggerFactory.getLogger("event.ike").info("ike.there");
    assertThat(control.file()).contains(directory.resolve("second"));
    control.stop();
    assertThat(log()).isEmpty();
    assertThat(directory.resolve("second")).content().contains("ike.there");
  }

  @Test
  void staysWhereItIsIfTheNewFileCannotBeCreated() throws IOException {
    LogControl control = start(DebugLevel.OPERATOR);
    assertThatThrownBy(() -> control.write(Optional.of(directory.resolve("no/such/place"))))
        .hasMessageContaining("cannot create the log file");
    LoggerFactory.getLogger("event.ike").info("ike.still");
    control.stop();
    assertThat(log()).contains("ike.still");
  }
}
