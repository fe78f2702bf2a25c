package org.ikev2d.exchange;

/** A message under construction, or just read, at which features may take part. */
public enum Stage {
  INIT_REQUEST,
  INIT_RESPONSE,
  AUTH_REQUEST,
  AUTH_RESPONSE,
  /** Read only: what an authenticated peer tells at any time. */
  INFORMATIONAL_REQUEST,
  /** Read only: its answer to what we have asked. */
  INFORMATIONAL_RESPONSE
}
