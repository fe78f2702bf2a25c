/** The payloads of RFC 7296 as values, with no knowledge of their encoding. Uses {@code wire}. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.payload;
