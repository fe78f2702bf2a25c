package org.ikev2d.daemon;

import org.ikev2d.control.SadbReference;
import org.ikev2d.control.SadbType;
import org.ikev2d.control.SadbView;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.ProtocolId;

/** SAs of the SADB as they travel to ipseckey. */
final class SadbViews {
  private SadbViews() {}

  static ProtocolId protocol(SadbType type) {
    return switch (type) {
      case ALL -> ProtocolId.NONE;
      case AH -> ProtocolId.AH;
      case ESP -> ProtocolId.ESP;
    };
  }

  /** Whether a command that names the SA in that way means this one. */
  static boolean matches(SadbReference wanted, SaId id) {
    return id.protocol().equals(protocol(wanted.type()))
        && id.spi().equals(wanted.spi())
        && id.destination().equals(wanted.destination());
  }

  /**
   * An SA to be sent.
   *
   * @param showKeys whether its keys may be seen
   */
  static SadbView of(SaStatus sa, boolean showKeys) {
    return new SadbView(
        sa.id().protocol().toString(),
        sa.id().spi().toString(),
        sa.id().source().getHostAddress(),
        sa.id().destination().getHostAddress(),
        sa.state().name(),
        sa.mode().map(IpsecMode::name).orElse(""),
        sa.reqid(),
        sa.authAlgorithm(),
        showKeys ? sa.authKey().toHex() : "",
        sa.authKey().length() * 8,
        sa.encryptAlgorithm(),
        showKeys ? sa.encryptKey().toHex() : "",
        sa.encryptKey().length() * 8,
        showKeys,
        sa.replayWindow(),
        sa.packets(),
        sa.bytes(),
        sa.addTime(),
        sa.useTime(),
        RuleViews.lifetime(sa.lifetime()),
        sa.encapsulation().map(Encapsulation::sourcePort).orElse(0),
        sa.encapsulation().map(Encapsulation::destinationPort).orElse(0));
  }
}
