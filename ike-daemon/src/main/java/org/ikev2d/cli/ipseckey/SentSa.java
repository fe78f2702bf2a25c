package org.ikev2d.cli.ipseckey;

import java.time.Duration;
import java.util.Optional;
import org.ikev2d.control.SadbView;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** SAs that a daemon sent. */
final class SentSa {
  private SentSa() {}

  /**
   * The SA that was sent; keys that were not shown are zeros of their length.
   *
   * @throws IllegalArgumentException for what the daemon does not send
   */
  static SaStatus read(SadbView view) {
    return new SaStatus(
        new SaId(
            view.protocol().equals("AH") ? ProtocolId.AH : ProtocolId.ESP,
            new ChildSpi(Integer.parseUnsignedInt(view.spi().substring(2), 16)),
            java.net.InetAddress.ofLiteral(view.source()),
            java.net.InetAddress.ofLiteral(view.destination())),
        SaStatus.State.valueOf(view.state()),
        view.mode().isEmpty() ? Optional.empty() : Optional.of(IpsecMode.valueOf(view.mode())),
        view.reqid(),
        view.authAlgorithm(),
        key(view.keysShown(), view.authKey(), view.authKeyBits()),
        view.encryptAlgorithm(),
        key(view.keysShown(), view.encryptKey(), view.encryptKeyBits()),
        view.replayWindow(),
        view.packets(),
        view.bytes(),
        view.addTime(),
        view.useTime(),
        new ChildLifetime(
            Duration.ofSeconds(view.lifetime().softSeconds()),
            Duration.ofSeconds(view.lifetime().hardSeconds()),
            view.lifetime().softBytes(),
            view.lifetime().hardBytes(),
            Duration.ofSeconds(view.lifetime().idleSeconds())),
        view.sourcePort() == 0
            ? Optional.empty()
            : Optional.of(new Encapsulation(view.sourcePort(), view.destinationPort())));
  }

  private static Bytes key(boolean shown, String hex, int bits) {
    return shown ? Bytes.ofHex(hex) : Bytes.wrap(new byte[bits / 8]);
  }
}
