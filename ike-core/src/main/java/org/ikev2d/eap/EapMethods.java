package org.ikev2d.eap;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.EapSecret;
import org.ikev2d.port.TlsRole;

/**
 * Makes the method that a rule asks for. A new method is a word of {@link AuthChoice}, a type here
 * and a case below; what it needs of the outside comes through {@link Credentials}.
 *
 * @param choice a method of EAP
 * @param own the identity that we claim
 * @param peer the identity that the peer claims
 * @param secrets names and passwords: the first is a client's, all are a server's
 */
public record EapMethods(
    AuthChoice choice, Identity own, Identity peer, List<EapSecret> secrets, SecureRandom random) {
  static final int MSCHAPV2 = 26;
  static final int TLS = 13;

  public EapMethods {
    secrets = List.copyOf(secrets);
  }

  /** The type of the method in the registry. */
  int type() {
    return switch (choice) {
      case EAP_MSCHAPV2 -> MSCHAPV2;
      case EAP_TLS -> TLS;
      case PRESHARED, CERT, PUBKEY, NULL ->
          throw new IllegalStateException(choice + " is no method of EAP");
    };
  }

  /** What a client calls itself when it is asked. */
  String name() {
    return secrets.isEmpty() ? own.data().toText() : secrets.getFirst().name();
  }

  Optional<EapMethod> client(Credentials credentials) {
    return switch (choice) {
      case EAP_MSCHAPV2 ->
          secrets.stream().findFirst().map(secret -> new MsChapClient(secret, random));
      case EAP_TLS -> credentials.eapTls(new TlsRole(false, own, peer));
      case PRESHARED, CERT, PUBKEY, NULL -> Optional.empty();
    };
  }

  Optional<EapMethod> server(Credentials credentials) {
    return switch (choice) {
      case EAP_MSCHAPV2 ->
          secrets.isEmpty()
              ? Optional.empty()
              : Optional.of(new MsChapServer(own.data().toText(), secrets, random));
      case EAP_TLS -> credentials.eapTls(new TlsRole(true, own, peer));
      case PRESHARED, CERT, PUBKEY, NULL -> Optional.empty();
    };
  }
}
