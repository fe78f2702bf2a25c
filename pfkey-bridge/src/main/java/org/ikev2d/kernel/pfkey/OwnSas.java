package org.ikev2d.kernel.pfkey;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.ProtocolId;

/**
 * The SAs that this process reserved or installed: what the kernel's events leave out.
 *
 * <p>An EXPIRE does not tell a reservation from an SA, a NEW_MAPPING does not tell the destination.
 */
final class OwnSas {
  /** More than a host can negotiate within one larval lifetime. */
  private static final int MAX_RESERVATIONS = 1 << 17;

  private record Key(ProtocolId protocol, ChildSpi spi, InetAddress destination) {
    static Key of(SaId id) {
      return new Key(id.protocol(), id.spi(), id.destination());
    }
  }

  private final Map<Key, SaId> reserved =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SaId> eldest) {
          return size() > MAX_RESERVATIONS;
        }
      };
  private final Map<Key, SaId> installed = new HashMap<>();
  private final Map<ChildSpi, SaId> encapsulated = new HashMap<>();

  synchronized void reserve(SaId id) {
    reserved.put(Key.of(id), id);
  }

  synchronized void install(SaId id, boolean inboundInUdp) {
    reserved.remove(Key.of(id));
    installed.put(Key.of(id), id);
    if (inboundInUdp) {
      encapsulated.put(id.spi(), id);
    }
  }

  synchronized void remove(SaId id) {
    Key key = Key.of(id);
    reserved.remove(key);
    if (installed.remove(key) != null && id.equals(encapsulated.get(id.spi()))) {
      encapsulated.remove(id.spi());
    }
  }

  /** An SA has moved to other addresses. */
  synchronized void rename(SaId from, SaId to) {
    boolean inUdp = from.equals(encapsulated.get(from.spi()));
    remove(from);
    install(to, inUdp);
  }

  synchronized boolean isReserved(SaId id) {
    return reserved.containsKey(Key.of(id));
  }

  synchronized boolean isInstalled(SaId id) {
    return installed.containsKey(Key.of(id));
  }

  /** The inbound SA in UDP of that SPI, as we know it. */
  synchronized Optional<SaId> encapsulated(ChildSpi spi) {
    return Optional.ofNullable(encapsulated.get(spi));
  }
}
