package org.ikev2d.kernel.pfkey;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ikev2d.kernel.msg.Dialect;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbCodec;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Sadb;
import org.ikev2d.port.Spd;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SADB and SPD of a Linux kernel through PF_KEYv2.
 *
 * <p>One socket carries requests, another is registered for ESP and AH and carries events. Both get
 * a copy of every change that anybody makes, keys included; what is read is zeroed after use.
 */
public final class PfKeyBackend implements Sadb, Spd {
  private static final Logger LOG = LoggerFactory.getLogger(PfKeyBackend.class);
  private static final int REQUEST_BUFFER = 4 << 20;
  private static final int EVENT_BUFFER = 16 << 20;
  private static final int REPLY_MILLIS = 2_000;

  /** The kernel may load modules of ciphers before it answers. */
  private static final int REGISTER_MILLIS = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Requester requester;
  private final Channel events;
  private final SadbCodec codec;
  private final KernelAlgorithms algorithms;
  private final OwnSas own = new OwnSas();
  private final PfKeySadb sadb;
  private final PfKeySpd spd;
  private final PfKeyMover mover;
  private volatile Consumer<KernelEvent> listener = event -> {};
  private boolean listening;
  private boolean closed;
  private final EventReader reader;

  private PfKeyBackend(
      Requester requester, Channel events, SadbCodec codec, KernelAlgorithms algorithms) {
    this.requester = requester;
    this.events = events;
    this.codec = codec;
    this.algorithms = algorithms;
    this.sadb = new PfKeySadb(requester, own, algorithms);
    this.spd = new PfKeySpd(requester);
    this.mover = new PfKeyMover(requester, own, spd);
    this.reader =
        new EventReader(
            events,
            this.codec,
            new EventMapper(own, System::nanoTime),
            event -> this.listener.accept(event));
  }

  /**
   * Opens both sockets and registers. Refused with EAFNOSUPPORT where the kernel has no PF_KEY, and
   * with EPERM without CAP_NET_ADMIN.
   */
  public static KernelAnswer<PfKeyBackend> open() {
    KernelAnswer<PfKeyBackend> opened =
        open(
            () -> widen(PfKeySocket.open(Dialect.LINUX, REQUEST_BUFFER)),
            () -> widen(PfKeySocket.open(Dialect.LINUX, EVENT_BUFFER)),
            SadbCodec.NATIVE,
            (int) ProcessHandle.current().pid());
    if (opened instanceof KernelAnswer.Done) {
      LarvalLifetime.raise(LarvalLifetime.SETTING);
    }
    return opened;
  }

  static KernelAnswer<PfKeyBackend> open(
      Supplier<KernelAnswer<Channel>> requests,
      Supplier<KernelAnswer<Channel>> events,
      SadbCodec codec,
      int pid) {
    Channel eventChannel;
    switch (events.get()) {
      case KernelAnswer.Refused<Channel> refused -> {
        return refused.as();
      }
      case KernelAnswer.Done<Channel>(Channel channel) -> eventChannel = channel;
    }
    KernelAnswer<KernelAlgorithms> registered =
        register(new Requester(eventChannel, codec, pid, REGISTER_MILLIS));
    if (registered instanceof KernelAnswer.Done<KernelAlgorithms>(KernelAlgorithms algorithms)) {
      switch (requests.get()) {
        case KernelAnswer.Refused<Channel> refused -> {
          eventChannel.close();
          return refused.as();
        }
        case KernelAnswer.Done<Channel>(Channel channel) -> {
          var requester = new Requester(channel, codec, pid, REPLY_MILLIS);
          LOG.info("pfkey.open encr={} integ={}", algorithms.encr().keySet(), algorithms.integ());
          return KernelAnswer.done(new PfKeyBackend(requester, eventChannel, codec, algorithms));
        }
      }
    }
    eventChannel.close();
    return ((KernelAnswer.Refused<KernelAlgorithms>) registered).as();
  }

  /** Both SA types answer with the same list. */
  private static KernelAnswer<KernelAlgorithms> register(Requester requester) {
    KernelAnswer<SadbMessage> ah = requester.call(MsgType.REGISTER, SaType.AH, List.of());
    if (ah instanceof KernelAnswer.Refused<SadbMessage> refused) {
      return refused.as();
    }
    return switch (requester.call(MsgType.REGISTER, SaType.ESP, List.of())) {
      case KernelAnswer.Refused<SadbMessage> refused -> refused.as();
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) ->
          KernelAnswer.done(AlgorithmList.of(reply));
    };
  }

  private static KernelAnswer<Channel> widen(KernelAnswer<PfKeySocket> opened) {
    return switch (opened) {
      case KernelAnswer.Refused<PfKeySocket> refused -> refused.as();
      case KernelAnswer.Done<PfKeySocket>(PfKeySocket socket) -> KernelAnswer.done(socket);
    };
  }

  @Override
  public String name() {
    return "pfkey";
  }

  @Override
  public KernelAlgorithms algorithms() {
    return algorithms;
  }

  @Override
  public KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    return sadb.reserve(protocol, source, destination, mode, reqid);
  }

  /** Installing an inbound SA again updates its UDP ports and lifetimes, and nothing else. */
  @Override
  public KernelAnswer<SaId> install(KernelSa sa) {
    return sadb.install(sa);
  }

  @Override
  public KernelAnswer<List<SaId>> move(SaMove move) {
    return mover.move(move);
  }

  @Override
  public KernelAnswer<Integer> replace(KernelPolicy policy) {
    return spd.replace(policy);
  }

  @Override
  public KernelAnswer<SaId> delete(SaId id) {
    return sadb.delete(id);
  }

  @Override
  public KernelAnswer<SaStatus> get(SaId id) {
    return sadb.get(id);
  }

  @Override
  public KernelAnswer<List<SaStatus>> dump(ProtocolId protocol) {
    return sadb.dump(protocol);
  }

  @Override
  public KernelAnswer<Integer> add(KernelPolicy policy) {
    return spd.add(policy);
  }

  @Override
  public KernelAnswer<KernelPolicy> delete(KernelPolicy policy) {
    return spd.delete(policy);
  }

  @Override
  public KernelAnswer<List<Installed>> dump() {
    return spd.dump();
  }

  @Override
  public KernelAnswer<Installed> get(int id) {
    return spd.get(id);
  }

  /** Events since {@link #open} are kept by the kernel until the first listener comes. */
  @Override
  public void listen(Consumer<KernelEvent> listener) {
    lock.lock();
    try {
      this.listener = listener;
      if (!listening && !closed) {
        listening = true;
        reader.start();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Leaves what is installed in the kernel. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    reader.close();
    events.close();
    requester.close();
  }
}
