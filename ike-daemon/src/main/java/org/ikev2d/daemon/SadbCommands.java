package org.ikev2d.daemon;

import java.util.List;
import java.util.Optional;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.Reply;
import org.ikev2d.control.SadbReference;
import org.ikev2d.control.SadbType;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Sadb;

/** What ipseckey asks of the daemon's own SADB. */
record SadbCommands(Sadb sadb, AdminState admin) {
  Reply dump(SadbType type) {
    return switch (sadb.dump(SadbViews.protocol(type))) {
      case KernelAnswer.Done<List<SaStatus>>(List<SaStatus> sas) -> shown(sas);
      case KernelAnswer.Refused<List<SaStatus>> refused -> refused(refused);
    };
  }

  Reply get(SadbReference wanted) {
    return switch (find(wanted)) {
      case KernelAnswer.Done<Optional<SaStatus>>(Optional<SaStatus> found) ->
          found.isPresent() ? shown(List.of(found.get())) : notFound(wanted);
      case KernelAnswer.Refused<Optional<SaStatus>> refused -> refused(refused);
    };
  }

  Reply delete(SadbReference wanted) {
    return switch (find(wanted)) {
      case KernelAnswer.Done<Optional<SaStatus>>(Optional<SaStatus> found) ->
          found.isPresent() ? deleted(sadb.delete(found.get().id())) : notFound(wanted);
      case KernelAnswer.Refused<Optional<SaStatus>> refused -> refused(refused);
    };
  }

  /** All SAs of the type, whoever installed them: that is what was asked for. */
  Reply flush(SadbType type) {
    return switch (sadb.dump(SadbViews.protocol(type))) {
      case KernelAnswer.Done<List<SaStatus>>(List<SaStatus> sas) -> {
        sas.forEach(sa -> sadb.delete(sa.id()));
        yield new Reply.Done("Flushed " + sas.size() + " SA(s)", sas.size());
      }
      case KernelAnswer.Refused<List<SaStatus>> refused -> refused(refused);
    };
  }

  /** The source address, which PF_KEY wants and users need not give, comes from a dump. */
  private KernelAnswer<Optional<SaStatus>> find(SadbReference wanted) {
    return switch (sadb.dump(SadbViews.protocol(wanted.type()))) {
      case KernelAnswer.Done<List<SaStatus>>(List<SaStatus> sas) ->
          KernelAnswer.done(
              sas.stream().filter(sa -> SadbViews.matches(wanted, sa.id())).findFirst());
      case KernelAnswer.Refused<List<SaStatus>> refused -> refused.as();
    };
  }

  private Reply shown(List<SaStatus> sas) {
    boolean keys = admin.privilege() == Privilege.KEYMAT;
    return new Reply.Sadb(sas.stream().map(sa -> SadbViews.of(sa, keys)).toList());
  }

  private static Reply deleted(KernelAnswer<SaId> answer) {
    return switch (answer) {
      case KernelAnswer.Done<SaId>(SaId id) -> new Reply.Done("Deleted " + id, 1);
      case KernelAnswer.Refused<SaId> refused -> refused(refused);
    };
  }

  private static Reply notFound(SadbReference wanted) {
    return new Reply.Refused(ErrorCode.NOT_FOUND, "association " + wanted + " does not exist");
  }

  private static Reply refused(KernelAnswer.Refused<?> refused) {
    return new Reply.Refused(
        ErrorCode.FAILED,
        refused.operation() + ": " + refused.reason() + " (errno " + refused.errno() + ")");
  }
}
