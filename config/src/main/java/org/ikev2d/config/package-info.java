/** Loads all files of the daemon into one immutable configuration. Uses all packages below it. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.config;
