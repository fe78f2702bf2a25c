/**
 * PF_KEYv2 messages (RFC 2367 and its extensions) as records, and their codec. Uses {@code wire}
 * and the {@code Secret} of {@code crypto}; knows no socket.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.kernel.msg;
