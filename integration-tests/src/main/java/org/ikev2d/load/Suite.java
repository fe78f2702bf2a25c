package org.ikev2d.load;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IkeXform;
import org.ikev2d.sim.Rules;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;

/** The key exchanges that are compared; ciphers are the same in all of them. */
public enum Suite {
  X25519(GroupId.CURVE25519),
  ECP256(GroupId.ECP_256),
  ECP384(GroupId.ECP_384),
  MODP2048(GroupId.MODP_2048);

  private final GroupId group;

  Suite(GroupId group) {
    this.group = group;
  }

  /** AES-256-CBC, HMAC-SHA2-256-128, PRF-HMAC-SHA2-256 and this key exchange. */
  public IkeXform xform() {
    return Rules.xform(EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA2_256_128, group);
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Suite> of(String label) {
    return Stream.of(values()).filter(s -> s.label().equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Stream.of(values()).map(Suite::label).toList();
  }
}
