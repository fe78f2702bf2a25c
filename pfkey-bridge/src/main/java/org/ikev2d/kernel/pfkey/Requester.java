package org.ikev2d.kernel.pfkey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.ikev2d.kernel.msg.Decoded;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbCodec;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.KernelAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests and their replies on one socket, one request at a time.
 *
 * <p>The socket also gets what the kernel tells everybody, so a reply is known by type, sequence
 * number and process id; the kernel echoes them. The kernel answers before send(2) returns: a reply
 * that is not there soon was lost to a full buffer.
 */
final class Requester implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Requester.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Channel channel;
  private final SadbCodec codec;
  private final int pid;
  private final int timeoutMillis;
  private int seq;

  /**
   * @param timeoutMillis for one reply
   */
  Requester(Channel channel, SadbCodec codec, int pid, int timeoutMillis) {
    this.channel = channel;
    this.codec = codec;
    this.pid = pid;
    this.timeoutMillis = timeoutMillis;
    // Far from the kernel's own count of ACQUIREs, for which GETSPI could take our number.
    this.seq = 0x4000_0000 | ThreadLocalRandom.current().nextInt(0x1000_0000);
  }

  /** Asks for one reply. The caller closes it; the request's keys stay the caller's. */
  KernelAnswer<SadbMessage> call(MsgType type, SaType saType, List<SadbExtension> extensions) {
    lock.lock();
    try {
      SadbMessage request = SadbMessage.request(type, saType, ++seq, pid, extensions);
      int errno = send(request);
      if (errno != 0) {
        return refused(type, errno);
      }
      return awaitReply(request)
          .map(reply -> answer(type, reply))
          .orElseGet(() -> refused(type, SadbErrno.ETIMEDOUT));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a MIGRATE. Linux answers a refusal only; of success it tells everybody, as a message of
   * nobody's.
   *
   * @return 0
   */
  KernelAnswer<Integer> migrate(List<SadbExtension> extensions) {
    lock.lock();
    try {
      MsgType type = MsgType.X_MIGRATE;
      SadbMessage request = SadbMessage.request(type, SaType.UNSPEC, ++seq, pid, extensions);
      int errno = send(request);
      if (errno != 0) {
        return refused(type, errno);
      }
      Optional<SadbMessage> told =
          await(m ->
              m.type().equals(type)
                  && (m.errno() == 0 || (m.pid() == pid && m.seq() == request.seq())));
      return told.map(m ->
              m.errno() == 0 ? KernelAnswer.done(0) : Requester.<Integer>refused(type, m.errno()))
          .orElseGet(() -> refused(type, SadbErrno.ETIMEDOUT));
    } finally {
      lock.unlock();
    }
  }

  /** Asks for all entries; an empty table, which Linux calls ENOENT, is no refusal. */
  KernelAnswer<List<SadbMessage>> dump(MsgType type, SaType saType) {
    lock.lock();
    List<SadbMessage> entries = new ArrayList<>();
    try {
      SadbMessage request = SadbMessage.request(type, saType, ++seq, pid);
      int errno = send(request);
      while (errno == 0) {
        Optional<SadbMessage> next = awaitEntry(request);
        if (next.isEmpty()) {
          errno = SadbErrno.ETIMEDOUT;
        } else if (next.get().errno() == SadbErrno.ENOENT) {
          return KernelAnswer.done(entries);
        } else if (next.get().errno() != 0) {
          errno = next.get().errno();
        } else {
          entries.add(next.get());
          if (next.get().seq() == 0) {
            return KernelAnswer.done(entries);
          }
        }
      }
      entries.forEach(SadbMessage::close);
      return refused(type, errno);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      channel.close();
    } finally {
      lock.unlock();
    }
  }

  private int send(SadbMessage request) {
    Optional<byte[]> stale = channel.receive(0);
    while (stale.isPresent()) {
      Arrays.fill(stale.get(), (byte) 0);
      stale = channel.receive(0);
    }
    byte[] octets = codec.encode(request);
    int errno = channel.send(octets);
    Arrays.fill(octets, (byte) 0);
    return errno;
  }

  private Optional<SadbMessage> awaitReply(SadbMessage request) {
    return await(r -> isOurs(r, request) && r.seq() == request.seq());
  }

  /** Entries count 1, 2, … and end with 0; only a refusal carries the request's number. */
  private Optional<SadbMessage> awaitEntry(SadbMessage request) {
    return await(r -> isOurs(r, request) && (r.errno() == 0 || r.seq() == request.seq()));
  }

  private boolean isOurs(SadbMessage reply, SadbMessage request) {
    return reply.type().equals(request.type()) && reply.pid() == pid;
  }

  private Optional<SadbMessage> await(java.util.function.Predicate<SadbMessage> wanted) {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
    while (true) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      Optional<byte[]> octets = channel.receive((int) Math.max(left, 0));
      if (octets.isPresent()) {
        Optional<SadbMessage> message = decode(octets.get());
        if (message.filter(wanted).isPresent()) {
          return message;
        }
        message.ifPresent(SadbMessage::close);
      } else if (left <= 0) {
        return Optional.empty();
      }
    }
  }

  private Optional<SadbMessage> decode(byte[] octets) {
    Decoded decoded = codec.decode(octets);
    int size = octets.length;
    Arrays.fill(octets, (byte) 0);
    return switch (decoded) {
      case Decoded.Message(SadbMessage message) -> Optional.of(message);
      case Decoded.Malformed(String reason, int offset) -> {
        LOG.warn("pfkey.malformed size={} offset={} reason=\"{}\"", size, offset, reason);
        yield Optional.empty();
      }
    };
  }

  private static KernelAnswer<SadbMessage> answer(MsgType type, SadbMessage reply) {
    return reply.errno() == 0 ? KernelAnswer.done(reply) : refused(type, reply.errno());
  }

  static <T> KernelAnswer.Refused<T> refused(MsgType type, int errno) {
    return new KernelAnswer.Refused<>("SADB_" + type, errno, SadbErrno.words(errno));
  }
}
