package org.ikev2d.control;

import java.util.List;

/**
 * One IKE SA as an administrator sees it.
 *
 * @param initiatorSpi sixteen hexadecimal digits after {@code 0x}
 * @param responderSpi the same; all zero until the peer has answered
 * @param role {@code initiator} or {@code responder}: ours
 * @param state LARVAL, INIT-SENT, AUTH-SENT, ACTIVE, REKEYED or DELETED
 * @param rule label of its rule; empty until one is chosen
 * @param local our address and port
 * @param remote the peer's address and port
 * @param natLocal whether a NAT was found before us
 * @param natRemote whether a NAT was found before the peer
 * @param localId our identity as {@code TYPE:value}; empty until it is known
 * @param remoteId the peer's
 * @param proofs how both proved their identities
 * @param established seconds since the epoch; 0 until it is established
 * @param created seconds since the epoch
 * @param nextSend message ID of our next request
 * @param nextReceive message ID expected in the peer's next request
 */
public record IkeSaView(
    String initiatorSpi,
    String responderSpi,
    String role,
    String state,
    String rule,
    String local,
    String remote,
    boolean natLocal,
    boolean natRemote,
    String localId,
    String remoteId,
    ProofView proofs,
    SuiteView suite,
    long established,
    long created,
    long nextSend,
    long nextReceive,
    List<ChildView> children) {
  public IkeSaView {
    children = List.copyOf(children);
  }

  public boolean initiator() {
    return role.equals("initiator");
  }

  /**
   * How both sides proved their identities; empty as long as they have not.
   *
   * @param local {@code SHARED_KEY_MIC}, or a method with its signature as in {@code
   *     DIGITAL_SIGNATURE:ECDSA/SHA2-256}
   * @param remote the same of the peer
   * @param certificate subject of the peer's certificate; empty without one
   * @param announced methods that the peer takes, as far as it has told (RFC 9593)
   */
  public record ProofView(String local, String remote, String certificate, String announced) {
    /** Before anything is proved. */
    public static final ProofView NONE = new ProofView("", "", "", "");
  }

  /**
   * The negotiated algorithms by their names in the IANA registry; empty names until they are
   * agreed.
   *
   * @param integ {@code NONE} with a combined-mode cipher
   * @param group with those of additional key exchanges, as {@code CURVE25519+ML_KEM_768}
   */
  public record SuiteView(String encr, int keyBits, String integ, String prf, String group) {
    /** Before any is agreed. */
    public static final SuiteView NONE = new SuiteView("", 0, "", "", "");

    public boolean agreed() {
      return !encr.isEmpty();
    }
  }

  /**
   * One CHILD SA pair.
   *
   * @param spiIn SPI that we chose, eight hexadecimal digits after {@code 0x}
   * @param spiOut SPI that the peer chose
   * @param protocol ESP or AH
   * @param mode TRANSPORT or TUNNEL
   * @param encr cipher with its key length, as {@code AES_CBC-256}; {@code NONE} for AH
   * @param policy name of the IPsec policy
   * @param reqid ties it to the kernel's policies; 0 for none
   */
  public record ChildView(
      String spiIn,
      String spiOut,
      String protocol,
      String mode,
      String encr,
      String integ,
      List<String> tsLocal,
      List<String> tsRemote,
      String policy,
      int reqid) {
    public ChildView {
      tsLocal = List.copyOf(tsLocal);
      tsRemote = List.copyOf(tsRemote);
    }
  }
}
