package org.ikev2d.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.ikev2d.arch.Tree.Source;
import org.junit.jupiter.api.Test;

/** House rules that the compiler does not know. */
class SourceRulesTest {
  private static final int LONGEST = 600;
  private static final int LONG = 400;

  /** Files of more than {@value #LONG} lines, each with the reason why it is not two. */
  private static final Set<String> REASONED =
      Set.of(
          // one table of certificates, each case wrong in one way
          "PathCheckTest.java");

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^public (?:(?:abstract|final|sealed|non-sealed) )*(?:class|interface|record|enum|@interface) .*");

  private static final List<Source> MAIN = Tree.sources("main");
  private static final List<Source> TEST = Tree.sources("test");

  @Test
  void noFileIsTooLong() {
    assertThat(all())
        .filteredOn(s -> s.lines().size() > LONGEST)
        .as("more than %d lines: split them", LONGEST)
        .isEmpty();
    assertThat(all())
        .filteredOn(s -> s.lines().size() > LONG && !REASONED.contains(s.name()))
        .as("more than %d lines: split them, or give a reason in this test", LONG)
        .isEmpty();
  }

  @Test
  void testsNeitherSleepNorSkip() {
    Pattern sleep = Pattern.compile("Thread" + "\\.sleep|@Dis" + "abled|TimeUnit\\..*\\.sleep");
    assertThat(TEST)
        .filteredOn(s -> s.lines().stream().anyMatch(line -> sleep.matcher(line).find()))
        .isEmpty();
  }

  @Test
  void publicTypesSayWhatTheyAreFor() {
    List<String> bare = new ArrayList<>();
    for (Source source : MAIN) {
      for (int i = 0; i < source.lines().size(); i++) {
        if (PUBLIC_TYPE.matcher(source.lines().get(i)).matches() && !isDocumented(source, i)) {
          bare.add(source + ":" + (i + 1));
        }
      }
    }
    assertThat(bare).isEmpty();
  }

  /** Javadoc ends right above the annotations of the type. */
  private static boolean isDocumented(Source source, int line) {
    int above = line - 1;
    while (above >= 0 && isAnnotation(source.lines().get(above))) {
      above--;
    }
    return above >= 0 && source.lines().get(above).endsWith("*/");
  }

  private static boolean isAnnotation(String line) {
    return line.startsWith("@") || line.startsWith("    ") || line.equals("})") || line.equals(")");
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    assertThat(MAIN)
        .extracting(s -> s.path().resolveSibling("package-info.java"))
        .allMatch(Files::exists);
    assertThat(MAIN)
        .filteredOn(Source::isPackageInfo)
        .allMatch(s -> s.lines().stream().anyMatch(line -> line.contains("NullMarked")))
        .allMatch(s -> s.lines().getFirst().startsWith("/**"));
  }

  @Test
  void nothingIsPrintedWhereItShouldBeLogged() {
    assertThat(MAIN)
        .filteredOn(s -> s.lines().stream().anyMatch(line -> line.contains(".printStackTrace(")))
        .isEmpty();
  }

  private static List<Source> all() {
    List<Source> all = new ArrayList<>(MAIN);
    all.addAll(TEST);
    return all;
  }
}
