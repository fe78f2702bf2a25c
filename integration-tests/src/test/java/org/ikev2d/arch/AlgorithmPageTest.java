package org.ikev2d.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ikev2d.crypto.AlgorithmTable;
import org.junit.jupiter.api.Test;

class AlgorithmPageTest {
  private static final Path PAGE = Tree.root().resolve("docs/algorithms.md");

  private final AlgorithmPage page = new AlgorithmPage(Tree.root());

  @Test
  void thePageIsThatOfTheTable() throws IOException {
    if (Boolean.getBoolean("algorithms.write")) {
      Files.writeString(PAGE, page.text());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.text());
  }

  @Test
  void everyRowOfIkeIsProvedByAVector() {
    AlgorithmTable.encrs().stream()
        .filter(row -> row.forIke())
        .forEach(row -> assertThat(page.vectors(row)).as(row.name()).isNotEmpty());
    AlgorithmTable.integs().stream()
        .filter(row -> row.forIke())
        .forEach(row -> assertThat(page.vectors(row)).as(row.name()).isNotEmpty());
    AlgorithmTable.prfs().forEach(row -> assertThat(page.vectors(row)).as(row.name()).isNotEmpty());
    AlgorithmTable.groups()
        .forEach(row -> assertThat(page.vectors(row)).as(row.description()).isNotEmpty());
  }
}
