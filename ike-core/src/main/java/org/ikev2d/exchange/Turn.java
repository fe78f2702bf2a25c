package org.ikev2d.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.Path;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.ChildTable;
import org.ikev2d.sa.Effect;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.sa.Outbound;
import org.ikev2d.sa.TimerKey;
import org.ikev2d.sa.Trait;
import org.ikev2d.sa.Traits;
import org.ikev2d.wire.NotifyType;

/**
 * The working place of one step: it gathers the changes to an IKE SA and the effects, and lives no
 * longer than the step.
 */
public final class Turn {
  private final Context context;
  private final List<Effect> effects = new ArrayList<>();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final List<Runnable> undoing = new ArrayList<>();
  private IkeSa sa;
  private Optional<Effect.Move> move = Optional.empty();
  private Optional<Path> asked = Optional.empty();

  public Turn(Context context, IkeSa sa) {
    this.context = context;
    this.sa = sa;
  }

  public Context context() {
    return context;
  }

  public IkeSa sa() {
    return sa;
  }

  public Traits traits() {
    return sa.traits();
  }

  void update(UnaryOperator<IkeSa> change) {
    sa = change.apply(sa);
  }

  void become(IkeSaState state) {
    sa = sa.withState(state);
  }

  void learn(Trait trait) {
    sa = sa.withTraits(sa.traits().with(trait));
  }

  /** What was taken from others in this step, and is given back if the step fails. */
  void ifItFails(Runnable undo) {
    undoing.add(undo);
  }

  void undo() {
    undoing.forEach(Runnable::run);
  }

  /** The message of this step came that way, and is answered that way (RFC 7296 section 2.11). */
  void cameFrom(Path path) {
    asked = Optional.of(path);
  }

  Path answerPath() {
    return asked.orElse(sa.path());
  }

  void effect(Effect effect) {
    effects.add(effect);
  }

  void arm(TimerKey key, Duration delay) {
    effects.add(new Effect.Arm(key, delay));
  }

  void disarm(TimerKey key) {
    effects.add(new Effect.Disarm(key));
  }

  void remove(List<SaId> ids) {
    if (!ids.isEmpty()) {
      effects.add(new Effect.Remove(ids));
    }
  }

  /** Emits an event with what identifies this IKE SA in front of its own fields. */
  void emit(IkeEvent event) {
    IkeEvent named =
        new IkeEvent(event.name(), event.severity())
            .with("spi_i", sa.initiatorSpi())
            .with("spi_r", sa.responderSpi())
            .with("peer", sa.path());
    Optional<String> rule = event.has("rule") ? Optional.empty() : sa.rule().map(PeerRule::label);
    effects.add(
        new Effect.Emit(rule.map(label -> named.with("rule", label)).orElse(named).with(event)));
  }

  /** Reports the outcome of a command, if one waits. */
  void report(OptionalLong command, Optional<Refusal> refusal) {
    command.ifPresent(c -> effects.add(new Effect.Report(c, refusal)));
  }

  /** Takes both halves of a CHILD SA out of the kernel, as far as they are in. */
  void uninstall(ChildSa child) {
    if (child.state() == ChildSa.ChildState.CLOSED) {
      return;
    }
    remove(List.of(child.inbound()));
    removeOutbound(child);
  }

  /** Nothing more leaves on a CHILD SA. */
  void removeOutbound(ChildSa child) {
    if (child.held().isPresent()) {
      closeHeld(child);
    } else {
      remove(List.of(child.outbound()));
    }
  }

  /** Zeroes the keys of an outbound SA that will not come into the kernel any more. */
  void closeHeld(ChildSa child) {
    child
        .held()
        .ifPresent(h -> {
          closing.add(h.sa().encrKey());
          closing.add(h.sa().integKey());
        });
  }

  /** Ends the IKE SA here: its CHILD SAs leave the kernel, then it is forgotten. */
  void retire(String reason, Optional<Refusal> refusal) {
    ChildClosing.dropAll(this, "end of the IKE SA");
    // Whoever still waits for something here waits in vain.
    Optional<Refusal> why =
        refusal.or(() ->
            Optional.of(new Refusal.NotPossible("exchange", reason, NotifyType.TEMPORARY_FAILURE)));
    sa.queue().forEach(task -> report(task.command(), why));
    Retries.putOff(this).forEach(task -> report(task.command(), why));
    Reauthentication.failed(this, why);
    effects.add(new Effect.Retire(reason, refusal));
    sa.keyed().ifPresent(k -> closing.add(k));
    closeTranscript();
    sa =
        sa.withState(new IkeSaState.Dead(reason))
            .withChildren(ChildTable.EMPTY)
            .withOutbound(Outbound.START)
            .withQueue(List.of());
  }

  private void closeTranscript() {
    Unfinished.abandon(this);
    Intermediate.forget(this);
    Ppk.forget(this);
    EapTalk.forget(this);
    switch (sa.state()) {
      case IkeSaState.InitSent s -> s.keyExchange().close();
      case IkeSaState.ResumeSent s -> s.ticket().close();
      case IkeSaState.AuthAwaited s -> s.transcript().close();
      case IkeSaState.IntermediateSent s -> s.transcript().close();
      case IkeSaState.AuthSent s -> s.transcript().close();
      case IkeSaState.Authenticating s -> s.job().transcript().close();
      case IkeSaState.Larval s -> {}
      case IkeSaState.Established s -> {}
      case IkeSaState.Deleting s -> {}
      case IkeSaState.Replaced s -> {}
      case IkeSaState.Dead s -> {}
    }
  }

  /** All payloads of a message: leading contributions, the exchange's own, trailing ones. */
  List<Payload> assemble(Stage stage, List<Payload> own) {
    List<Payload> all = new ArrayList<>();
    context.contributors().forEach(c -> all.addAll(c.leading(stage, this)));
    List<Payload> middle = new ArrayList<>();
    context.contributors().forEach(c -> middle.addAll(c.beforeSa(stage, this)));
    int sa = 0;
    while (sa < own.size() && !(own.get(sa) instanceof SaPayload)) {
      sa++;
    }
    all.addAll(own.subList(0, sa));
    all.addAll(middle);
    all.addAll(own.subList(sa, own.size()));
    context.contributors().forEach(c -> all.addAll(c.trailing(stage, this)));
    return all;
  }

  /** Lets every feature read the peer's message. */
  void read(Stage stage, Message message) {
    context.contributors().forEach(c -> c.read(stage, message, this));
  }

  /**
   * CHILD SAs get other addresses when all else in this step is done that calls them by their old
   * names.
   */
  void moveInTheEnd(Effect.Move wanted) {
    move = Optional.of(wanted);
  }

  private void moveWhatIsLeft(Effect.Move wanted) {
    List<ChildSa> left =
        wanted.children().stream()
            .flatMap(c -> sa.children().byInbound(c.inbound()).stream())
            .filter(c -> c.state() != ChildSa.ChildState.CLOSED)
            .toList();
    if (!left.isEmpty()) {
      effects.add(new Effect.Move(left, wanted.path(), wanted.inUdp()));
    }
  }

  Step done() {
    move.ifPresent(this::moveWhatIsLeft);
    closing.forEach(Turn::close);
    return new Step(sa, effects);
  }

  private static void close(AutoCloseable secret) {
    try {
      secret.close();
    } catch (Exception e) {
      throw new IllegalStateException("a secret could not be destroyed", e);
    }
  }
}
