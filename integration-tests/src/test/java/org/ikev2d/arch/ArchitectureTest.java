package org.ikev2d.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the code to the tables of {@code docs/architecture.md}. */
class ArchitectureTest {
  /** What is a function of its arguments alone. */
  private static final String[] PURE =
      Stream.of("wire", "payload", "codec", "envelope", "negotiate", "auth", "sa", "exchange")
          .map(name -> PackageTable.BASE + name)
          .toArray(String[]::new);

  /** Of {@code java.net} only the values, none of which opens anything. */
  private static final Set<String> NET_VALUES =
      Set.of(
          "java.net.InetAddress",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetSocketAddress",
          "java.net.UnknownHostException");

  private static final Map<String, Set<String>> FORBIDDEN_CALLS =
      Map.of(
          "java.lang.System",
          Set.of("nanoTime", "currentTimeMillis", "getenv", "getProperty", "exit"),
          "java.net.InetAddress",
          Set.of("getByName", "getAllByName", "getLocalHost", "getHostName", "isReachable"),
          "java.net.InetSocketAddress",
          Set.of("getHostName", "createUnresolved"),
          "java.lang.Math",
          Set.of("random"),
          "java.util.UUID",
          Set.of("randomUUID"),
          "java.security.SecureRandom",
          Set.of("<init>", "getInstance", "getInstanceStrong"));

  private static final PackageTable TABLE = PackageTable.read();
  private static JavaClasses classes;

  @BeforeAll
  static void load() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.ikev2d");
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> missing = real();
    missing.removeAll(TABLE.packages().keySet());
    assertThat(missing).as("add a row to docs/architecture.md").isEmpty();
  }

  @Test
  void theTableNamesNothingThatIsNotThere() {
    Set<String> stale = new TreeSet<>(TABLE.packages().keySet());
    TABLE.packages().values().forEach(row -> stale.addAll(row.uses()));
    TABLE.libraries().values().forEach(stale::addAll);
    stale.removeIf(name -> real().stream().anyMatch(r -> PackageTable.names(Set.of(name), r)));
    assertThat(stale).as("docs/architecture.md names packages that are gone").isEmpty();
  }

  private static Set<String> real() {
    Set<String> real = new TreeSet<>();
    classes.forEach(c -> real.add(ours(c)));
    return real;
  }

  @Test
  void packagesUseOnlyWhatTheTableAllows() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass origin : classes) {
      PackageTable.Row row = TABLE.packages().get(ours(origin));
      if (row == null || row.usesAll()) {
        continue;
      }
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        boolean foreign = target.getPackageName().startsWith(PackageTable.BASE);
        if (foreign
            && !ours(target).equals(ours(origin))
            && !PackageTable.names(row.uses(), ours(target))) {
          wrong.add(ours(origin) + " may not use " + ours(target) + ": " + text(dependency));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void librariesStayInTheirPackages() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass origin : classes) {
      for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
        TABLE
            .libraries()
            .forEach((library, users) -> {
              boolean used = target.equals(library) || target.startsWith(library + ".");
              if (used && !PackageTable.names(users, ours(origin))) {
                wrong.add(ours(origin) + " may not use " + library + ": " + text(dependency));
              }
            });
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theCoreTouchesNothingOutside() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "open files or sockets, or run threads", ArchitectureTest::isOutside))
        .check(classes);
  }

  @Test
  void theCoreReadsNoClockAndDrawsNoRandomnessOfItsOwn() {
    noClasses()
        .that(resideInAnyPackage(PURE))
        .should()
        .callCodeUnitWhere(
            DescribedPredicate.describe(
                "is a clock, a source of randomness or a look-up", ArchitectureTest::isForbidden))
        .check(classes);
  }

  @Test
  void nobodyWritesToStandardOutputButTheTools() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.ikev2d.cli..",
            "org.ikev2d.conformance",
            "org.ikev2d.daemon..",
            "org.ikev2d.fuzz",
            "org.ikev2d.load..",
            "org.ikev2d.sim",
            "org.ikev2d.tokens")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(classes);
  }

  private static boolean isOutside(JavaClass target) {
    String name = target.getBaseComponentType().getName();
    boolean io =
        List.of("java.io.", "java.nio.file.", "java.nio.channels.", "javax.net.").stream()
            .anyMatch(name::startsWith);
    boolean net = name.startsWith("java.net.") && !NET_VALUES.contains(name);
    boolean thread =
        name.startsWith("java.util.concurrent.")
            || name.equals("java.lang.Thread")
            || name.equals("java.util.Timer")
            || name.equals("java.lang.ProcessBuilder");
    boolean clock =
        name.equals("java.time.Instant")
            || name.equals("java.time.Clock")
            || name.startsWith("java.time.Local")
            || name.startsWith("java.time.Zone");
    boolean random = name.equals("java.util.Random") || name.equals("java.util.SplittableRandom");
    return io || net || thread && !name.equals("java.util.concurrent.TimeUnit") || clock || random;
  }

  private static boolean isForbidden(JavaCall<?> call) {
    return FORBIDDEN_CALLS
        .getOrDefault(call.getTargetOwner().getName(), Set.of())
        .contains(call.getName());
  }

  private static String ours(JavaClass c) {
    String name = c.getPackageName();
    return name.startsWith(PackageTable.BASE) ? name.substring(PackageTable.BASE.length()) : name;
  }

  private static String text(Dependency dependency) {
    return dependency.getOriginClass().getSimpleName()
        + " -> "
        + dependency.getTargetClass().getSimpleName();
  }
}
