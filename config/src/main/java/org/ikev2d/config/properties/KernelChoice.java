package org.ikev2d.config.properties;

/** The backend that holds the SADB. */
public enum KernelChoice {
  /** PF_KEY where its socket opens, else the memory of the daemon. */
  AUTO,
  PFKEY,
  MEMORY;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
