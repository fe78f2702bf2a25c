/** What the command-line tools share: options, prompts and host names. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.cli;
