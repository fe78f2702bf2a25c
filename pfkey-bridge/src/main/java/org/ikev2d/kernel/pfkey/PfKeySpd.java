package org.ikev2d.kernel.pfkey;

import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.Spd;

/** The SPD through a requester. */
final class PfKeySpd implements Spd {
  private final Requester requester;

  PfKeySpd(Requester requester) {
    this.requester = requester;
  }

  @Override
  public KernelAnswer<Integer> add(KernelPolicy policy) {
    return put(MsgType.X_SPDADD, policy);
  }

  @Override
  public KernelAnswer<Integer> replace(KernelPolicy policy) {
    return put(MsgType.X_SPDUPDATE, policy);
  }

  private KernelAnswer<Integer> put(MsgType operation, KernelPolicy policy) {
    Optional<String> problem = PolicyRequests.problem(policy);
    if (problem.isPresent()) {
      return new KernelAnswer.Refused<>("SADB_" + operation, 0, problem.get());
    }
    KernelAnswer<SadbMessage> answer =
        requester.call(operation, SaType.UNSPEC, PolicyRequests.add(policy));
    return switch (answer) {
      case KernelAnswer.Refused<SadbMessage> refused ->
          PfKeySadb.isLost(answer)
              ? find(policy).map(p -> KernelAnswer.done(p.id())).orElseGet(refused::as)
              : refused.as();
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) ->
          PolicyRequests.installed(reply)
              .map(p -> KernelAnswer.done(p.id()))
              .orElseGet(() -> Requester.refused(operation, SadbErrno.EINVAL));
    };
  }

  @Override
  public KernelAnswer<KernelPolicy> delete(KernelPolicy policy) {
    Optional<String> problem = PolicyRequests.problem(policy);
    if (problem.isPresent()) {
      return new KernelAnswer.Refused<>("SADB_X_SPDDELETE", 0, problem.get());
    }
    KernelAnswer<SadbMessage> answer =
        requester.call(MsgType.X_SPDDELETE, SaType.UNSPEC, PolicyRequests.delete(policy));
    return switch (answer) {
      case KernelAnswer.Refused<SadbMessage> refused ->
          PfKeySadb.isLost(answer) && find(policy).isEmpty()
              ? KernelAnswer.done(policy)
              : refused.as();
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) ->
          KernelAnswer.done(PolicyRequests.installed(reply).map(Installed::policy).orElse(policy));
    };
  }

  @Override
  public KernelAnswer<Installed> get(int id) {
    return switch (requester.call(MsgType.X_SPDGET, SaType.UNSPEC, PolicyRequests.get(id))) {
      case KernelAnswer.Refused<SadbMessage> refused -> refused.as();
      case KernelAnswer.Done<SadbMessage>(SadbMessage reply) ->
          PolicyRequests.installed(reply)
              .map(KernelAnswer::done)
              .orElseGet(() -> Requester.refused(MsgType.X_SPDGET, SadbErrno.ENOENT));
    };
  }

  @Override
  public KernelAnswer<List<Installed>> dump() {
    return switch (requester.dump(MsgType.X_SPDDUMP, SaType.UNSPEC)) {
      case KernelAnswer.Refused<List<SadbMessage>> refused -> refused.as();
      case KernelAnswer.Done<List<SadbMessage>>(List<SadbMessage> entries) ->
          KernelAnswer.done(
              entries.stream().map(PolicyRequests::installed).flatMap(Optional::stream).toList());
    };
  }

  /** The kernel's policy of that selector and direction, after a lost reply. */
  private Optional<Installed> find(KernelPolicy policy) {
    SelectorMapper.Pair pair = SelectorMapper.of(policy.source(), policy.destination());
    SelectorMapper.Selectors wanted = SelectorMapper.selectors(pair.source(), pair.destination());
    if (dump() instanceof KernelAnswer.Done<List<Installed>>(List<Installed> all)) {
      return all.stream()
          .filter(p -> p.policy().direction() == policy.direction())
          .filter(p -> p.policy().source().equals(wanted.source()))
          .filter(p -> p.policy().destination().equals(wanted.destination()))
          .findFirst();
    }
    return Optional.empty();
  }
}
