package org.ikev2d.port;

import java.util.OptionalInt;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.EncrId;

/**
 * A cipher with one key length.
 *
 * @param keyBits empty for ciphers with a fixed key, whose transform carries no length (RFC 7296
 *     section 3.3.5)
 */
public record EncrChoice(EncrId id, OptionalInt keyBits) {
  public static EncrChoice of(EncrId id) {
    return new EncrChoice(id, OptionalInt.empty());
  }

  public static EncrChoice of(EncrId id, int keyBits) {
    return new EncrChoice(id, OptionalInt.of(keyBits));
  }

  public Transform toTransform() {
    return keyBits.isPresent() ? Transform.encr(id, keyBits.getAsInt()) : Transform.encr(id);
  }

  @Override
  public String toString() {
    return toTransform().toString();
  }
}
