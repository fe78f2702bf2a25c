/**
 * The ikeadm command: the control protocol's client for administrators, with the command language
 * of Solaris. Uses {@code org.ikev2d.control} and {@code org.ikev2d.daemon.control}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.cli.ikeadm;
