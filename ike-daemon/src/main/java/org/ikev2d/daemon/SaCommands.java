package org.ikev2d.daemon;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.control.ChildReference;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Reply;
import org.ikev2d.control.SaReference;
import org.ikev2d.negotiate.Refusal;
import org.ikev2d.port.SaId;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaSnapshot;
import org.ikev2d.sa.IkeSaState;
import org.ikev2d.wire.IkeSpi;

/** Commands about IKE SAs and CHILD SAs that exist. */
final class SaCommands {
  private final IkeEndpoint endpoint;

  SaCommands(IkeEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  List<IkeSaSnapshot> find(SaReference id) {
    Predicate<IkeSa> wanted = wanted(id);
    return endpoint.snapshot().stream().filter(s -> wanted.test(s.sa())).toList();
  }

  private static Predicate<IkeSa> wanted(SaReference id) {
    return switch (id) {
      case SaReference.BySpis(IkeSpi initiator, IkeSpi responder) ->
          sa -> sa.initiatorSpi().equals(initiator) && sa.responderSpi().equals(responder);
      case SaReference.ByAddresses(var local, var remote) ->
          sa ->
              local.contains(sa.path().localAddress())
                  && remote.contains(sa.path().remoteAddress());
    };
  }

  static Reply none(SaReference id) {
    return new Reply.Refused(ErrorCode.NOT_FOUND, "no IKE SA " + id);
  }

  CompletionStage<Reply> delete(SaReference id) {
    List<IkeSaSnapshot> found = find(id);
    return each(
        found,
        s -> endpoint.delete(s.sa().initiatorSpi(), s.sa().responderSpi()),
        () -> none(id),
        "deleted " + found.size() + " IKE SA(s)");
  }

  CompletionStage<Reply> flush() {
    int count = endpoint.snapshot().size();
    return endpoint
        .deleteAll("administrator")
        .thenApply(done -> new Reply.Done("Successfully deleted " + count + " IKE SA(s)", count));
  }

  CompletionStage<Reply> rekey(SaReference id) {
    return replace(id, s -> endpoint.rekeyIke(s.sa().localSpi()), "rekeyed");
  }

  CompletionStage<Reply> reauthenticate(SaReference id) {
    return replace(id, s -> endpoint.reauthenticate(s.sa().localSpi()), "reauthenticated");
  }

  private CompletionStage<Reply> replace(
      SaReference id, Function<IkeSaSnapshot, CompletableFuture<CommandOutcome>> how, String done) {
    List<IkeSaSnapshot> found =
        find(id).stream().filter(s -> s.sa().state() instanceof IkeSaState.Established).toList();
    return each(found, how, () -> none(id), done + " " + found.size() + " IKE SA(s)");
  }

  CompletionStage<Reply> redirect(SaReference id, InetAddress to) {
    List<IkeSaSnapshot> found =
        find(id).stream().filter(s -> s.sa().state() instanceof IkeSaState.Established).toList();
    return each(
        found,
        s -> endpoint.redirect(s.sa().localSpi(), to),
        () -> none(id),
        "redirected " + found.size() + " IKE SA(s)");
  }

  CompletionStage<Reply> rekey(ChildReference id) {
    List<SaId> found = inUse(id);
    return each(
        found, endpoint::rekeyChild, () -> none(id), "rekeyed " + found.size() + " CHILD SA(s)");
  }

  CompletionStage<Reply> delete(ChildReference id) {
    List<SaId> found = inUse(id);
    return each(
        found, endpoint::deleteChild, () -> none(id), "deleted " + found.size() + " CHILD SA(s)");
  }

  private static Reply none(ChildReference id) {
    return new Reply.Refused(ErrorCode.NOT_FOUND, "no CHILD SA " + id);
  }

  /** Inbound SAs of CHILD SAs that are neither replaced nor being deleted. */
  private List<SaId> inUse(ChildReference id) {
    List<ChildSa> all =
        switch (id) {
          case ChildReference.BySpi(var spi) ->
              endpoint.snapshot().stream()
                  .flatMap(s -> s.sa().children().all().stream())
                  .filter(c -> c.spi().equals(spi) || c.outbound().spi().equals(spi))
                  .toList();
          case ChildReference.Between(var hosts) ->
              find(hosts).stream().flatMap(s -> s.sa().children().all().stream()).toList();
        };
    return all.stream()
        .filter(c ->
            c.state() == ChildSa.ChildState.INSTALLED || c.state() == ChildSa.ChildState.REKEYING)
        .map(ChildSa::inbound)
        .toList();
  }

  /** Does it to each; the first refusal is the answer, once all have ended. */
  private static <T> CompletionStage<Reply> each(
      List<T> found,
      Function<T, CompletableFuture<CommandOutcome>> action,
      java.util.function.Supplier<Reply> none,
      String done) {
    if (found.isEmpty()) {
      return CompletableFuture.completedFuture(none.get());
    }
    List<CompletableFuture<CommandOutcome>> outcomes = new ArrayList<>();
    found.forEach(one -> outcomes.add(action.apply(one)));
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(all ->
            refusal(outcomes)
                .<Reply>map(r -> new Reply.Refused(ErrorCode.FAILED, r.text()))
                .orElseGet(() -> new Reply.Done("Successfully " + done, found.size())));
  }

  private static Optional<Refusal> refusal(List<CompletableFuture<CommandOutcome>> outcomes) {
    return outcomes.stream()
        .map(CompletableFuture::join)
        .filter(o -> o instanceof CommandOutcome.Failed)
        .map(o -> ((CommandOutcome.Failed) o).refusal())
        .findFirst();
  }
}
