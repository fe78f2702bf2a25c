package org.ikev2d.payload;

import java.util.List;
import java.util.OptionalInt;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.SnId;
import org.ikev2d.wire.TransformType;

/**
 * One transform (RFC 7296 section 3.3.2).
 *
 * @param id the transform ID, 0 to 65535, whose registry depends on {@code type}
 * @param attributes all attributes in order, known or not: an attribute that is not understood
 *     makes the transform unacceptable (section 3.3.6)
 */
public record Transform(TransformType type, int id, List<Attribute> attributes) {
  /** Attribute type of the key length in bits (RFC 7296 section 3.3.5). */
  public static final int KEY_LENGTH = 14;

  public Transform {
    attributes = List.copyOf(attributes);
  }

  public static Transform of(TransformType type, int id) {
    return new Transform(type, id, List.of());
  }

  public static Transform encr(EncrId id) {
    return of(TransformType.ENCR, id.code());
  }

  /** An encryption transform with its key length in bits. */
  public static Transform encr(EncrId id, int keyBits) {
    return new Transform(
        TransformType.ENCR, id.code(), List.of(new Attribute.Short(KEY_LENGTH, keyBits)));
  }

  public static Transform prf(PrfId id) {
    return of(TransformType.PRF, id.code());
  }

  public static Transform integ(IntegId id) {
    return of(TransformType.INTEG, id.code());
  }

  public static Transform ke(GroupId id) {
    return of(TransformType.KE, id.code());
  }

  /** A key exchange that goes with the first one, as number 1 to 7 of those (RFC 9370). */
  public static Transform additional(int number, GroupId id) {
    return of(TransformType.additional(number), id.code());
  }

  public static Transform sn(SnId id) {
    return of(TransformType.SN, id.code());
  }

  /** The key length in bits, where the transform carries one. */
  public OptionalInt keyBits() {
    for (Attribute attribute : attributes) {
      if (attribute instanceof Attribute.Short s && s.attributeType() == KEY_LENGTH) {
        return OptionalInt.of(s.value());
      }
    }
    return OptionalInt.empty();
  }

  /** Whether every attribute is one that this implementation understands. */
  public boolean isUnderstood() {
    return attributes.stream()
        .allMatch(a -> a instanceof Attribute.Short s && s.attributeType() == KEY_LENGTH);
  }

  /** For people: {@code AES_CBC-256}, {@code CURVE25519}, {@code transform-type-13:4}. */
  @Override
  public String toString() {
    String name;
    if (type.equals(TransformType.ENCR)) {
      name = new EncrId(id).toString();
    } else if (type.equals(TransformType.PRF)) {
      name = "PRF_" + new PrfId(id);
    } else if (type.equals(TransformType.INTEG)) {
      name = new IntegId(id).toString();
    } else if (type.equals(TransformType.KE)) {
      name = new GroupId(id).toString();
    } else if (type.equals(TransformType.SN)) {
      name = new SnId(id).toString();
    } else if (type.isAdditional()) {
      name = type + ":" + new GroupId(id);
    } else {
      name = type + ":" + id;
    }
    return keyBits().isPresent() ? name + "-" + keyBits().getAsInt() : name;
  }
}
