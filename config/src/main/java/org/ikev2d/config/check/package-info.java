/**
 * What can be wrong with a file, as values: positions, findings and the results that carry them.
 * Uses nothing.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.config.check;
