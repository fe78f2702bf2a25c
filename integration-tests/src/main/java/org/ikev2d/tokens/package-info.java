/** Keys in a PKCS#11 token, used, locked and unlocked by one process. May use everything. */
@org.jspecify.annotations.NullMarked
package org.ikev2d.tokens;
