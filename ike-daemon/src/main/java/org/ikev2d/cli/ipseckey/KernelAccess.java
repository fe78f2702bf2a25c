package org.ikev2d.cli.ipseckey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ikev2d.control.SadbType;
import org.ikev2d.kernel.pfkey.PfKeyTool;
import org.ikev2d.kernel.text.SadbText;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.ProtocolId;

/** The kernel's SADB, through PF_KEY. */
record KernelAccess(PfKeyTool tool) implements SadbAccess {
  @Override
  public String name() {
    return "PF_KEY";
  }

  @Override
  public KernelAnswer<Listing> dump(SadbType type) {
    return switch (tool.dump(protocol(type))) {
      case KernelAnswer.Done<List<SaStatus>>(List<SaStatus> sas) ->
          KernelAnswer.done(new Listing(sas, true));
      case KernelAnswer.Refused<List<SaStatus>> refused -> refused.as();
    };
  }

  @Override
  public KernelAnswer<SaId> delete(SaId id) {
    return tool.delete(id);
  }

  @Override
  public KernelAnswer<SadbType> flush(SadbType type) {
    return switch (tool.flush(protocol(type))) {
      case KernelAnswer.Done<ProtocolId> done -> KernelAnswer.done(type);
      case KernelAnswer.Refused<ProtocolId> refused -> refused.as();
    };
  }

  @Override
  public Optional<String> monitor(boolean promiscuous, boolean showKeys, Consumer<String> text) {
    SadbText layout = new SadbText(showKeys, ZoneId.systemDefault());
    KernelAnswer<Boolean> ended =
        tool.monitor(
            promiscuous,
            (message, octets) -> text.accept(layout.monitor(message, octets, Instant.now())),
            () -> true);
    return ended instanceof KernelAnswer.Refused<Boolean> refused
        ? Optional.of(refused.operation() + ": " + refused.reason())
        : Optional.empty();
  }

  private static ProtocolId protocol(SadbType type) {
    return switch (type) {
      case ALL -> ProtocolId.NONE;
      case AH -> ProtocolId.AH;
      case ESP -> ProtocolId.ESP;
    };
  }

  @Override
  public void close() {
    tool.close();
  }
}
