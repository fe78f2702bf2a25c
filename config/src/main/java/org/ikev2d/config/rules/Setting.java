package org.ikev2d.config.rules;

import org.ikev2d.config.check.Position;

/** A number and where it was written. */
public record Setting(long value, Position at) {}
