/**
 * What an administrator asks of a running daemon and what it answers: command, reply and event
 * records, the words that ikeadm reads and the text it prints. Nothing here knows how they travel.
 * Uses {@code wire}, {@code payload} and {@code crypto}.
 */
@org.jspecify.annotations.NullMarked
package org.ikev2d.control;
