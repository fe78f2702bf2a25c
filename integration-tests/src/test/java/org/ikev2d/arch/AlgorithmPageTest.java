package org.ikev2d.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AlgorithmPageTest {
  private static final Path PAGE = Tree.root().resolve("docs/algorithms.md");

  private final AlgorithmPage page = new AlgorithmPage();

  @Test
  void thePageIsThatOfTheTable() throws IOException {
    if (Boolean.getBoolean("algorithms.write")) {
      Files.writeString(PAGE, page.text());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.text());
  }
}
