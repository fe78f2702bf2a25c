package org.ikev2d.kernel.msg;

import java.util.Arrays;
import org.ikev2d.kernel.msg.Dialect.RequestLayout;
import org.ikev2d.kernel.msg.Dialect.SockaddrStyle;
import org.ikev2d.wire.Bytes;

/** Records to bodies of extensions, from octet 4 on; the caller pads and fills the length in. */
final class ExtensionWriter {
  private final Dialect dialect;

  ExtensionWriter(Dialect dialect) {
    this.dialect = dialect;
  }

  void write(SadbExtension extension, Writer to) {
    switch (extension) {
      case SadbExtension.Sa sa ->
          to.i32Network(sa.spi())
              .u8(sa.replay())
              .u8(sa.state())
              .u8(sa.auth())
              .u8(sa.encrypt())
              .i32(sa.flags());
      case SadbExtension.Lifetime life ->
          to.i32(life.allocations()).i64(life.bytes()).i64(life.addTime()).i64(life.useTime());
      case SadbExtension.Address address -> {
        to.u8(address.protocol()).u8(address.prefix()).zeros(2);
        sockaddr(address.address(), to);
      }
      case SadbExtension.Key key -> key(key, to);
      case SadbExtension.Identity identity ->
          to.u16(identity.type()).zeros(2).i64(identity.id()).bytes(identity.text()).u8(0);
      case SadbExtension.Sensitivity s ->
          to.i32(s.dpd())
              .u8(s.sensLevel())
              .u8(s.sensWords())
              .u8(s.integLevel())
              .u8(s.integWords())
              .zeros(4)
              .bytes(s.bitmaps());
      case SadbExtension.Proposal proposal -> proposal(proposal, to);
      case SadbExtension.Supported supported -> supported(supported, to);
      case SadbExtension.SpiRange range -> to.i32(range.min()).i32(range.max()).zeros(4);
      case SadbExtension.KmPrivate value -> to.i32(value.value());
      case SadbExtension.Policy policy -> policy(policy, to);
      case SadbExtension.Sa2 sa2 -> to.u8(sa2.mode()).zeros(3).i32(sa2.sequence()).i32(sa2.reqid());
      case SadbExtension.NatType type -> to.u8(type.type()).zeros(3);
      case SadbExtension.NatPort port -> to.port(port.port()).zeros(2);
      case SadbExtension.SecurityContext context ->
          to.u8(context.algorithm())
              .u8(context.doi())
              .u16(context.context().length())
              .bytes(context.context());
      case SadbExtension.KmAddress pair -> {
        to.zeros(4);
        sockaddr(pair.local(), to);
        sockaddr(pair.remote(), to);
      }
      case SadbExtension.Filter filter ->
          to.bytes(filter.source())
              .bytes(filter.destination())
              .u16(filter.family())
              .u8(filter.sourcePrefix())
              .u8(filter.destinationPrefix());
      case SadbExtension.Unknown unknown -> to.bytes(unknown.body());
    }
  }

  private static void key(SadbExtension.Key key, Writer to) {
    to.u16(key.bits()).zeros(2);
    byte[] content = key.key().expose();
    to.array(content);
    Arrays.fill(content, (byte) 0);
  }

  private static void proposal(SadbExtension.Proposal proposal, Writer to) {
    to.u8(proposal.replay()).zeros(3);
    for (Comb c : proposal.combs()) {
      to.u8(c.auth()).u8(c.encrypt()).u16(c.flags());
      to.u16(c.authMinBits()).u16(c.authMaxBits());
      to.u16(c.encryptMinBits()).u16(c.encryptMaxBits());
      to.i32(c.reserved()).i32(c.softAllocations()).i32(c.hardAllocations());
      to.i64(c.softBytes()).i64(c.hardBytes());
      to.i64(c.softAddTime()).i64(c.hardAddTime());
      to.i64(c.softUseTime()).i64(c.hardUseTime());
    }
  }

  private static void supported(SadbExtension.Supported supported, Writer to) {
    to.zeros(4);
    for (SupportedAlg a : supported.algorithms()) {
      to.u8(a.id()).u8(a.ivLength()).u16(a.minBits()).u16(a.maxBits()).u16(a.reserved());
    }
  }

  private void policy(SadbExtension.Policy policy, Writer to) {
    to.u16(policy.type()).u8(policy.direction()).zeros(1).i32(policy.id()).i32(policy.priority());
    for (IpsecRequest request : policy.requests()) {
      int start = to.length();
      to.u16(0).u16(request.protocol()).u8(request.mode()).u8(request.level());
      if (dialect.request() == RequestLayout.WIDE) {
        to.zeros(2).i32(request.reqid()).zeros(4);
      } else {
        to.u16(request.reqid());
      }
      request
          .endpoints()
          .ifPresent(pair -> {
            sockaddr(pair.source(), to);
            sockaddr(pair.destination(), to);
          });
      to.pad(start, 8);
      to.setU16(start, to.length() - start);
    }
  }

  private void sockaddr(Sockaddr sockaddr, Writer to) {
    int start = to.length();
    Bytes address = sockaddr.address();
    int family = sockaddr.isIpv4() ? dialect.inet() : dialect.inet6();
    int size = sockaddr.isIpv4() ? 16 : dialect.inet6Size();
    if (dialect.sockaddr() == SockaddrStyle.LENGTH8_FAMILY8) {
      to.u8(size).u8(family);
    } else {
      to.u16(family);
    }
    to.port(sockaddr.port());
    if (sockaddr.isIpv4()) {
      to.bytes(address);
    } else {
      to.i32Network(sockaddr.flowInfo()).bytes(address).i32(sockaddr.scope());
    }
    to.zeros(size - (to.length() - start));
  }
}
