package org.ikev2d.port;

import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.AuthPayload;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.payload.Identity;
import org.ikev2d.wire.Bytes;

/**
 * Our certificates and private keys, and whom we trust. Implementations are safe for use by several
 * threads. Nothing is thrown: what does not work is a value with all that is wrong.
 */
public interface Credentials {
  /** A host without certificates. */
  Credentials NONE =
      new Credentials() {
        @Override
        public Announcement announcement() {
          return Announcement.NONE;
        }

        @Override
        public Proof prove(Claim claim) {
          return new Proof.Refused(List.of("this host has no key store"));
        }

        @Override
        public Verdict judge(Evidence evidence) {
          return new Verdict.Refused(List.of("this host has no key store"));
        }
      };

  /** What peers are told beforehand; never blocks. */
  Announcement announcement();

  /** One side of EAP-TLS (RFC 5216, RFC 9190); empty without keys for it. May block. */
  default Optional<EapMethod> eapTls(TlsRole role) {
    return Optional.empty();
  }

  /** Whether {@link #prove} may have to wait for a device; never blocks. */
  default boolean waitsForToken(Claim claim) {
    return false;
  }

  /** Proves an identity of ours; may block on a token. */
  Proof prove(Claim claim);

  /** Judges a peer's proof; may block on lookups of revocation. */
  Verdict judge(Evidence evidence);

  /**
   * What peers are told of the signatures and certificates that we can verify.
   *
   * @param hashes data of SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 4); empty: not sent
   * @param authorities SHA-1 hashes of the keys of the authorities that we trust, 20 octets each
   *     (RFC 7296 section 3.7); empty: any
   * @param hashAndUrl whether certificates may come as hash and URL (section 3.6)
   * @param methods data of SUPPORTED_AUTH_METHODS for peers with certificates (RFC 9593); empty:
   *     not sent
   */
  record Announcement(Bytes hashes, Bytes authorities, boolean hashAndUrl, Bytes methods) {
    public static final Announcement NONE = new Announcement(Bytes.EMPTY, Bytes.EMPTY, false);

    /** Without SUPPORTED_AUTH_METHODS. */
    public Announcement(Bytes hashes, Bytes authorities, boolean hashAndUrl) {
      this(hashes, authorities, hashAndUrl, Bytes.EMPTY);
    }
  }

  /**
   * An identity that we are to prove.
   *
   * @param rule label of the rule, for logs
   * @param wanted certificate requests of the peer: hints (RFC 7296 section 3.7)
   * @param hashes data of the peer's SIGNATURE_HASH_ALGORITHMS; empty if it sent none, and then
   *     method 14 must not be used
   * @param methods data of the peer's SUPPORTED_AUTH_METHODS, well formed; empty if it sent none
   * @param urls whether the peer takes certificates as hash and URL (section 3.6)
   * @param key label of the key to sign with, without a certificate; empty: the one of a
   *     certificate that names the identity
   * @param octets what is to be signed (section 2.15)
   */
  record Claim(
      String rule,
      Identity own,
      List<CertReqPayload> wanted,
      Optional<Bytes> hashes,
      Optional<Bytes> methods,
      boolean urls,
      Optional<String> key,
      Bytes octets) {
    public Claim {
      wanted = List.copyOf(wanted);
    }

    /** The same for another identity. */
    public Claim of(Identity identity) {
      return new Claim(rule, identity, wanted, hashes, methods, urls, key, octets);
    }
  }

  /** What became of a claim of ours. */
  sealed interface Proof {
    /**
     * @param certificates the first holds the key that signed (RFC 7296 section 3.6)
     * @param how name of the signature, for logs and listings
     */
    record Made(List<CertPayload> certificates, AuthPayload auth, String how) implements Proof {
      public Made {
        certificates = List.copyOf(certificates);
      }
    }

    /**
     * @param findings at least one
     */
    record Refused(List<String> findings) implements Proof {
      public Refused {
        findings = List.copyOf(findings);
      }
    }
  }

  /**
   * A peer's proof.
   *
   * @param rule label of the rule, for logs
   * @param certificates CERT payloads as they came
   * @param store what may vouch for the peer
   * @param octets what must have been signed
   */
  record Evidence(
      String rule,
      Identity claimed,
      List<CertPayload> certificates,
      StoreUse store,
      AuthPayload auth,
      Bytes octets) {
    public Evidence {
      certificates = List.copyOf(certificates);
    }
  }

  /** What became of a peer's proof. */
  sealed interface Verdict {
    /**
     * @param how name of the signature
     * @param subject whose certificate it was
     */
    record Proved(String how, String subject) implements Verdict {}

    /**
     * @param findings all of them; at least one
     */
    record Refused(List<String> findings) implements Verdict {
      public Refused {
        findings = List.copyOf(findings);
      }
    }
  }
}
