package org.ikev2d.kernel.pfkey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SaStatus;

/**
 * Moves SAs through a requester.
 *
 * <p>Linux changes UDP ports by UPDATE, and addresses by MIGRATE, which keeps keys and sequence
 * numbers. MIGRATE finds its SA through a policy: by reqid and addresses, the newest first. PF_KEY
 * can neither begin nor end UDP encapsulation of an SA.
 */
final class PfKeyMover {
  private final Requester requester;
  private final OwnSas own;
  private final PfKeySpd spd;

  PfKeyMover(Requester requester, OwnSas own, PfKeySpd spd) {
    this.requester = requester;
    this.own = own;
    this.spd = spd;
  }

  KernelAnswer<List<SaId>> move(SaMove move) {
    for (SaId id : move.sas()) {
      Optional<KernelAnswer.Refused<List<SaId>>> refused = setPorts(id, move);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    if (move.changesAddresses()) {
      return migrate(move);
    }
    return KernelAnswer.done(move.sas());
  }

  /** The kernel keeps keys and counters of an SA that is there; those of the request do nothing. */
  private Optional<KernelAnswer.Refused<List<SaId>>> setPorts(SaId id, SaMove move) {
    KernelAnswer<SadbMessage> answer = get(id);
    if (answer instanceof KernelAnswer.Refused<SadbMessage> refused) {
      return Optional.of(refused.as());
    }
    try (SadbMessage found = ((KernelAnswer.Done<SadbMessage>) answer).value()) {
      Optional<Encapsulation> ports = SaReport.status(found).flatMap(SaStatus::encapsulation);
      if (ports.isPresent() != move.encapsulation().isPresent()) {
        return Optional.of(
            new KernelAnswer.Refused<>(
                "SADB_UPDATE", 0, "PF_KEY neither begins nor ends UDP encapsulation of an SA"));
      }
      if (ports.equals(move.encapsulation())) {
        return Optional.empty();
      }
      KernelAnswer<SadbMessage> updated =
          requester.call(
              MsgType.UPDATE,
              SaReport.saType(id.protocol()),
              SaRequests.withPorts(found, move.encapsulation().orElseThrow()));
      return switch (updated) {
        case KernelAnswer.Refused<SadbMessage> refused -> Optional.of(refused.as());
        case KernelAnswer.Done<SadbMessage>(SadbMessage reply) -> {
          reply.close();
          yield Optional.empty();
        }
      };
    }
  }

  private KernelAnswer<List<SaId>> migrate(SaMove move) {
    KernelAnswer<Integer> others = others(move);
    if (others instanceof KernelAnswer.Refused<Integer> refused) {
      return refused.as();
    }
    if (((KernelAnswer.Done<Integer>) others).value() > 0) {
      return new KernelAnswer.Refused<>(
          "SADB_X_MIGRATE", 0, "other SAs of the reqid between these addresses would go instead");
    }
    SaId first = move.sas().getFirst();
    KernelAnswer.Refused<?> last = Requester.refused(MsgType.X_MIGRATE, SadbErrno.ESRCH);
    for (KernelPolicy policy : move.policies()) {
      if (requester.migrate(MigrateRequests.of(policy, move, first))
          instanceof KernelAnswer.Refused<Integer> refused) {
        last = refused;
      }
    }
    for (int i = 0; i <= move.sas().size() && !left(move).isEmpty(); i++) {
      if (throughHelper(move, left(move).getFirst()) instanceof KernelAnswer.Refused<Integer> no) {
        last = no;
      }
    }
    if (!left(move).isEmpty()) {
      goBack(move);
      return last.as();
    }
    List<SaId> moved = new ArrayList<>();
    for (SaId id : move.sas()) {
      own.rename(id, move.renamed(id));
      moved.add(move.renamed(id));
    }
    return KernelAnswer.done(List.copyOf(moved));
  }

  /** A policy that no packet meets, for an SA that goes with no policy, or not as the first. */
  private KernelAnswer<Integer> throughHelper(SaMove move, SaId from) {
    KernelPolicy helper = MigrateRequests.helper(move, from);
    if (spd.add(helper) instanceof KernelAnswer.Refused<Integer> refused) {
      return refused;
    }
    KernelAnswer<Integer> answer = requester.migrate(MigrateRequests.of(helper, move, from));
    spd.delete(helper);
    return answer;
  }

  /** How many SAs a MIGRATE could take in the place of those that are meant. */
  private KernelAnswer<Integer> others(SaMove move) {
    SaId like = move.sas().getFirst();
    return switch (requester.dump(MsgType.DUMP, SaReport.saType(like.protocol()))) {
      case KernelAnswer.Refused<List<SadbMessage>> refused -> refused.as();
      case KernelAnswer.Done<List<SadbMessage>>(List<SadbMessage> all) -> {
        int others = 0;
        for (SadbMessage entry : all) {
          try (entry) {
            others +=
                SaReport.status(entry).filter(s -> isAlike(s, like, move)).isPresent() ? 1 : 0;
          }
        }
        yield KernelAnswer.done(others);
      }
    };
  }

  private static boolean isAlike(SaStatus found, SaId like, SaMove move) {
    return found.reqid() == move.reqid()
        && found.id().source().equals(like.source())
        && found.id().destination().equals(like.destination())
        && !move.sas().contains(found.id())
        && found.state() != SaStatus.State.LARVAL
        && found.mode().filter(m -> m == move.mode()).isPresent();
  }

  private List<SaId> left(SaMove move) {
    return move.sas().stream().filter(id -> !isThere(move.renamed(id))).toList();
  }

  /** What has moved goes back where it was, and the policies with it. */
  private void goBack(SaMove move) {
    SaId first = move.sas().getFirst();
    List<SaId> moved = move.sas().stream().map(move::renamed).filter(this::isThere).toList();
    SaMove back =
        new SaMove(
            moved,
            move.mode(),
            move.reqid(),
            first.source(),
            first.destination(),
            move.encapsulation(),
            List.of());
    moved.forEach(id -> throughHelper(back, id));
    move.policies().forEach(spd::replace);
  }

  private boolean isThere(SaId id) {
    return switch (get(id)) {
      case KernelAnswer.Refused<SadbMessage> refused -> false;
      case KernelAnswer.Done<SadbMessage>(SadbMessage found) -> {
        try (found) {
          yield SaReport.id(found).filter(id::equals).isPresent();
        }
      }
    };
  }

  private KernelAnswer<SadbMessage> get(SaId id) {
    return requester.call(MsgType.GET, SaReport.saType(id.protocol()), SaRequests.name(id));
  }
}
