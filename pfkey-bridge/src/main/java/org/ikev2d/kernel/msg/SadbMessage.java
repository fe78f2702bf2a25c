package org.ikev2d.kernel.msg;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A PF_KEYv2 message (RFC 2367 section 2.1).
 *
 * @param errno 0, or the system's error number in a refusal
 * @param reserved zero in requests; a reference count in policy replies of Linux, a diagnostic code
 *     in replies of Solaris
 * @param seq echoed by the kernel; 0 ends a dump
 * @param pid echoed by the kernel; 0 in what it tells unasked
 */
public record SadbMessage(
    MsgType type,
    int errno,
    SaType saType,
    int reserved,
    int seq,
    int pid,
    List<SadbExtension> extensions)
    implements AutoCloseable {
  public static final int VERSION = 2;
  public static final int HEADER_SIZE = 16;

  public SadbMessage {
    extensions = List.copyOf(extensions);
  }

  public static SadbMessage request(
      MsgType type, SaType saType, int seq, int pid, List<SadbExtension> extensions) {
    return new SadbMessage(type, 0, saType, 0, seq, pid, extensions);
  }

  public static SadbMessage request(
      MsgType type, SaType saType, int seq, int pid, SadbExtension... extensions) {
    return request(type, saType, seq, pid, Arrays.asList(extensions));
  }

  /** The first extension of that record type. */
  public <T extends SadbExtension> Optional<T> find(Class<T> type) {
    return extensions.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** The first extension of that record type and kind. */
  public <T extends SadbExtension> Optional<T> find(Class<T> type, ExtKind kind) {
    return extensions.stream()
        .filter(e -> e.kind() == kind)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  /** Zeroes the keys in this message. */
  @Override
  public void close() {
    wipe(extensions);
  }

  static void wipe(List<SadbExtension> extensions) {
    for (SadbExtension extension : extensions) {
      if (extension instanceof SadbExtension.Key key) {
        key.key().close();
      }
    }
  }
}
