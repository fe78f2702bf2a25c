package org.ikev2d.codec;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.Attribute;
import org.ikev2d.payload.Transform;
import org.ikev2d.wire.TransformType;

/** Transforms and their attributes (RFC 7296 sections 3.3.2 and 3.3.5). */
final class TransformCodec {
  private static final int HEADER = 4;
  private static final int MORE_TRANSFORMS = 3;
  private static final int SHORT_FORM = 0x8000;

  private TransformCodec() {}

  static List<Transform> readAll(Cursor in, Limits limits) {
    List<Transform> transforms = new ArrayList<>();
    boolean more;
    do {
      in.limit(transforms.size(), limits.transforms(), "transforms");
      int flag = in.u8();
      in.skipReserved(1);
      Cursor transform = in.structure(in.u16(), HEADER, "transform", transforms.size() + 1);
      transforms.add(read(transform, limits));
      transform.finish();
      more = SaCodec.moreFollow(in, transform, flag, MORE_TRANSFORMS);
    } while (more);
    return transforms;
  }

  private static Transform read(Cursor in, Limits limits) {
    TransformType type = new TransformType(in.u8());
    in.skipReserved(1);
    int id = in.u16();
    List<Attribute> attributes = new ArrayList<>();
    while (in.hasMore()) {
      in.limit(attributes.size(), limits.attributes(), "attributes");
      attributes.add(readAttribute(in));
    }
    return new Transform(type, id, attributes);
  }

  private static Attribute readAttribute(Cursor in) {
    int type = in.u16();
    return (type & SHORT_FORM) != 0
        ? new Attribute.Short(type & ~SHORT_FORM, in.u16())
        : new Attribute.Variable(type, in.take(in.u16()));
  }

  static void writeAll(Writer out, List<Transform> transforms) {
    int left = transforms.size();
    for (Transform transform : transforms) {
      int start = out.length();
      out.u8(--left > 0 ? MORE_TRANSFORMS : SaCodec.LAST).zeros(1).u16(0);
      out.u8(transform.type().code()).zeros(1).u16(transform.id());
      transform.attributes().forEach(attribute -> write(out, attribute));
      out.patchLength16(start + 2, start);
    }
  }

  private static void write(Writer out, Attribute attribute) {
    if ((attribute.attributeType() & SHORT_FORM) != 0) {
      throw new IllegalArgumentException("an attribute type has 15 bits");
    }
    switch (attribute) {
      case Attribute.Short(int type, int value) -> out.u16(type | SHORT_FORM).u16(value);
      case Attribute.Variable(int type, var value) ->
          out.u16(type).u16(value.length()).bytes(value);
    }
  }
}
