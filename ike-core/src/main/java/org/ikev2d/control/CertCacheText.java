package org.ikev2d.control;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.control.CertCacheView.CertView;
import org.ikev2d.control.CertCacheView.CrlView;

/** The certificate cache as ikeadm prints it. */
final class CertCacheText {
  private CertCacheText() {}

  static List<String> lines(CertCacheView cache) {
    List<String> lines = new ArrayList<>();
    cache.certificates().forEach(cert -> certificate(lines, cert));
    cache.lists().forEach(list -> list(lines, list));
    return lines;
  }

  private static void certificate(List<String> lines, CertView cert) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add(
        "CERTIFICATE CACHE ID: "
            + cert.id()
            + (cert.label().isEmpty() ? "" : ", label '" + cert.label() + "'"));
    lines.add("\tSubject: <" + cert.subject() + ">");
    if (!cert.names().isEmpty()) {
      lines.add("\tNames:   " + String.join(", ", cert.names()));
    }
    lines.add("\tIssuer:  <" + cert.issuer() + ">, serial " + cert.serial());
    lines.add("\tValid:   " + cert.notBefore() + " to " + cert.notAfter());
    cert.remarks().forEach(remark -> lines.add("\t[" + remark + "]"));
  }

  private static void list(List<String> lines, CrlView list) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add("REVOCATION LIST: " + list.url());
    lines.add("\tIssuer:  <" + list.issuer() + ">, " + list.revoked() + " revoked");
    lines.add(
        "\tValid:   "
            + list.thisUpdate()
            + (list.nextUpdate().isEmpty() ? "" : " to " + list.nextUpdate()));
  }
}
