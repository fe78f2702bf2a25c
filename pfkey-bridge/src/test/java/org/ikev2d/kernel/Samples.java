package org.ikev2d.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/** Values that several tests use. */
public final class Samples {
  public static final InetAddress US = address("10.9.0.1");
  public static final InetAddress PEER = address("10.9.0.2");
  public static final InetAddress US6 = address("2001:db8::1");
  public static final InetAddress PEER6 = address("2001:db8::2");
  public static final ChildLifetime NO_LIMIT =
      new ChildLifetime(Duration.ZERO, Duration.ZERO, 0, 0, Duration.ZERO);

  private Samples() {}

  public static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  public static AddressSelector net(String text, int prefix) {
    return AddressSelector.ofPrefix(Bytes.wrap(address(text).getAddress()), prefix);
  }

  public static AddressSelector service(String text, int prefix, int protocol, int port) {
    return AddressSelector.ofPrefix(
        Bytes.wrap(address(text).getAddress()), prefix, protocol, port, port);
  }

  public static byte[] pattern(int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) (i + 1);
    }
    return octets;
  }

  public static SaId id(int spi, InetAddress source, InetAddress destination) {
    return new SaId(ProtocolId.ESP, new ChildSpi(spi), source, destination);
  }

  /** AES-CBC-256 with HMAC-SHA2-512-256. */
  public static KernelSa sa(SaId id, boolean inbound, int reqid, ChildLifetime lifetime) {
    return new KernelSa(
        id,
        IpsecMode.TRANSPORT,
        reqid,
        Optional.of(EncrChoice.of(EncrId.AES_CBC, 256)),
        Secret.wrap(pattern(32)),
        IntegId.HMAC_SHA2_512_256,
        Secret.wrap(pattern(64)),
        false,
        32,
        lifetime,
        List.of(),
        List.of(),
        Optional.empty(),
        inbound);
  }

  public static KernelSa outbound(int spi, int reqid) {
    return sa(id(spi, US, PEER), false, reqid, NO_LIMIT);
  }

  public static KernelPolicy transport(Direction direction, int reqid) {
    boolean out = direction == Direction.OUT;
    return new KernelPolicy(
        direction,
        net(out ? "10.9.0.1" : "10.9.0.2", 32),
        net(out ? "10.9.0.2" : "10.9.0.1", 32),
        100,
        false,
        Optional.of(
            new Template(
                ProtocolId.ESP, IpsecMode.TRANSPORT, Optional.empty(), Optional.empty(), reqid)));
  }

  public static <T> T done(KernelAnswer<T> answer) {
    return switch (answer) {
      case KernelAnswer.Done<T>(T value) -> value;
      case KernelAnswer.Refused<T> refused -> throw new AssertionError(refused.toString());
    };
  }

  public static int errno(KernelAnswer<?> answer) {
    return switch (answer) {
      case KernelAnswer.Done<?> done -> throw new AssertionError(done.toString());
      case KernelAnswer.Refused<?> refused -> refused.errno();
    };
  }

  public static String reason(KernelAnswer<?> answer) {
    return switch (answer) {
      case KernelAnswer.Done<?> done -> throw new AssertionError(done.toString());
      case KernelAnswer.Refused<?> refused -> refused.reason();
    };
  }
}
