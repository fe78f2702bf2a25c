package org.ikev2d.cli.ikev2cert;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.ikev2d.pki.make.CertMaker;
import org.ikev2d.pki.make.CertRequest;
import org.ikev2d.pki.make.Lifetime;
import org.ikev2d.pki.make.Wanted;
import org.ikev2d.pki.sign.PrivateKeyHandle;
import org.ikev2d.pki.store.CredentialStore;
import org.ikev2d.pki.store.CredentialStore.ObjectType;
import org.ikev2d.pki.store.KeySpec;
import org.ikev2d.pki.store.PemBlocks;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;

/** The subcommands that make keys: gencert and gencsr. */
final class Generation {
  private final Tasks tasks;

  Generation(Tasks tasks) {
    this.tasks = tasks;
  }

  /** A key and its self-signed certificate. */
  void gencert(Arguments arguments) throws Refusal {
    String label = arguments.required("label");
    Wanted wanted = wanted(arguments);
    BigInteger serial = Wishes.serial(arguments.required("serial"));
    Lifetime lifetime = Wishes.lifetime(arguments);
    KeySpec spec = Wishes.key(arguments);
    try (CredentialStore store = tasks.stores().forKeys(arguments)) {
      PrivateKeyHandle key = generate(store, label, spec);
      try {
        Instant now = tasks.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        switch (CertMaker.selfSigned(wanted, key, serial, now, lifetime.from(now))) {
          case CertMaker.Made.Good(Cert cert) -> Tasks.done(store.certify(label, cert));
          case CertMaker.Made.Failed(String why) -> throw new Refusal(why);
        }
      } catch (Refusal failed) {
        store.remove(label, ObjectType.KEY);
        throw failed;
      }
      tasks.out().println("certificate `" + label + "` <" + wanted.subject() + "> made");
    }
  }

  /** A key, and a request for its certificate. */
  void gencsr(Arguments arguments) throws Refusal {
    String label = arguments.required("label");
    Path file = DiskFiles.path(arguments.required("outcsr"));
    Wanted wanted = wanted(arguments);
    boolean der = arguments.choice("format", "pem", "der").equals("der");
    KeySpec spec = Wishes.key(arguments);
    try (CredentialStore store = tasks.stores().forKeys(arguments)) {
      PrivateKeyHandle key = generate(store, label, spec);
      try {
        switch (CertRequest.make(wanted, key)) {
          case CertRequest.Made.Good(Bytes request) ->
              DiskFiles.create(
                  file,
                  der
                      ? request.toArray()
                      : PemBlocks.write("CERTIFICATE REQUEST", request)
                          .getBytes(StandardCharsets.US_ASCII),
                  false);
          case CertRequest.Made.Failed(String why) -> throw new Refusal(why);
        }
      } catch (Refusal failed) {
        store.remove(label, ObjectType.KEY);
        throw failed;
      }
      tasks.out().println("request for `" + label + "` <" + wanted.subject() + "> in " + file);
    }
  }

  private Wanted wanted(Arguments arguments) throws Refusal {
    if (tasks.interactive() && !arguments.has("subject")) {
      return Wishes.merge(arguments, Wanted.of(SubjectDialogue.ask(tasks.secrets())));
    }
    return Wishes.merge(arguments, Wanted.of(Wishes.name(arguments.required("subject"))));
  }

  private static PrivateKeyHandle generate(CredentialStore store, String label, KeySpec spec)
      throws Refusal {
    boolean taken =
        store.contents().certificates().stream().anyMatch(c -> c.label().equals(label))
            || store.contents().keys().stream().anyMatch(k -> k.label().equals(label));
    if (taken) {
      throw new Refusal(store.locator() + ": label `" + label + "` is taken; delete it first");
    }
    return switch (store.generate(label, spec)) {
      case CredentialStore.Generated.Made(PrivateKeyHandle key) -> key;
      case CredentialStore.Generated.Failed(String why) -> throw new Refusal(why);
    };
  }
}
