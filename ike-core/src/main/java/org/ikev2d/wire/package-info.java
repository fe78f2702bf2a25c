/** Values that appear on the wire: octet strings, SPIs and code points. Uses nothing else. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.wire;
