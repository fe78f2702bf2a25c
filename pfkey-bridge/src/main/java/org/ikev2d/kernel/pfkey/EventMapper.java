package org.ikev2d.kernel.pfkey;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Sockaddr;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;

/** What the kernel tells unasked as events of the port. Used by one thread. */
final class EventMapper {
  /** The kernel reports a new mapping with each packet until the SA is updated. */
  private static final long REPEAT_NANOS = 5_000_000_000L;

  private static final int MAX_MAPPINGS = 4096;

  private record Reported(Sockaddr address, int port, long at) {}

  private final OwnSas own;
  private final LongSupplier nanoTime;
  private final Map<ChildSpi, Reported> mappings =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ChildSpi, Reported> eldest) {
          return size() > MAX_MAPPINGS;
        }
      };

  EventMapper(OwnSas own, LongSupplier nanoTime) {
    this.own = own;
    this.nanoTime = nanoTime;
  }

  /** Empty for messages that are no event, and for events that are no news. */
  Optional<KernelEvent> event(SadbMessage message) {
    if (message.errno() != 0) {
      return Optional.empty();
    }
    if (message.type().equals(MsgType.ACQUIRE)) {
      return acquire(message);
    }
    if (message.type().equals(MsgType.EXPIRE)) {
      return expire(message);
    }
    if (message.type().equals(MsgType.X_NAT_T_NEW_MAPPING)) {
      return mapping(message);
    }
    return Optional.empty();
  }

  private static Optional<KernelEvent> acquire(SadbMessage message) {
    Optional<SadbExtension.Address> source =
        message.find(SadbExtension.Address.class, ExtKind.ADDRESS_SRC);
    Optional<SadbExtension.Address> destination =
        message.find(SadbExtension.Address.class, ExtKind.ADDRESS_DST);
    int policy = message.find(SadbExtension.Policy.class).map(SadbExtension.Policy::id).orElse(0);
    return source.flatMap(s ->
        destination.map(d ->
            new KernelEvent.Acquire(
                message.seq(),
                SaReport.protocol(message.saType()),
                s.address().toInetAddress(),
                d.address().toInetAddress(),
                policy)));
  }

  /** Reservations end too; that is the business of the exchange that made them. */
  private Optional<KernelEvent> expire(SadbMessage message) {
    Optional<SaId> id = SaReport.id(message).filter(i -> i.spi().value() != 0);
    boolean hard = message.find(SadbExtension.Lifetime.class, ExtKind.LIFETIME_HARD).isPresent();
    boolean larval = id.filter(own::isReserved).isPresent();
    if (hard) {
      id.ifPresent(own::remove);
    }
    return larval ? Optional.empty() : id.map(i -> new KernelEvent.Expire(i, hard));
  }

  private Optional<KernelEvent> mapping(SadbMessage message) {
    Optional<SaId> id =
        message
            .find(SadbExtension.Sa.class)
            .flatMap(sa -> own.encapsulated(new ChildSpi(sa.spi())));
    Optional<SadbExtension.Address> address =
        message.find(SadbExtension.Address.class, ExtKind.ADDRESS_DST);
    Optional<SadbExtension.NatPort> port =
        message.find(SadbExtension.NatPort.class, ExtKind.X_NAT_T_DPORT);
    if (id.isEmpty() || address.isEmpty() || port.isEmpty()) {
      return Optional.empty();
    }
    var now = new Reported(address.get().address(), port.get().port(), nanoTime.getAsLong());
    Reported before = mappings.get(id.get().spi());
    if (before != null
        && before.address().equals(now.address())
        && before.port() == now.port()
        && now.at() - before.at() < REPEAT_NANOS) {
      return Optional.empty();
    }
    mappings.put(id.get().spi(), now);
    return Optional.of(
        new KernelEvent.Mapping(id.get(), now.address().toInetAddress(), now.port()));
  }
}
