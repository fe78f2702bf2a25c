/** The crypto port on what the JDK brings (JCA). Uses {@code wire} and {@code crypto}. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.crypto.jdk;
