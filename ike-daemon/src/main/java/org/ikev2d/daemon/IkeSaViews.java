package org.ikev2d.daemon;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ikev2d.control.IkeSaView;
import org.ikev2d.control.IkeSaView.ChildView;
import org.ikev2d.control.IkeSaView.ProofView;
import org.ikev2d.control.IkeSaView.SuiteView;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.PeerRule;
import org.ikev2d.sa.ChildSa;
import org.ikev2d.sa.IkeSa;
import org.ikev2d.sa.IkeSaSnapshot;
import org.ikev2d.sa.Role;
import org.ikev2d.wire.GroupId;

/**
 * IKE SAs as ikeadm shows them.
 *
 * @param nowNanos of the clock by which IKE SAs know their age
 * @param nowMillis since the epoch, at the same moment
 */
record IkeSaViews(long nowNanos, long nowMillis) {
  IkeSaView of(IkeSaSnapshot snapshot) {
    IkeSa sa = snapshot.sa();
    return new IkeSaView(
        "0x" + sa.initiatorSpi(),
        "0x" + sa.responderSpi(),
        sa.role() == Role.INITIATOR ? "initiator" : "responder",
        sa.state().label(),
        sa.rule().map(PeerRule::label).orElse(""),
        text(sa.path().local()),
        text(sa.path().remote()),
        snapshot.natLocal(),
        snapshot.natRemote(),
        snapshot.localId().map(Identity::toString).orElse(""),
        snapshot.remoteId().map(Identity::toString).orElse(""),
        new ProofView(
            snapshot.methods().own(),
            snapshot.methods().peer(),
            snapshot.methods().certificate(),
            snapshot.methods().announced()),
        snapshot.suite().map(IkeSaViews::suite).orElse(SuiteView.NONE),
        snapshot.establishedMillis().map(m -> m / 1000).orElse(0L),
        (nowMillis - (nowNanos - sa.createdNanos()) / 1_000_000) / 1000,
        sa.outbound().nextId(),
        sa.inbound().expected(),
        sa.children().all().stream().map(IkeSaViews::child).toList());
  }

  private static SuiteView suite(IkeSuite suite) {
    return new SuiteView(
        suite.encr().toString(),
        suite.keyBits(),
        suite.integ().toString(),
        suite.prf().toString(),
        Stream.concat(Stream.of(suite.group()), suite.additional().stream())
            .map(GroupId::toString)
            .collect(Collectors.joining("+")));
  }

  private static ChildView child(ChildSa child) {
    return new ChildView(
        child.inbound().spi().toString(),
        child.outbound().spi().toString(),
        child.protocol().toString(),
        child.mode().name(),
        child.algorithms().encr().map(IkeSaViews::cipher).orElse("NONE"),
        child.algorithms().integ().toString(),
        selectors(child.local()),
        selectors(child.remote()),
        child.policy().name(),
        child.reqid());
  }

  private static String cipher(EncrChoice choice) {
    return choice.id() + (choice.keyBits().isPresent() ? "-" + choice.keyBits().getAsInt() : "");
  }

  private static List<String> selectors(List<AddressSelector> selectors) {
    return selectors.stream().map(AddressSelector::toString).toList();
  }

  /** {@code address:port}, with brackets around an IPv6 address. */
  private static String text(InetSocketAddress endpoint) {
    String host = endpoint.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + endpoint.getPort();
  }
}
