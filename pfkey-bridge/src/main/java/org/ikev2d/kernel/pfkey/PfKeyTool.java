package org.ikev2d.kernel.pfkey;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.Decoded;
import org.ikev2d.kernel.msg.Dialect;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbCodec;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.ProtocolId;

/**
 * What an administrator's tool does with the kernel's SADB. It does not register, so that a key
 * manager that runs meanwhile gets all its ACQUIREs.
 */
public final class PfKeyTool implements AutoCloseable {
  private static final int BUFFER = 4 << 20;
  private static final int REPLY_MILLIS = 10_000;
  private static final int POLL_MILLIS = 500;

  /** SADB_X_PROMISC takes its switch in the place of the SA type. */
  private static final SaType PROMISCUOUS = new SaType(1);

  /** Takes what {@link #monitor} reads. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * @param message closed after the call
     * @param octets its length
     */
    void saw(SadbMessage message, int octets);
  }

  private final PfKeySocket socket;
  private final Requester requester;
  private final PfKeySadb sadb;

  private PfKeyTool(PfKeySocket socket) {
    this.socket = socket;
    int pid = (int) ProcessHandle.current().pid();
    this.requester = new Requester(socket, SadbCodec.NATIVE, pid, REPLY_MILLIS);
    var nothing = new KernelAlgorithms(Map.of(), Set.of(), false);
    this.sadb = new PfKeySadb(requester, new OwnSas(), nothing);
  }

  /** Refused with EAFNOSUPPORT without PF_KEY in the kernel, with EPERM without CAP_NET_ADMIN. */
  public static KernelAnswer<PfKeyTool> open() {
    return switch (PfKeySocket.open(Dialect.LINUX, BUFFER)) {
      case KernelAnswer.Refused<PfKeySocket> refused -> refused.as();
      case KernelAnswer.Done<PfKeySocket>(PfKeySocket socket) ->
          KernelAnswer.done(new PfKeyTool(socket));
    };
  }

  public KernelAnswer<List<SaStatus>> dump(ProtocolId protocol) {
    return sadb.dump(protocol);
  }

  public KernelAnswer<SaId> delete(SaId id) {
    return sadb.delete(id);
  }

  /** Removes all SAs of that protocol, whoever installed them. */
  public KernelAnswer<ProtocolId> flush(ProtocolId protocol) {
    SaType type = protocol.equals(ProtocolId.NONE) ? SaType.UNSPEC : SaReport.saType(protocol);
    return switch (requester.call(MsgType.FLUSH, type, List.of())) {
      case KernelAnswer.Done<SadbMessage> done -> KernelAnswer.done(protocol);
      // Linux calls an empty table "no such process".
      case KernelAnswer.Refused<SadbMessage> refused ->
          refused.errno() == SadbErrno.ESRCH ? KernelAnswer.done(protocol) : refused.as();
    };
  }

  /**
   * Shows every message that goes over any PF_KEY socket.
   *
   * @param promiscuous also what other programs ask of the kernel, not only what it tells them
   * @param goesOn asked between messages
   */
  public KernelAnswer<Boolean> monitor(
      boolean promiscuous, Watcher watcher, BooleanSupplier goesOn) {
    if (promiscuous
        && requester.call(MsgType.X_PROMISC, PROMISCUOUS, List.of())
            instanceof KernelAnswer.Refused<SadbMessage> refused) {
      return refused.as();
    }
    while (goesOn.getAsBoolean()) {
      Optional<byte[]> octets = socket.receive(POLL_MILLIS);
      if (octets.isEmpty()) {
        continue;
      }
      Decoded decoded = SadbCodec.NATIVE.decode(octets.get());
      Arrays.fill(octets.get(), (byte) 0);
      if (decoded instanceof Decoded.Message(SadbMessage message)) {
        try (message) {
          watcher.saw(message, octets.get().length);
        }
      }
    }
    return KernelAnswer.done(true);
  }

  @Override
  public void close() {
    requester.close();
  }
}
