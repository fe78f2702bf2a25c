package org.ikev2d.port;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * The Security Association Database (RFC 4301 section 4.4.2) behind some kernel interface. Every
 * call may be made from any thread and returns when the kernel has answered; none waits for a peer.
 */
public interface Sadb extends AutoCloseable {
  /** The name of the backend, as {@code kernel =} selects it. */
  String name();

  KernelAlgorithms algorithms();

  /** Reserves an inbound SPI: a larval SA, which {@link #install} completes. */
  KernelAnswer<ChildSpi> reserve(
      ProtocolId protocol, InetAddress source, InetAddress destination, IpsecMode mode, int reqid);

  /** Completes a reserved inbound SA, or adds an outbound one. */
  KernelAnswer<SaId> install(KernelSa sa);

  /**
   * Gives SAs other outer addresses or UDP ports. Where a kernel cannot do that without installing
   * their keys anew, which would use up initialization vectors twice, it refuses; then nothing has
   * changed.
   *
   * @return what the SAs are called now, in the same order
   */
  KernelAnswer<List<SaId>> move(SaMove move);

  /** Removes an SA or a reservation. */
  KernelAnswer<SaId> delete(SaId id);

  KernelAnswer<SaStatus> get(SaId id);

  /** All SAs of the kernel, ours or not; {@link ProtocolId#NONE} selects all protocols. */
  KernelAnswer<List<SaStatus>> dump(ProtocolId protocol);

  /** From now on events go to the listener, on a thread of the backend, one at a time. */
  void listen(Consumer<KernelEvent> listener);

  @Override
  void close();
}
