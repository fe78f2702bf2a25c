package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.PEER;
import static org.ikev2d.kernel.Samples.PEER6;
import static org.ikev2d.kernel.Samples.US;
import static org.ikev2d.kernel.Samples.US6;

import java.util.List;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Vectors;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventMapperTest {
  private final OwnSas own = new OwnSas();
  private long now;
  private final EventMapper mapper = new EventMapper(own, () -> now);

  @Test
  void anAcquireNamesItsPolicy() {
    assertThat(mapper.event(Vectors.message("pfkey-acquire-esp-transport.evt")))
        .contains(new KernelEvent.Acquire(1, ProtocolId.ESP, US, PEER, 1));
    assertThat(mapper.event(Vectors.message("pfkey-acquire-ah-transport.evt")).orElseThrow())
        .extracting("protocol")
        .isEqualTo(ProtocolId.AH);
    KernelEvent.Acquire six =
        (KernelEvent.Acquire)
            mapper.event(Vectors.message("pfkey-acquire-esp-transport-ipv6.evt")).orElseThrow();
    assertThat(six.source()).isEqualTo(US6);
    assertThat(six.destination()).isEqualTo(PEER6);
  }

  @Test
  void anExpiryIsSoftOrHard() {
    for (String name : List.of("packets", "time")) {
      SadbMessage hard = Vectors.message("pfkey-expire-hard-" + name + ".evt");
      assertThat(mapper.event(hard))
          .contains(new KernelEvent.Expire(SaReport.id(hard).orElseThrow(), true));
      SadbMessage soft = Vectors.message("pfkey-expire-soft-" + name + ".evt");
      assertThat(mapper.event(soft))
          .contains(new KernelEvent.Expire(SaReport.id(soft).orElseThrow(), false));
    }
  }

  @Test
  void theEndOfAReservationIsNoExpiry() {
    assertThat(mapper.event(Vectors.message("pfkey-expire-larval-acquire.evt"))).isEmpty();
    SadbMessage message = Vectors.message("pfkey-expire-larval-getspi.evt");
    SaId id = SaReport.id(message).orElseThrow();
    own.reserve(id);
    assertThat(mapper.event(message)).isEmpty();
    assertThat(own.isReserved(id)).isFalse();
  }

  @Tag("RX-PFK-4")
  @Test
  void aNewMappingIsReportedOncePerPlace() {
    SadbMessage message = Vectors.message("pfkey-nat-t-new-mapping.evt");
    assertThat(mapper.event(message)).isEmpty();
    int spi = message.find(SadbExtension.Sa.class).orElseThrow().spi();
    var id = new SaId(ProtocolId.ESP, new ChildSpi(spi), PEER, US);
    own.install(id, true);
    KernelEvent.Mapping mapping = (KernelEvent.Mapping) mapper.event(message).orElseThrow();
    assertThat(mapping.id()).isEqualTo(id);
    assertThat(mapping.newPort()).isEqualTo(4501);
    assertThat(mapper.event(message)).isEmpty();
    now += 5_000_000_000L;
    assertThat(mapper.event(message)).contains(mapping);
    own.remove(id);
    now += 5_000_000_000L;
    assertThat(mapper.event(message)).isEmpty();
  }

  @Test
  void whatOthersChangeIsNoEvent() {
    for (String name : List.of("pfkey-add-esp-natt.rsp", "pfkey-flush-by-netlink.evt")) {
      assertThat(mapper.event(Vectors.message(name))).isEmpty();
    }
  }
}
