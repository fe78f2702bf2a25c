package org.ikev2d.kernel.pfkey;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.SaCheck;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * The SADB through a requester.
 *
 * <p>A reply may be lost where the kernel floods the socket. Then the SADB itself is asked what
 * became of the request.
 */
final class PfKeySadb {
  private final Requester requester;
  private final OwnSas own;
  private final KernelAlgorithms algorithms;

  PfKeySadb(Requester requester, OwnSas own, KernelAlgorithms algorithms) {
    this.requester = requester;
    this.own = own;
    this.algorithms = algorithms;
  }

  KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    if (!SaCheck.isIpsec(protocol)) {
      return new KernelAnswer.Refused<>(
          "SADB_GETSPI", 0, "an SA is of ESP or AH, not of " + protocol);
    }
    SaType type = SaReport.saType(protocol);
    List<SadbExtension> request = SaRequests.getSpi(source, destination, mode, reqid);
    KernelAnswer<SadbMessage> answer = requester.call(MsgType.GETSPI, type, request);
    if (isLost(answer)) {
      answer = requester.call(MsgType.GETSPI, type, request);
    }
    return switch (answer) {
      case KernelAnswer.Refused<SadbMessage> refused -> refused.as();
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) ->
          reply
              .find(SadbExtension.Sa.class)
              .map(sa -> new ChildSpi(sa.spi()))
              .map(spi -> reserved(new SaId(protocol, spi, source, destination)))
              .orElseGet(() -> Requester.refused(MsgType.GETSPI, SadbErrno.EINVAL));
    };
  }

  private KernelAnswer<ChildSpi> reserved(SaId id) {
    own.reserve(id);
    return KernelAnswer.done(id.spi());
  }

  /**
   * UPDATE turns a reservation into an SA, and changes the UDP ports and lifetimes of an SA of
   * ours; everything else is ADD, also an SA whose reservation has ended meanwhile. An UPDATE of an
   * SA that is not ours would change it.
   */
  KernelAnswer<SaId> install(KernelSa sa) {
    boolean update = sa.inbound() && (own.isReserved(sa.id()) || own.isInstalled(sa.id()));
    MsgType operation = update ? MsgType.UPDATE : MsgType.ADD;
    Optional<String> problem = SaCheck.problem(sa, algorithms).or(() -> SaRequests.problem(sa));
    if (problem.isPresent()) {
      return new KernelAnswer.Refused<>("SADB_" + operation, 0, problem.get());
    }
    KernelAnswer<SadbMessage> answer = send(operation, sa);
    if (update && errno(answer) == SadbErrno.ESRCH) {
      answer = send(MsgType.ADD, sa);
    }
    return switch (answer) {
      case KernelAnswer.Refused<SadbMessage> refused ->
          isLost(answer) && isInstalled(sa) ? installed(sa) : refused.as();
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) -> {
        reply.close();
        yield installed(sa);
      }
    };
  }

  private KernelAnswer<SadbMessage> send(MsgType operation, KernelSa sa) {
    List<SadbExtension> extensions = SaRequests.install(sa);
    try (SadbMessage keys = SadbMessage.request(operation, SaType.UNSPEC, 0, 0, extensions)) {
      return requester.call(operation, SaReport.saType(sa.id().protocol()), keys.extensions());
    }
  }

  private KernelAnswer<SaId> installed(KernelSa sa) {
    own.install(sa.id(), sa.inbound() && sa.encapsulation().isPresent());
    return KernelAnswer.done(sa.id());
  }

  private boolean isInstalled(KernelSa sa) {
    return get(sa.id()) instanceof KernelAnswer.Done<SaStatus>(SaStatus status)
        && status.state() != SaStatus.State.LARVAL
        && status.reqid() == sa.reqid();
  }

  KernelAnswer<SaId> delete(SaId id) {
    KernelAnswer<SadbMessage> answer =
        requester.call(MsgType.DELETE, SaReport.saType(id.protocol()), SaRequests.name(id));
    return switch (answer) {
      case KernelAnswer.Refused<SadbMessage> refused -> {
        boolean gone = isLost(answer) && errno(get(id)) == SadbErrno.ESRCH;
        if (gone || refused.errno() == SadbErrno.ESRCH) {
          own.remove(id);
        }
        yield gone ? KernelAnswer.done(id) : refused.as();
      }
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) -> {
        own.remove(id);
        try (reply) {
          yield KernelAnswer.done(SaReport.id(reply).orElse(id));
        }
      }
    };
  }

  KernelAnswer<SaStatus> get(SaId id) {
    KernelAnswer<SadbMessage> answer =
        requester.call(MsgType.GET, SaReport.saType(id.protocol()), SaRequests.name(id));
    return switch (answer) {
      case KernelAnswer.Refused<SadbMessage> refused -> refused.as();
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) -> {
        try (reply) {
          yield SaReport.status(reply)
              .map(KernelAnswer::done)
              .orElseGet(() -> Requester.refused(MsgType.GET, SadbErrno.EINVAL));
        }
      }
    };
  }

  KernelAnswer<List<SaStatus>> dump(ProtocolId protocol) {
    SaType type = protocol.equals(ProtocolId.NONE) ? SaType.UNSPEC : SaReport.saType(protocol);
    return switch (requester.dump(MsgType.DUMP, type)) {
      case KernelAnswer.Refused<List<SadbMessage>> refused -> refused.as();
      case KernelAnswer.Done<List<SadbMessage>>(List<SadbMessage> entries) -> {
        List<SaStatus> all = new ArrayList<>();
        for (SadbMessage entry : entries) {
          try (entry) {
            SaReport.status(entry).ifPresent(all::add);
          }
        }
        yield KernelAnswer.done(List.copyOf(all));
      }
    };
  }

  static boolean isLost(KernelAnswer<?> answer) {
    return errno(answer) == SadbErrno.ETIMEDOUT;
  }

  private static int errno(KernelAnswer<?> answer) {
    return answer instanceof KernelAnswer.Refused<?> refused ? refused.errno() : 0;
  }
}
