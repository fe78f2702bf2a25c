package org.ikev2d.control;

import java.util.List;

/**
 * One rule of ikev2.config as an administrator sees it.
 *
 * @param localId empty: the address in use
 * @param remoteIds empty: the peer's address
 * @param childPfs preferred group of key exchanges for CHILD SAs; {@code NONE} for none
 * @param childGroups all of them in order of preference
 */
public record RuleView(
    String label,
    List<String> local,
    List<String> remote,
    String localId,
    List<String> remoteIds,
    String localAuth,
    String remoteAuth,
    StoreView store,
    List<XformView> xforms,
    String childPfs,
    List<String> childGroups,
    LifetimeView childLifetime) {
  public RuleView {
    local = List.copyOf(local);
    remote = List.copyOf(remote);
    remoteIds = List.copyOf(remoteIds);
    xforms = List.copyOf(xforms);
    childGroups = List.copyOf(childGroups);
  }

  /**
   * What of the key store counts for the rule.
   *
   * @param localKey label of the key that proves our identity without a certificate; else empty
   * @param remoteKeys labels of the peer's keys without a certificate
   * @param signer authority that the peer's certificate needs; empty: any
   */
  public record StoreView(String localKey, List<String> remoteKeys, String signer) {
    public StoreView {
      remoteKeys = List.copyOf(remoteKeys);
    }
  }

  /** One transform with the alternatives of each type in order of preference. */
  public record XformView(
      List<String> encr,
      List<String> integ,
      List<String> prf,
      List<String> groups,
      long lifetimeSeconds) {
    public XformView {
      encr = List.copyOf(encr);
      integ = List.copyOf(integ);
      prf = List.copyOf(prf);
      groups = List.copyOf(groups);
    }
  }

  /** Limits of a CHILD SA; 0 means none. */
  public record LifetimeView(
      long softSeconds, long hardSeconds, long softBytes, long hardBytes, long idleSeconds) {}
}
