package org.ikev2d.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Sockaddr;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SaStatus.State;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/** SAs as PF_KEY messages tell them, both ways. */
public final class SaReport {
  /** IPComp, which IKEv2 has no protocol number for, goes by its IP protocol number. */
  public static final ProtocolId IPCOMP = new ProtocolId(108);

  private SaReport() {}

  public static SaType saType(ProtocolId protocol) {
    if (protocol.equals(ProtocolId.ESP)) {
      return SaType.ESP;
    }
    if (protocol.equals(ProtocolId.AH)) {
      return SaType.AH;
    }
    return protocol.equals(IPCOMP) ? SaType.IPCOMP : new SaType(protocol.code());
  }

  public static ProtocolId protocol(SaType type) {
    if (type.equals(SaType.ESP)) {
      return ProtocolId.ESP;
    }
    if (type.equals(SaType.AH)) {
      return ProtocolId.AH;
    }
    return type.equals(SaType.IPCOMP) ? IPCOMP : new ProtocolId(type.code());
  }

  /** The SA that a message is about, if it names one. */
  public static Optional<SaId> id(SadbMessage message) {
    Optional<SadbExtension.Address> source =
        message.find(SadbExtension.Address.class, ExtKind.ADDRESS_SRC);
    Optional<SadbExtension.Address> destination =
        message.find(SadbExtension.Address.class, ExtKind.ADDRESS_DST);
    Optional<SadbExtension.Sa> sa = message.find(SadbExtension.Sa.class);
    if (source.isEmpty() || destination.isEmpty() || sa.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SaId(
            protocol(message.saType()),
            new ChildSpi(sa.get().spi()),
            source.get().address().toInetAddress(),
            destination.get().address().toInetAddress()));
  }

  /** The SA as a reply describes it; empty where the message describes none. */
  public static Optional<SaStatus> status(SadbMessage message) {
    Optional<SadbExtension.Sa> sa = message.find(SadbExtension.Sa.class);
    return id(message).flatMap(id -> sa.map(association -> status(message, id, association)));
  }

  private static SaStatus status(SadbMessage message, SaId id, SadbExtension.Sa sa) {
    Optional<SadbExtension.Sa2> sa2 = message.find(SadbExtension.Sa2.class);
    SadbExtension.Lifetime current = lifetime(message, ExtKind.LIFETIME_CURRENT);
    return new SaStatus(
        id,
        state(sa.state()),
        sa2.flatMap(s -> mode(s.mode())),
        sa2.map(SadbExtension.Sa2::reqid).orElse(0),
        sa.auth(),
        key(message, ExtKind.KEY_AUTH),
        sa.encrypt(),
        key(message, ExtKind.KEY_ENCRYPT),
        sa.replay(),
        Integer.toUnsignedLong(current.allocations()),
        current.bytes(),
        current.addTime(),
        current.useTime(),
        limits(message),
        encapsulation(message));
  }

  private static ChildLifetime limits(SadbMessage message) {
    SadbExtension.Lifetime soft = lifetime(message, ExtKind.LIFETIME_SOFT);
    SadbExtension.Lifetime hard = lifetime(message, ExtKind.LIFETIME_HARD);
    return new ChildLifetime(
        seconds(soft.addTime()),
        seconds(hard.addTime()),
        soft.bytes(),
        hard.bytes(),
        Duration.ZERO);
  }

  /** Whatever number a kernel gives, without an overflow. */
  private static Duration seconds(long count) {
    return Duration.ofSeconds(Math.clamp(count, 0, Integer.MAX_VALUE));
  }

  private static SadbExtension.Lifetime lifetime(SadbMessage message, ExtKind kind) {
    return message
        .find(SadbExtension.Lifetime.class, kind)
        .orElseGet(() -> new SadbExtension.Lifetime(kind, 0, 0, 0, 0));
  }

  private static Bytes key(SadbMessage message, ExtKind kind) {
    return message
        .find(SadbExtension.Key.class, kind)
        .map(k -> Bytes.wrap(k.key().expose()))
        .orElse(Bytes.EMPTY);
  }

  private static Optional<Encapsulation> encapsulation(SadbMessage message) {
    Optional<SadbExtension.NatPort> source =
        message.find(SadbExtension.NatPort.class, ExtKind.X_NAT_T_SPORT);
    Optional<SadbExtension.NatPort> destination =
        message.find(SadbExtension.NatPort.class, ExtKind.X_NAT_T_DPORT);
    return source.flatMap(s -> destination.map(d -> new Encapsulation(s.port(), d.port())));
  }

  private static State state(int code) {
    State[] states = State.values();
    return code < states.length ? states[code] : State.MATURE;
  }

  private static Optional<IpsecMode> mode(int code) {
    return switch (code) {
      case 0, 1 -> Optional.of(IpsecMode.TRANSPORT);
      case 2 -> Optional.of(IpsecMode.TUNNEL);
      default -> Optional.empty();
    };
  }

  /** The SA as a Linux kernel would report it in a dump. The caller closes the message. */
  public static SadbMessage message(SaStatus status, MsgType type, int seq, int pid) {
    SaId id = status.id();
    ChildLifetime limits = status.lifetime();
    List<SadbExtension> extensions = new ArrayList<>();
    extensions.add(
        new SadbExtension.Sa(
            id.spi().value(),
            status.replayWindow(),
            status.state().ordinal(),
            status.authAlgorithm(),
            status.encryptAlgorithm(),
            0));
    extensions.add(
        new SadbExtension.Lifetime(
            ExtKind.LIFETIME_HARD, 0, limits.hardBytes(), limits.hard().toSeconds(), 0));
    extensions.add(
        new SadbExtension.Lifetime(
            ExtKind.LIFETIME_SOFT, 0, limits.softBytes(), limits.soft().toSeconds(), 0));
    extensions.add(
        new SadbExtension.Lifetime(
            ExtKind.LIFETIME_CURRENT,
            (int) status.packets(),
            status.bytes(),
            status.addTime(),
            status.useTime()));
    extensions.add(host(ExtKind.ADDRESS_SRC, Sockaddr.of(id.source())));
    extensions.add(host(ExtKind.ADDRESS_DST, Sockaddr.of(id.destination())));
    addKey(extensions, ExtKind.KEY_AUTH, status.authKey());
    addKey(extensions, ExtKind.KEY_ENCRYPT, status.encryptKey());
    int mode = status.mode().map(m -> m == IpsecMode.TUNNEL ? 2 : 1).orElse(0);
    extensions.add(new SadbExtension.Sa2(mode, 0, status.reqid()));
    status.encapsulation().ifPresent(e -> addEncapsulation(extensions, e));
    return SadbMessage.request(type, saType(id.protocol()), seq, pid, extensions);
  }

  /** An address of one host. */
  public static SadbExtension.Address host(ExtKind kind, Sockaddr address) {
    return new SadbExtension.Address(kind, 0, address.bits(), address);
  }

  /** All three or none: Linux 6.1 takes ports that are missing from memory never written. */
  public static void addEncapsulation(List<SadbExtension> extensions, Encapsulation ports) {
    extensions.add(new SadbExtension.NatType(SadbExtension.NatType.ESP_IN_UDP));
    extensions.add(new SadbExtension.NatPort(ExtKind.X_NAT_T_SPORT, ports.sourcePort()));
    extensions.add(new SadbExtension.NatPort(ExtKind.X_NAT_T_DPORT, ports.destinationPort()));
  }

  private static void addKey(List<SadbExtension> extensions, ExtKind kind, Bytes key) {
    if (!key.isEmpty()) {
      extensions.add(new SadbExtension.Key(kind, key.length() * 8, Secret.wrap(key.toArray())));
    }
  }
}
