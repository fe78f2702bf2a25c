package org.ikev2d.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ikev2d.arch.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds tests, requirements and {@code docs/conformance.md} together. */
class ConformanceTest {
  private static final Path ROOT = Tree.root();
  private static final Catalogue CATALOGUE = Catalogue.load();
  private static final List<Proof> PROOFS = ConformanceMain.proofs(ROOT);

  @Test
  void everyRequirementThatATestNamesExists() {
    assertThat(PROOFS)
        .filteredOn(p -> !CATALOGUE.has(p.requirement()))
        .as("no such requirement: add it to requirements.txt, or mend the tag")
        .isEmpty();
  }

  @Test
  void everyTestThatNamesARequirementIsRun() {
    assertThat(PROOFS)
        .filteredOn(p -> !p.runs())
        .as("a tag where no test is run, or only under a condition")
        .isEmpty();
  }

  @Test
  void thePageClaimsOnlyWhatIsSo() throws IOException {
    Map<String, List<String>> claims = Page.claims(Files.readString(ConformanceMain.file(ROOT)));
    assertThat(claims).isNotEmpty();
    var wrong = new TreeSet<String>();
    claims.forEach((id, tests) -> {
      for (String test : tests) {
        if (!PROOFS.contains(new Proof(id, test, true))) {
          wrong.add(id + " by " + test);
        }
      }
    });
    assertThat(wrong).as("docs/conformance.md claims what is gone: run bin/conformance").isEmpty();
  }

  @Test
  void whatNothingInteroperatesWithoutIsProved() {
    assertThat(new Page(CATALOGUE, PROOFS).missing(0))
        .as("requirements of priority 0 that no test names")
        .isEmpty();
  }

  /** No row of the registry rests on our own word. */
  @Test
  void everyAlgorithmIsComparedWithValuesOfOthers() throws IOException {
    assertThat(new AlgorithmSection(ROOT).problems()).isEmpty();
    String page = Files.readString(ConformanceMain.file(ROOT));
    assertThat(AlgorithmRow.all())
        .allSatisfy(row -> assertThat(page).contains("| " + row.id() + " | " + row.name() + " |"));
  }

  @Test
  void aRowWithoutValuesOfOthersIsAProblem(@TempDir Path root) throws IOException {
    Path resources = Files.createDirectories(root.resolve("m/src/test/resources/vectors"));
    Files.writeString(
        resources.resolve("some.json"),
        """
        {"good": [{"prf": "HMAC_SHA1", "source": "RFC 2202 \\u0041 \\"x\\""}, {"rows": ["AUTH-3"], "source": "RFC"}],
         "bad": [{"prf": "HMAC_SHA2_256", "source": "self-generated"}, {"group": 14, "length": -1.5}]}
        """);
    Path directory = Files.createDirectories(root.resolve("m/src/test/java"));
    Files.writeString(
        directory.resolve("SomeTest.java"),
        """
        class SomeTest {
          @Tag("vectors:some.json/good") @Test void one() {}
          @Tag("vectors:some.json/bad") @Test void two() {}
          @Tag("vectors:some.json/none") @Test void three() {}
        }
        """);
    List<AlgorithmRow> rows = AlgorithmRow.all();
    var vectors = new Vectors(root, rows);
    assertThat(rows.stream().filter(row -> !vectors.sources(row).isEmpty()).map(AlgorithmRow::id))
        .containsExactly("PRF-2", "AUTH-3");
    assertThat(vectors.sources(rows.stream().filter(r -> r.id().equals("PRF-2")).findFirst().get()))
        .containsExactly("RFC 2202 A \"x\"");
    assertThat(vectors.problems())
        .containsExactly("SomeTest.three: there is no vectors:some.json/none");
  }

  @Test
  void thePageIsTheSameWhateverTheOrderOfTheTests() {
    List<Proof> reversed = PROOFS.reversed();
    assertThat(new Page(CATALOGUE, reversed).text()).isEqualTo(new Page(CATALOGUE, PROOFS).text());
  }

  @Test
  void whatThePageSaysCanBeReadBack() {
    var proofs =
        List.of(
            new Proof("R7296-2.9-1", "SomeTest.b", true),
            new Proof("R7296-2.9-1", "lab kernel/10-a/x", true),
            new Proof("R7296-2.9-1", "OtherTest", true),
            new Proof("R7296-2.9-2", "NotRunTest", false));
    var page = new Page(Catalogue.parse("R7296-2.9-1 P0 MUST a | b\nR7296-2.9-2 P0 - c\n"), proofs);

    assertThat(Page.claims(page.text()))
        .isEqualTo(Map.of("R7296-2.9-1", List.of("OtherTest", "SomeTest.b", "lab kernel/10-a/x")));
    assertThat(page.missing(0)).extracting(Requirement::id).containsExactly("R7296-2.9-2");
    assertThat(page.text()).contains("| RFC 7296 | 2 | 1 | 1 | 0 | 0 |");
  }

  @Test
  void aBrokenCatalogueIsRefused() {
    for (String broken :
        List.of(
            "R7296-1-1 P3 MUST x",
            "R7296-1-1 P0 must x",
            "7296-1-1 P0 MUST x",
            "R7296-1-1 P0 MUST x\nR7296-1-1 P0 MUST y")) {
      assertThatThrownBy(() -> Catalogue.parse(broken))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tagsAreFoundOnMethodsAndClassesAndOnlyWhereTestsRun(@TempDir Path root) throws IOException {
    String source =
        """
        @Tag("R1000-1-1")
        class SampleTest {
          @Tag("R1000-1-2") @Tag("slow") @Test void one() {}
          @Tags({@Tag("R1000-1-3"), @Tag("R1000-1-4")}) @ParameterizedTest void two(int i) {}
          @Tag("R1000-1-5") void helper() {}
          @Tag("R1000-1-6") @Test @EnabledOnOs(OS.LINUX) void sometimes() {}
          @Nested class Inner { @Tag("R1000-1-7") @Test void three() {} }
          @Tag("R1000-1-9") @Twice.Over void four() {}
          @Tag("R1000-1-10") @Plain void five() {}
        }
        class Twice { @RepeatedTest(2) @interface Over {} @interface Plain {} }
        @Tag("R1000-1-8") class Helpers { @Test void neverPicked() {} }
        """;
    Path directory = Files.createDirectories(root.resolve("some-module/src/test/java"));
    Files.writeString(directory.resolve("SampleTest.java"), source);

    assertThat(JavaTests.scan(root))
        .containsExactlyInAnyOrder(
            new Proof("R1000-1-1", "SampleTest", true),
            new Proof("R1000-1-2", "SampleTest.one", true),
            new Proof("R1000-1-3", "SampleTest.two", true),
            new Proof("R1000-1-4", "SampleTest.two", true),
            new Proof("R1000-1-5", "SampleTest.helper", false),
            new Proof("R1000-1-6", "SampleTest.sometimes", false),
            new Proof("R1000-1-7", "SampleTest.Inner.three", true),
            new Proof("R1000-1-8", "Helpers", false),
            new Proof("R1000-1-9", "SampleTest.four", true),
            new Proof("R1000-1-10", "SampleTest.five", false));
  }

  @Test
  void scenariosOfTheLabAreNamedByTheCommentAboveThem() {
    List<Proof> proofs = new ArrayList<>();
    LabScenarios.read(
        "requirement",
        List.of(
            "  # requirement R1000-1-1 R1000-1-2",
            "  scenario one does it",
            "  scenario untagged does it",
            "  # requirement R1000-1-3",
            "  while read -r l; do scenario \"$l\" does it; done",
            "  # requirement R1000-1-4",
            "  while read -r label; do",
            "    scenario \"$label-again\" does it",
            "  # requirement R1000-1-5",
            "  other line"),
        "lab x/y/",
        proofs);

    assertThat(proofs)
        .containsExactly(
            new Proof("R1000-1-1", "lab x/y/one", true),
            new Proof("R1000-1-2", "lab x/y/one", true),
            new Proof("R1000-1-3", "lab x/y/*", true),
            new Proof("R1000-1-4", "lab x/y/*-again", true),
            new Proof("R1000-1-5", "lab x/y/?", false));
  }
}
