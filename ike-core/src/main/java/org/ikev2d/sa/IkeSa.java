package org.ikev2d.sa;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.IkeSpi;

/**
 * One IKE SA (RFC 7296 section 1.2): immutable; handlers make the next one.
 *
 * @param remoteSpi {@link IkeSpi#NONE} until the peer has told it
 * @param path where we send to
 * @param queue tasks that wait for the window, in order of rank
 * @param lastInboundNanos when the last authentic message came
 */
public record IkeSa(
    IkeSpi localSpi,
    IkeSpi remoteSpi,
    Role role,
    Path path,
    IkeSaState state,
    Traits traits,
    Outbound outbound,
    Inbound inbound,
    ChildTable children,
    List<Task> queue,
    long createdNanos,
    long lastInboundNanos) {
  public IkeSa {
    queue = List.copyOf(queue);
  }

  /** An IKE SA of which only the addresses are known. */
  public static IkeSa larval(IkeSpi localSpi, IkeSpi remoteSpi, Role role, Path path, long nanos) {
    return new IkeSa(
        localSpi,
        remoteSpi,
        role,
        path,
        new IkeSaState.Larval(),
        Traits.NONE,
        Outbound.START,
        Inbound.START,
        ChildTable.EMPTY,
        List.of(),
        nanos,
        nanos);
  }

  public IkeSpi initiatorSpi() {
    return role == Role.INITIATOR ? localSpi : remoteSpi;
  }

  public IkeSpi responderSpi() {
    return role == Role.INITIATOR ? remoteSpi : localSpi;
  }

  /** The rule in force, once it is known which. */
  public Optional<PeerRule> rule() {
    return switch (state) {
      case IkeSaState.InitSent s -> Optional.of(s.rule());
      case IkeSaState.ResumeSent s -> Optional.of(s.rule());
      case IkeSaState.IntermediateSent s -> Optional.of(s.origin().rule());
      case IkeSaState.AuthSent s -> Optional.of(s.rule());
      case IkeSaState.Authenticating s -> Optional.of(s.job().rule());
      case IkeSaState.Established s -> Optional.of(s.rule());
      case IkeSaState.Deleting s -> Optional.of(s.was().rule());
      case IkeSaState.Replaced s -> Optional.of(s.was().rule());
      case IkeSaState.Larval s -> Optional.empty();
      case IkeSaState.AuthAwaited s -> Optional.empty();
      case IkeSaState.Dead s -> Optional.empty();
    };
  }

  /** The keys, once there are any. */
  public Optional<Keyed> keyed() {
    return switch (state) {
      case IkeSaState.AuthAwaited s -> Optional.of(s.keyed());
      case IkeSaState.IntermediateSent s -> Optional.of(s.keyed());
      case IkeSaState.AuthSent s -> Optional.of(s.keyed());
      case IkeSaState.Authenticating s -> Optional.of(s.job().keyed());
      case IkeSaState.Established s -> Optional.of(s.keyed());
      case IkeSaState.Deleting s -> Optional.of(s.was().keyed());
      case IkeSaState.Replaced s -> Optional.of(s.was().keyed());
      case IkeSaState.Larval s -> Optional.empty();
      case IkeSaState.InitSent s -> Optional.empty();
      case IkeSaState.ResumeSent s -> Optional.empty();
      case IkeSaState.Dead s -> Optional.empty();
    };
  }

  public boolean isEstablished() {
    return state instanceof IkeSaState.Established;
  }

  /** Whether the peer has not proved its identity yet. */
  public boolean isHalfOpen() {
    return switch (state) {
      case IkeSaState.Larval s -> true;
      case IkeSaState.InitSent s -> true;
      case IkeSaState.ResumeSent s -> true;
      case IkeSaState.AuthAwaited s -> true;
      case IkeSaState.IntermediateSent s -> true;
      case IkeSaState.AuthSent s -> true;
      case IkeSaState.Authenticating s -> true;
      case IkeSaState.Established s -> false;
      case IkeSaState.Deleting s -> false;
      case IkeSaState.Replaced s -> false;
      case IkeSaState.Dead s -> false;
    };
  }

  public boolean isDead() {
    return state instanceof IkeSaState.Dead;
  }

  public IkeSa withState(IkeSaState s) {
    return copy(remoteSpi, path, s, traits, outbound, inbound, children, queue);
  }

  public IkeSa withRemoteSpi(IkeSpi spi) {
    return copy(spi, path, state, traits, outbound, inbound, children, queue);
  }

  public IkeSa withPath(Path p) {
    return copy(remoteSpi, p, state, traits, outbound, inbound, children, queue);
  }

  public IkeSa withTraits(Traits t) {
    return copy(remoteSpi, path, state, t, outbound, inbound, children, queue);
  }

  public IkeSa withOutbound(Outbound o) {
    return copy(remoteSpi, path, state, traits, o, inbound, children, queue);
  }

  public IkeSa withInbound(Inbound i) {
    return copy(remoteSpi, path, state, traits, outbound, i, children, queue);
  }

  public IkeSa withChildren(ChildTable c) {
    return copy(remoteSpi, path, state, traits, outbound, inbound, c, queue);
  }

  /** With one more task, behind those of its rank. */
  public IkeSa withTask(Task task) {
    List<Task> more = new ArrayList<>(queue);
    more.add(task);
    more.sort(Comparator.comparingInt(Task::rank));
    return withQueue(more);
  }

  /** The same with one that waits less. */
  public IkeSa withoutTask(Task task) {
    List<Task> rest = new ArrayList<>(queue);
    rest.remove(task);
    return withQueue(rest);
  }

  public IkeSa withQueue(List<Task> q) {
    return copy(remoteSpi, path, state, traits, outbound, inbound, children, q);
  }

  /** With the time of the last authentic message. */
  public IkeSa heardAt(long nanos) {
    return new IkeSa(
        localSpi,
        remoteSpi,
        role,
        path,
        state,
        traits,
        outbound,
        inbound,
        children,
        queue,
        createdNanos,
        nanos);
  }

  private IkeSa copy(
      IkeSpi remote,
      Path p,
      IkeSaState s,
      Traits t,
      Outbound o,
      Inbound i,
      ChildTable c,
      List<Task> q) {
    return new IkeSa(localSpi, remote, role, p, s, t, o, i, c, q, createdNanos, lastInboundNanos);
  }
}
