package org.ikev2d.payload;

import org.ikev2d.wire.Bytes;

/** A transform attribute (RFC 7296 section 3.3.5). Types are 15 bits wide. */
public sealed interface Attribute {
  int attributeType();

  /** The two-octet form (AF bit set); values 0 to 65535. */
  record Short(int attributeType, int value) implements Attribute {}

  /** The form with a length of its own (AF bit clear). */
  record Variable(int attributeType, Bytes value) implements Attribute {}
}
