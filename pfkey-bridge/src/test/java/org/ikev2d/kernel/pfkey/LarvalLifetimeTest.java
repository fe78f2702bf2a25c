package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LarvalLifetimeTest {
  @TempDir Path folder;

  @Test
  void raisesWhatIsTooShort() throws IOException {
    Path setting = Files.writeString(folder.resolve("setting"), "30\n");
    assertThat(LarvalLifetime.raise(setting)).isTrue();
    assertThat(setting).hasContent("165\n");
  }

  @Test
  void leavesWhatIsLonger() throws IOException {
    Path setting = Files.writeString(folder.resolve("setting"), "600\n");
    assertThat(LarvalLifetime.raise(setting)).isTrue();
    assertThat(setting).hasContent("600\n");
  }

  @Test
  void doesWithoutTheSetting() {
    assertThat(LarvalLifetime.raise(folder.resolve("none"))).isFalse();
  }
}
