/**
 * System calls on sockets that Java lacks, one class per call, through the foreign function
 * interface. Every class frees what it allocates before it returns. Uses the JDK alone.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.kernel.os;
