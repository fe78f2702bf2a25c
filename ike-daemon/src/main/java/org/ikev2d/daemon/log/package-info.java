/** Where the daemon's log goes and how much of it. The only package that knows Logback. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.daemon.log;
