package org.ikev2d.cli.ikev2cert;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The subcommands, their options, and the text that explains them. */
final class Usage {
  /** Options of every subcommand. */
  static final Set<String> STORE = Set.of("keystore", "token", "pinfile");

  /** Options by subcommand, those of {@link #STORE} aside. */
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "gencert",
          Set.of(
              "label",
              "subject",
              "serial",
              "altname",
              "keyusage",
              "eku",
              "keytype",
              "keylen",
              "curve",
              "hash",
              "lifetime"),
          "gencsr",
          Set.of(
              "label",
              "outcsr",
              "subject",
              "altname",
              "keyusage",
              "eku",
              "keytype",
              "keylen",
              "curve",
              "hash",
              "format"),
          "signcsr",
          Set.of(
              "signkey",
              "csr",
              "serial",
              "outcert",
              "issuer",
              "subject",
              "altname",
              "keyusage",
              "eku",
              "hash",
              "lifetime",
              "format",
              "store",
              "outlabel"),
          "import",
          Set.of("infile", "label", "objtype", "sensitive", "extractable"),
          "export",
          Set.of("outfile", "objtype", "label", "subject", "issuer", "serial", "outformat"),
          "list",
          Set.of("objtype", "label", "subject", "issuer", "serial"),
          "delete",
          Set.of("objtype", "label", "subject", "issuer", "serial"),
          "setpin",
          Set.of("usertype", "newpinfile"),
          "tokens",
          Set.of());

  static final String TEXT =
      """
      usage: ikev2cert [-i] [-f OPTION_FILE] SUBCOMMAND [OPTION=VALUE ...]

      gencert  label= subject= serial=0xHEX [altname=] [keyusage=] [eku=]
               [keytype=rsa|ec|ed25519|dsa] [keylen=] [curve=] [hash=] [lifetime=1-year]
      gencsr   label= subject= outcsr=FILE [as gencert] [format=pem|der]
      signcsr  signkey=LABEL csr=FILE serial=0xHEX outcert=FILE issuer=DN [subject=]
               [altname=] [keyusage=] [eku=] [hash=] [lifetime=1-year] [format=pem|der]
               [store=y|n] [outlabel=]
      import   infile=FILE label= [objtype=cert|key|crl]
      export   outfile=FILE [objtype=cert|key] [label= subject= issuer= serial=]
               [outformat=pkcs12|pem|der]
      list     [objtype=cert|key|crl] [label= subject= issuer= serial=]
      delete   objtype=cert|key|crl [label= subject= issuer= serial=]
      setpin   [usertype=user|so] [newpinfile=FILE]
      tokens

      each:    [keystore=pem:DIRECTORY|pkcs12:FILE|pkcs11:...] [token=LABEL] [pinfile=FILE]
      """;

  private Usage() {}

  /** Options of a subcommand; empty if there is none of that name. */
  static Optional<Set<String>> options(String subcommand) {
    return Optional.ofNullable(OPTIONS.get(subcommand));
  }
}
