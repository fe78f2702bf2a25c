package org.ikev2d.port;

/** Outcome of a kernel operation. */
public sealed interface KernelAnswer<T> {
  record Done<T>(T value) implements KernelAnswer<T> {}

  /**
   * @param operation the command in the kernel interface's own terms, such as {@code SADB_ADD}
   * @param errno the system's error number; 0 where the refusal is our own
   * @param reason in words
   */
  record Refused<T>(String operation, int errno, String reason) implements KernelAnswer<T> {
    /** The same refusal where another type is expected. */
    public <U> Refused<U> as() {
      return new Refused<>(operation, errno, reason);
    }
  }

  static <T> KernelAnswer<T> done(T value) {
    return new Done<>(value);
  }
}
