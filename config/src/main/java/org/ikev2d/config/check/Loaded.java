package org.ikev2d.config.check;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a file gave: a value, findings, or both.
 *
 * @param value what could be read; empty only where nothing could. Where there are errors it holds
 *     the parts that are good, for a daemon that is told to go on regardless
 * @param findings in the order of the file
 */
public record Loaded<T>(Optional<T> value, List<Finding> findings) {
  public Loaded {
    findings = List.copyOf(findings);
  }

  public static <T> Loaded<T> of(T value, FindingLog log) {
    return new Loaded<>(Optional.of(value), log.sorted());
  }

  public static <T> Loaded<T> failed(FindingLog log) {
    return new Loaded<>(Optional.empty(), log.sorted());
  }

  public boolean hasErrors() {
    return findings.stream().anyMatch(Finding::isError);
  }

  /** The value if the file is good, that is without an error. */
  public Optional<T> good() {
    return hasErrors() ? Optional.empty() : value;
  }

  public <U> Loaded<U> map(Function<T, U> function) {
    return new Loaded<>(value.map(function), findings);
  }
}
