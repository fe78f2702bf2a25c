package org.ikev2d.sa;

/** What one feature has learnt about an IKE SA. Each feature has a record type of its own. */
public interface Trait {}
