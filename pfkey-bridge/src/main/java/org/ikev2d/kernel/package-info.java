/**
 * What the adapters of the kernel port share: checks of SAs and the way between the port's values
 * and PF_KEY messages. Uses {@code msg} and {@code port}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.kernel;
