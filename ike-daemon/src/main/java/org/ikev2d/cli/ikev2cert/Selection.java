package org.ikev2d.cli.ikev2cert;

import java.math.BigInteger;
import java.util.Optional;
import org.ikev2d.pki.store.StoredCert;
import org.ikev2d.pki.x509.DistinguishedName;

/** Which objects are meant, by the options label, subject, issuer and serial: all that fit. */
record Selection(
    Optional<String> label,
    Optional<DistinguishedName> subject,
    Optional<DistinguishedName> issuer,
    Optional<BigInteger> serial) {
  static Selection of(Arguments arguments) throws Refusal {
    return new Selection(
        arguments.value("label"),
        arguments.has("subject")
            ? Optional.of(Wishes.name(arguments.required("subject")))
            : Optional.empty(),
        arguments.has("issuer")
            ? Optional.of(Wishes.name(arguments.required("issuer")))
            : Optional.empty(),
        arguments.has("serial")
            ? Optional.of(Wishes.serial(arguments.required("serial")))
            : Optional.empty());
  }

  boolean isEmpty() {
    return label.isEmpty() && subject.isEmpty() && issuer.isEmpty() && serial.isEmpty();
  }

  /** Whether it asks for more than keys and lists can be found by. */
  boolean needsCertificate() {
    return subject.isPresent() || issuer.isPresent() || serial.isPresent();
  }

  boolean fits(StoredCert stored) {
    return fits(stored.label())
        && subject.map(stored.cert().subject()::equals).orElse(true)
        && issuer.map(stored.cert().issuer()::equals).orElse(true)
        && serial.map(stored.cert().serial()::equals).orElse(true);
  }

  boolean fits(String name) {
    return label.map(name::equals).orElse(true);
  }
}
