package org.ikev2d.sa;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ikev2d.wire.Bytes;

/**
 * The peer's requests: which message IDs we take and the answers we keep for repetition (RFC 7296
 * sections 2.1 and 2.3).
 *
 * @param expected the lowest message ID that has not been answered
 * @param window how many message IDs from there on we take
 * @param answers our answers by message ID, each the message or its fragments
 */
public record Inbound(int expected, int window, Map<Integer, List<Bytes>> answers) {
  public static final Inbound START = new Inbound(0, 1, Map.of());

  public Inbound {
    answers = Map.copyOf(answers);
  }

  /** What a message ID is to us. */
  public enum Verdict {
    /** Not seen yet, within the window. */
    NEW,
    /** Answered before; the answer is kept. */
    REPEATED,
    /** Outside the window, or answered so long ago that the answer is gone. */
    OUTSIDE
  }

  /** Nobody lives to see the upper half of the message IDs; they would look like lower ones. */
  public Verdict judge(int messageId) {
    if (messageId < 0) {
      return Verdict.OUTSIDE;
    }
    if (answers.containsKey(messageId)) {
      return Verdict.REPEATED;
    }
    int distance = messageId - expected;
    return distance >= 0 && distance < window ? Verdict.NEW : Verdict.OUTSIDE;
  }

  /** The highest message ID that was answered; -1 before the first. */
  public int latest() {
    return answers.keySet().stream().mapToInt(Integer::intValue).max().orElse(expected - 1);
  }

  public Optional<List<Bytes>> answer(int messageId) {
    return Optional.ofNullable(answers.get(messageId));
  }

  /** With one more answer; answers that the window has left behind are dropped (section 2.1). */
  public Inbound answered(int messageId, List<Bytes> datagrams) {
    Map<Integer, List<Bytes>> kept = new TreeMap<>(answers);
    kept.put(messageId, List.copyOf(datagrams));
    int next = expected;
    while (kept.containsKey(next)) {
      next++;
    }
    int oldest = next - window;
    kept.keySet().removeIf(id -> id - oldest < 0);
    return new Inbound(next, window, kept);
  }
}
