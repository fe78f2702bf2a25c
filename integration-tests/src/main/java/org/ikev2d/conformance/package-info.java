/** Which requirement of which RFC is proved by which test. */
@NullMarked
package org.ikev2d.conformance;

import org.jspecify.annotations.NullMarked;
