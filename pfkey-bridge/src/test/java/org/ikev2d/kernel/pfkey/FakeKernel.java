package org.ikev2d.kernel.pfkey;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.ikev2d.kernel.msg.Decoded;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Vectors;

/** Answers requests with captured replies; the real thing needs a kernel with PF_KEY. */
final class FakeKernel implements Channel {
  final List<byte[]> requests = new ArrayList<>();
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private Function<SadbMessage, List<byte[]>> answers = request -> List.of();
  boolean closed;

  /** What comes back for a request. */
  void answers(Function<SadbMessage, List<byte[]>> function) {
    answers = function;
  }

  /** Answers every request with those captured replies, carrying the request's numbers. */
  void replies(String... vectors) {
    answers(request -> Arrays.stream(vectors).map(v -> reply(v, request)).toList());
  }

  static byte[] reply(String vector, SadbMessage request) {
    return numbered(vector, request.seq(), request.pid());
  }

  static byte[] numbered(String vector, int seq, int pid) {
    SadbMessage captured = Vectors.message(vector);
    return Vectors.CODEC.encode(
        new SadbMessage(
            captured.type(),
            captured.errno(),
            captured.saType(),
            captured.reserved(),
            seq,
            pid,
            captured.extensions()));
  }

  /** A bare header with an error number. */
  static byte[] error(SadbMessage request, int errno) {
    return Vectors.CODEC.encode(
        new SadbMessage(
            request.type(),
            errno,
            request.saType(),
            0,
            request.seq(),
            request.pid(),
            List.<SadbExtension>of()));
  }

  /** Puts a message into the socket unasked. */
  synchronized void push(byte[] octets) {
    queue.add(octets);
    notifyAll();
  }

  SadbMessage request(int index) {
    return ((Decoded.Message) Vectors.CODEC.decode(requests.get(index))).message();
  }

  @Override
  public synchronized int send(byte[] message) {
    requests.add(message.clone());
    SadbMessage request = request(requests.size() - 1);
    if (request.saType().equals(new SaType(99))) {
      return 22;
    }
    queue.addAll(answers.apply(request));
    return 0;
  }

  @Override
  public synchronized Optional<byte[]> receive(int millis) {
    if (queue.isEmpty() && millis > 0) {
      try {
        wait(Math.min(millis, 20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Optional.ofNullable(queue.poll());
  }

  @Override
  public void close() {
    closed = true;
  }
}
