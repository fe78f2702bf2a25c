package org.ikev2d.control;

import java.util.List;

/**
 * Certificates and revocation lists that a daemon has at hand.
 *
 * @param certificates of its key stores, then those that peers have sent
 * @param lists that servers have given
 */
public record CertCacheView(List<CertView> certificates, List<CrlView> lists) {
  public CertCacheView {
    certificates = List.copyOf(certificates);
    lists = List.copyOf(lists);
  }

  /**
   * A certificate.
   *
   * @param id its place in the listing, from 1
   * @param label in its key store; empty if a peer sent it
   * @param serial hexadecimal digits after {@code 0x}
   * @param names of the subjectAltName
   * @param notBefore RFC 3339
   * @param notAfter RFC 3339
   * @param remarks what else there is to know
   */
  public record CertView(
      int id,
      String label,
      String subject,
      String issuer,
      String serial,
      List<String> names,
      String notBefore,
      String notAfter,
      List<String> remarks) {
    public CertView {
      names = List.copyOf(names);
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * A revocation list.
   *
   * @param thisUpdate RFC 3339
   * @param nextUpdate RFC 3339; empty if the list does not tell
   * @param revoked how many certificates it names
   */
  public record CrlView(
      String url, String issuer, String thisUpdate, String nextUpdate, int revoked) {}
}
