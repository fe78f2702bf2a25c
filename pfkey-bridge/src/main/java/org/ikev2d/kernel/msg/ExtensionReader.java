package org.ikev2d.kernel.msg;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.kernel.msg.Dialect.RequestLayout;
import org.ikev2d.kernel.msg.Dialect.SockaddrStyle;
import org.ikev2d.wire.Bytes;

/** Bodies of extensions, from octet 4 on, to records. */
final class ExtensionReader {
  private final Dialect dialect;

  ExtensionReader(Dialect dialect) {
    this.dialect = dialect;
  }

  SadbExtension read(int code, Cursor body) {
    ExtKind kind = dialect.kindOf(code);
    return switch (kind) {
      case SA ->
          new SadbExtension.Sa(
              body.i32Network(), body.u8(), body.u8(), body.u8(), body.u8(), body.i32());
      case LIFETIME_CURRENT, LIFETIME_HARD, LIFETIME_SOFT ->
          new SadbExtension.Lifetime(kind, body.i32(), body.i64(), body.i64(), body.i64());
      case ADDRESS_SRC, ADDRESS_DST, ADDRESS_PROXY, X_NAT_T_OA -> address(kind, body);
      case KEY_AUTH, KEY_ENCRYPT -> key(kind, body);
      case IDENTITY_SRC, IDENTITY_DST -> identity(kind, body);
      case SENSITIVITY -> sensitivity(body);
      case PROPOSAL -> proposal(body);
      case SUPPORTED_AUTH, SUPPORTED_ENCRYPT -> supported(kind, body);
      case SPIRANGE -> new SadbExtension.SpiRange(body.i32(), body.i32());
      case X_KMPRIVATE -> new SadbExtension.KmPrivate(body.i32());
      case X_POLICY -> policy(body);
      case X_SA2 -> sa2(body);
      case X_NAT_T_TYPE -> new SadbExtension.NatType(body.u8());
      case X_NAT_T_SPORT, X_NAT_T_DPORT -> new SadbExtension.NatPort(kind, body.port());
      case X_SEC_CTX -> securityContext(body);
      case X_KMADDRESS -> kmAddress(body);
      case X_FILTER ->
          new SadbExtension.Filter(
              body.bytes(16), body.bytes(16), body.u16(), body.u8(), body.u8());
      case UNKNOWN -> new SadbExtension.Unknown(code, body.bytes(body.remaining()));
    };
  }

  private SadbExtension address(ExtKind kind, Cursor body) {
    int protocol = body.u8();
    int prefix = body.u8();
    body.skip(2);
    Sockaddr address = sockaddr(body);
    if (prefix > address.bits()) {
      throw body.malformed("prefix length " + prefix + " of an address of " + address.bits());
    }
    return new SadbExtension.Address(kind, protocol, prefix, address);
  }

  /** Padding behind the key may be longer than needed (RFC 2367 section 2.3.4). */
  private static SadbExtension key(ExtKind kind, Cursor body) {
    int bits = body.u16();
    body.skip(2);
    return new SadbExtension.Key(kind, bits, Secret.wrap(body.array((bits + 7) / 8)));
  }

  private static SadbExtension identity(ExtKind kind, Cursor body) {
    int type = body.u16();
    body.skip(2);
    long id = body.i64();
    Bytes padded = body.bytes(body.remaining());
    int end = 0;
    while (end < padded.length() && padded.at(end) != 0) {
      end++;
    }
    return new SadbExtension.Identity(kind, type, id, padded.slice(0, end));
  }

  private static SadbExtension sensitivity(Cursor body) {
    int dpd = body.i32();
    int sensLevel = body.u8();
    int sensWords = body.u8();
    int integLevel = body.u8();
    int integWords = body.u8();
    body.skip(4);
    return new SadbExtension.Sensitivity(
        dpd, sensLevel, sensWords, integLevel, integWords, body.bytes(body.remaining()));
  }

  private static SadbExtension proposal(Cursor body) {
    int replay = body.u8();
    body.skip(3);
    List<Comb> combs = new ArrayList<>();
    while (body.remaining() > 0) {
      Cursor c = body.part(Comb.SIZE);
      combs.add(
          new Comb(
              c.u8(), c.u8(), c.u16(), c.u16(), c.u16(), c.u16(), c.u16(), c.i32(), c.i32(),
              c.i32(), c.i64(), c.i64(), c.i64(), c.i64(), c.i64(), c.i64()));
    }
    return new SadbExtension.Proposal(replay, combs);
  }

  private static SadbExtension supported(ExtKind kind, Cursor body) {
    body.skip(4);
    List<SupportedAlg> algorithms = new ArrayList<>();
    while (body.remaining() > 0) {
      Cursor a = body.part(SupportedAlg.SIZE);
      algorithms.add(new SupportedAlg(a.u8(), a.u8(), a.u16(), a.u16(), a.u16()));
    }
    return new SadbExtension.Supported(kind, algorithms);
  }

  private static SadbExtension sa2(Cursor body) {
    int mode = body.u8();
    body.skip(3);
    return new SadbExtension.Sa2(mode, body.i32(), body.i32());
  }

  private SadbExtension policy(Cursor body) {
    int type = body.u16();
    int direction = body.u8();
    body.skip(1);
    int id = body.i32();
    int priority = body.i32();
    List<IpsecRequest> requests = new ArrayList<>();
    while (body.remaining() >= dialect.request().size) {
      requests.add(request(body));
    }
    return new SadbExtension.Policy(type, direction, id, priority, requests);
  }

  /** Its length counts octets, unlike every other length of PF_KEY. */
  private IpsecRequest request(Cursor body) {
    int length = body.u16();
    if (length < dialect.request().size) {
      throw body.malformed("ipsecrequest of " + length + " octets");
    }
    Cursor request = body.part(length - 2);
    int protocol = request.u16();
    int mode = request.u8();
    int level = request.u8();
    int reqid = request.u16();
    if (dialect.request() == RequestLayout.WIDE) {
      reqid = request.i32();
      request.skip(4);
    }
    Optional<IpsecRequest.Endpoints> endpoints =
        request.remaining() < 16
            ? Optional.empty()
            : Optional.of(new IpsecRequest.Endpoints(sockaddr(request), sockaddr(request)));
    return new IpsecRequest(protocol, mode, level, reqid, endpoints);
  }

  private static SadbExtension securityContext(Cursor body) {
    int algorithm = body.u8();
    int doi = body.u8();
    return new SadbExtension.SecurityContext(algorithm, doi, body.bytes(body.u16()));
  }

  private SadbExtension kmAddress(Cursor body) {
    body.skip(4);
    return new SadbExtension.KmAddress(sockaddr(body), sockaddr(body));
  }

  private Sockaddr sockaddr(Cursor body) {
    if (dialect.sockaddr() == SockaddrStyle.LENGTH8_FAMILY8) {
      body.skip(1);
    }
    int family = dialect.sockaddr() == SockaddrStyle.FAMILY16 ? body.u16() : body.u8();
    int port = body.port();
    if (family == dialect.inet()) {
      Bytes address = body.bytes(4);
      body.skip(8);
      return new Sockaddr(address, port, 0, 0);
    }
    if (family == dialect.inet6()) {
      int flowInfo = body.i32Network();
      Bytes address = body.bytes(16);
      int scope = body.i32();
      body.skip(dialect.inet6Size() - 28);
      return new Sockaddr(address, port, flowInfo, scope);
    }
    throw body.malformed("address family " + family);
  }
}
