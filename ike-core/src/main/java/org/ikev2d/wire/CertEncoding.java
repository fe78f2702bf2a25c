package org.ikev2d.wire;

/** The encoding of a certificate payload (RFC 7296 section 3.6). */
public record CertEncoding(int code) {
  public static final CertEncoding PKCS7_WRAPPED = new CertEncoding(1);
  public static final CertEncoding X509_SIGNATURE = new CertEncoding(4);
  public static final CertEncoding CRL = new CertEncoding(7);
  public static final CertEncoding RAW_PUBLIC_KEY = new CertEncoding(15);
  public static final CertEncoding HASH_AND_URL_CERT = new CertEncoding(12);
  public static final CertEncoding HASH_AND_URL_BUNDLE = new CertEncoding(13);
  public static final CertEncoding OCSP_CONTENT = new CertEncoding(14);

  private static final CodeTable TABLE =
      new CodeTable("cert")
          .with(1, "PKCS7_WRAPPED")
          .with(4, "X509_SIGNATURE")
          .with(7, "CRL")
          .with(15, "RAW_PUBLIC_KEY")
          .with(12, "HASH_AND_URL_CERT")
          .with(13, "HASH_AND_URL_BUNDLE")
          .with(14, "OCSP_CONTENT");

  /** Whether the registry names this code. */
  public boolean isKnown() {
    return TABLE.knows(code);
  }

  /** The registry's name, or the number for a code without one. */
  @Override
  public String toString() {
    return TABLE.nameOf(code);
  }

  /** The code of that name, letter case ignored. */
  public static java.util.Optional<CertEncoding> named(String name) {
    java.util.OptionalInt code = TABLE.codeOf(name);
    return code.isPresent()
        ? java.util.Optional.of(new CertEncoding(code.getAsInt()))
        : java.util.Optional.empty();
  }
}
