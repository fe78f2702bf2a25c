/**
 * The control protocol: one JSON object a line over a Unix-domain socket. Uses {@code
 * org.ikev2d.control}, {@code wire} and Jackson; the tools use it as clients.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.daemon.control;
