/** The daemon: puts all parts together and runs them. The only package that sees all adapters. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.daemon;
