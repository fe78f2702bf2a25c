package org.ikev2d.kernel.pfkey;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.crypto.Secret;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.SadbAlgorithms;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Sockaddr;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/** Requests about SAs as Linux wants them. */
final class SaRequests {
  /** Below are SPIs that RFC 4303 section 2.1 and custom reserve. */
  private static final int FIRST_SPI = 0x1000;

  private static final int LAST_SPI = 0xffff_ffff;

  /** Linux keeps a window of at most 32 packets for SAs set through PF_KEY. */
  private static final int MAX_REPLAY = 32;

  private static final int STATE_MATURE = 1;
  private static final int ANY_PROTOCOL = 255;

  private SaRequests() {}

  static List<SadbExtension> getSpi(
      InetAddress source, InetAddress destination, IpsecMode mode, int reqid) {
    return List.of(
        sa2(mode, reqid),
        SaReport.host(ExtKind.ADDRESS_SRC, Sockaddr.of(source)),
        SaReport.host(ExtKind.ADDRESS_DST, Sockaddr.of(destination)),
        new SadbExtension.SpiRange(FIRST_SPI, LAST_SPI));
  }

  /** For GET and DELETE. The kernel wants a source address and does not look at it. */
  static List<SadbExtension> name(SaId id) {
    return List.of(
        new SadbExtension.Sa(id.spi().value(), 0, 0, 0, 0, 0),
        SaReport.host(ExtKind.ADDRESS_SRC, Sockaddr.of(id.source())),
        SaReport.host(ExtKind.ADDRESS_DST, Sockaddr.of(id.destination())));
  }

  /** What PF_KEY cannot express about an SA, if anything. */
  static Optional<String> problem(KernelSa sa) {
    if (sa.mode() == IpsecMode.TUNNEL && innerSizes(sa).count() > 1) {
      return Optional.of("one SA carries IPv4 or IPv6, not both, through PF_KEY of Linux");
    }
    if (sa.encapsulation().isPresent() && sa.encr().isEmpty()) {
      return Optional.of("AH does not pass a NAT (RFC 3948 section 1)");
    }
    return Optional.empty();
  }

  /** For ADD and UPDATE. The caller closes the keys in it. */
  static List<SadbExtension> install(KernelSa sa) {
    SaId id = sa.id();
    List<SadbExtension> extensions = new ArrayList<>();
    extensions.add(
        new SadbExtension.Sa(
            id.spi().value(),
            Math.clamp(sa.replayWindow(), 0, MAX_REPLAY),
            STATE_MATURE,
            SadbAlgorithms.number(sa.integ()).orElseThrow(),
            sa.encr().flatMap(c -> SadbAlgorithms.number(c.id())).orElse(0),
            0));
    extensions.add(sa2(sa.mode(), sa.reqid()));
    addLifetimes(extensions, sa.lifetime());
    extensions.add(SaReport.host(ExtKind.ADDRESS_SRC, Sockaddr.of(id.source())));
    extensions.add(SaReport.host(ExtKind.ADDRESS_DST, Sockaddr.of(id.destination())));
    innerFamily(sa).ifPresent(extensions::add);
    if (!sa.integ().equals(IntegId.NONE)) {
      extensions.add(key(ExtKind.KEY_AUTH, sa.integKey()));
    }
    if (sa.encr().isPresent()) {
      boolean none = sa.encr().get().id().equals(EncrId.NULL);
      extensions.add(key(ExtKind.KEY_ENCRYPT, none ? Secret.ofPublic(Bytes.EMPTY) : sa.encrKey()));
    }
    sa.encapsulation().ifPresent(e -> SaReport.addEncapsulation(extensions, e));
    return extensions;
  }

  /** The SA that a reply to GET describes, with other UDP ports. The keys stay the reply's own. */
  static List<SadbExtension> withPorts(SadbMessage found, KernelSa.Encapsulation ports) {
    List<SadbExtension> extensions = new ArrayList<>();
    boolean key = false;
    for (SadbExtension extension : found.extensions()) {
      boolean kept =
          switch (extension) {
            case SadbExtension.Sa e -> true;
            case SadbExtension.Sa2 e -> true;
            case SadbExtension.Lifetime e -> e.kind() != ExtKind.LIFETIME_CURRENT;
            case SadbExtension.Address e -> true;
            case SadbExtension.Key e -> true;
            case SadbExtension other -> false;
          };
      if (kept) {
        extensions.add(extension);
      }
      key |= extension.kind() == ExtKind.KEY_ENCRYPT;
    }
    if (!key) {
      extensions.add(key(ExtKind.KEY_ENCRYPT, Secret.ofPublic(Bytes.EMPTY)));
    }
    SaReport.addEncapsulation(extensions, ports);
    return List.copyOf(extensions);
  }

  /** Linux wants both or none of them. */
  private static void addLifetimes(List<SadbExtension> extensions, ChildLifetime life) {
    boolean limited =
        life.hard().isPositive()
            || life.soft().isPositive()
            || life.hardBytes() > 0
            || life.softBytes() > 0;
    if (limited) {
      extensions.add(
          new SadbExtension.Lifetime(
              ExtKind.LIFETIME_HARD, 0, life.hardBytes(), seconds(life.hard()), 0));
      extensions.add(
          new SadbExtension.Lifetime(
              ExtKind.LIFETIME_SOFT, 0, life.softBytes(), seconds(life.soft()), 0));
    }
  }

  /** Part of a second counts as one: zero would be no limit. */
  private static long seconds(Duration time) {
    return time.isPositive() ? time.plusNanos(999_999_999).toSeconds() : 0;
  }

  /**
   * A proxy address of the family inside the tunnel, where it is not the one outside: Linux takes
   * the inner family from it.
   */
  private static Optional<SadbExtension> innerFamily(KernelSa sa) {
    int outer = sa.id().source().getAddress().length;
    if (sa.mode() != IpsecMode.TUNNEL) {
      return Optional.empty();
    }
    return innerSizes(sa)
        .filter(size -> size != outer)
        .findFirst()
        .map(size -> new Sockaddr(Bytes.wrap(new byte[size]), 0, 0, 0))
        .map(any -> new SadbExtension.Address(ExtKind.ADDRESS_PROXY, ANY_PROTOCOL, 0, any));
  }

  private static Stream<Integer> innerSizes(KernelSa sa) {
    return Stream.concat(sa.source().stream(), sa.destination().stream())
        .map(AddressSelector::start)
        .map(Bytes::length)
        .distinct();
  }

  private static SadbExtension sa2(IpsecMode mode, int reqid) {
    return new SadbExtension.Sa2(mode == IpsecMode.TUNNEL ? 2 : 1, 0, reqid);
  }

  private static SadbExtension key(ExtKind kind, Secret key) {
    return new SadbExtension.Key(kind, key.length() * 8, key.copy());
  }
}
