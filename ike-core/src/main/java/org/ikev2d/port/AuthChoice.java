package org.ikev2d.port;

/** How one side of a rule proves its identity ({@code auth_method} of ikev2.config). */
public enum AuthChoice {
  /** A shared key (RFC 7296 section 2.15). */
  PRESHARED,
  /** A signature by the key of a certificate, of whatever kind fits that key. */
  CERT,
  /** A signature by a key that the other side has been given beforehand (RFC 7670). */
  PUBKEY,
  /** A password, by EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2); a client's only. */
  EAP_MSCHAPV2,
  /** Certificates, by EAP-TLS (RFC 5216, RFC 9190). */
  EAP_TLS,
  /** Not at all (RFC 7619). */
  NULL;

  /** Whether it is a signature in the AUTH payload. */
  public boolean isSignature() {
    return this == CERT || this == PUBKEY;
  }

  /** Whether it takes more than one IKE_AUTH exchange (RFC 7296 section 2.16). */
  public boolean isEap() {
    return this == EAP_MSCHAPV2 || this == EAP_TLS;
  }

  /**
   * Whether both sides prove themselves by it, to a standard that needs no signature of the
   * responder (RFC 5998 section 4): keys, mutual authentication, no dictionary to search.
   */
  public boolean isEnoughForBoth() {
    return this == EAP_TLS;
  }
}
