package org.ikev2d.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {
  private static InetAddress ip(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  @Test
  void findsTheLoopbackAddressesWithoutScopes() throws Exception {
    assertThat(LocalAddresses.all()).contains(ip("127.0.0.1"), ip("::1"));
    assertThat(LocalAddresses.all())
        .filteredOn(a -> !a.isLinkLocalAddress())
        .allSatisfy(a -> assertThat(a.getHostAddress()).doesNotContain("%"));
  }

  @Test
  void keepsTheScopeOfLinkLocalAddresses() throws Exception {
    InetAddress scoped = Inet6Address.getByAddress("", ip("fe80::1").getAddress(), 7);
    assertThat(LocalAddresses.plain(scoped).getHostAddress()).endsWith("%7");
  }

  @Test
  void readsAnEmptyListAsAllAndAWildcardAsItsFamily() throws Exception {
    List<InetAddress> all = List.of(ip("192.0.2.1"), ip("2001:db8::1"), ip("127.0.0.1"));
    assertThat(LocalAddresses.expand(List.of(), all)).containsExactlyElementsOf(all);
    assertThat(LocalAddresses.expand(List.of(ip("::")), all)).containsExactly(ip("2001:db8::1"));
    assertThat(LocalAddresses.expand(List.of(ip("0.0.0.0"), ip("192.0.2.9")), all))
        .containsExactly(ip("192.0.2.1"), ip("127.0.0.1"), ip("192.0.2.9"));
  }

  @Test
  void knowsTheSourceOfPacketsToAnAddress() throws Exception {
    assertThat(LocalAddresses.sourceFor(ip("127.0.0.9"))).contains(ip("127.0.0.1"));
    assertThat(LocalAddresses.sourceFor(ip("::1"))).contains(ip("::1"));
  }
}
