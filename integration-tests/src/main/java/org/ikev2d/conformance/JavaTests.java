package org.ikev2d.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds {@code @Tag("R...")} in the test sources of all modules. Sources are read, not classes: so
 * it needs no build, and is the same wherever the classes are.
 */
final class JavaTests {
  private static final Set<String> RUN_BY =
      Set.of(
          "Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "FuzzTest");

  private final List<Proof> proofs = new ArrayList<>();
  private final Pattern wanted;

  /** What makes a method a test: JUnit's annotations, and ours that have one of them. */
  private final Set<String> runBy = new HashSet<>(RUN_BY);

  private JavaTests(Pattern wanted) {
    this.wanted = wanted;
  }

  /** {@code root} is the directory that holds the modules. */
  static List<Proof> scan(Path root) {
    return scan(root, Requirement.ID);
  }

  /** The tests with tags of another form. */
  static List<Proof> scan(Path root, Pattern wanted) {
    var tests = new JavaTests(wanted);
    try (Stream<Path> modules = Files.list(root)) {
      List<Path> sources =
          modules
              .map(module -> module.resolve("src/test/java"))
              .filter(Files::isDirectory)
              .flatMap(JavaTests::javaFiles)
              .filter(JavaTests::isOfInterest)
              .toList();
      tests.read(sources);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tests.proofs;
  }

  private static Stream<Path> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(f -> f.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOfInterest(Path file) {
    try {
      String text = Files.readString(file);
      return text.contains("@Tag(") || text.contains("@interface ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(List<Path> sources) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      List<ClassTree> types = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        unit.getTypeDecls().forEach(t -> classOf(t).ifPresent(types::add));
      }
      types.forEach(this::learn);
      types.forEach(t -> readClass(t, t.getSimpleName().toString(), true));
    }
  }

  private static Optional<ClassTree> classOf(Tree tree) {
    return tree instanceof ClassTree type ? Optional.of(type) : Optional.empty();
  }

  /** Annotations that are declared in it and stand for JUnit's. */
  private void learn(ClassTree type) {
    if (type.getKind() == Tree.Kind.ANNOTATION_TYPE && has(type.getModifiers(), RUN_BY)) {
      runBy.add(type.getSimpleName().toString());
    }
    type.getMembers().forEach(m -> classOf(m).ifPresent(this::learn));
  }

  private void readClass(ClassTree type, String name, boolean outerRuns) {
    // as Surefire picks classes
    boolean picked = name.contains(".") || name.endsWith("Test") || name.endsWith("Tests");
    boolean runs = outerRuns && picked && isUnconditional(type.getModifiers());
    boolean hasTests = false;
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree method) {
        boolean isTest = has(method.getModifiers(), runBy);
        hasTests |= isTest;
        boolean methodRuns = runs && isTest && isUnconditional(method.getModifiers());
        String test = name + "." + method.getName();
        tags(method.getModifiers()).forEach(id -> proofs.add(new Proof(id, test, methodRuns)));
      } else if (member instanceof ClassTree nested) {
        readClass(nested, name + "." + nested.getSimpleName(), runs);
      }
    }
    boolean classRuns = runs && hasTests;
    tags(type.getModifiers()).forEach(id -> proofs.add(new Proof(id, name, classRuns)));
  }

  private static boolean has(ModifiersTree modifiers, Set<String> names) {
    return modifiers.getAnnotations().stream().anyMatch(a -> names.contains(simpleName(a)));
  }

  /** Conditions (OnOs, IfSystemProperty ...) leave open whether a test ran. */
  private static boolean isUnconditional(ModifiersTree modifiers) {
    return modifiers.getAnnotations().stream()
        .map(JavaTests::simpleName)
        .noneMatch(name -> name.startsWith("Disabled") || name.startsWith("Enabled"));
  }

  private List<String> tags(ModifiersTree modifiers) {
    return modifiers.getAnnotations().stream()
        .filter(a -> simpleName(a).equals("Tag") || simpleName(a).equals("Tags"))
        .flatMap(a -> a.getArguments().stream())
        .flatMap(JavaTests::literals)
        .filter(tag -> wanted.matcher(tag).matches())
        .toList();
  }

  private static Stream<String> literals(ExpressionTree tree) {
    return switch (tree) {
      case AssignmentTree assignment -> literals(assignment.getExpression());
      case LiteralTree literal -> Stream.of(String.valueOf(literal.getValue()));
      case NewArrayTree array -> array.getInitializers().stream().flatMap(JavaTests::literals);
      case AnnotationTree annotation ->
          annotation.getArguments().stream().flatMap(JavaTests::literals);
      default -> throw new IllegalArgumentException("a tag that is not a literal: " + tree);
    };
  }

  private static String simpleName(AnnotationTree annotation) {
    String name = annotation.getAnnotationType().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
