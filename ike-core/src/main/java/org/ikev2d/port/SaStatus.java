package org.ikev2d.port;

import java.util.Optional;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.wire.Bytes;

/**
 * An SA as the SADB reports it, ours or not.
 *
 * @param state larval, mature, dying or dead
 * @param authAlgorithm the SADB's own number
 * @param encryptAlgorithm the SADB's own number
 * @param packets counted so far
 * @param bytes counted so far
 * @param addTime seconds since the epoch
 * @param useTime seconds since the epoch of first use; 0 if never used
 */
public record SaStatus(
    SaId id,
    State state,
    Optional<IpsecMode> mode,
    int reqid,
    int authAlgorithm,
    Bytes authKey,
    int encryptAlgorithm,
    Bytes encryptKey,
    int replayWindow,
    long packets,
    long bytes,
    long addTime,
    long useTime,
    ChildLifetime lifetime,
    Optional<Encapsulation> encapsulation) {
  /** SADB_SASTATE of RFC 2367 section 2.3.1. */
  public enum State {
    LARVAL,
    MATURE,
    DYING,
    DEAD
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return id + " " + state + " reqid=" + reqid + " bytes=" + bytes;
  }
}
