package org.ikev2d.pki.auth;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ikev2d.payload.AuthAnnouncement;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.payload.CertReqPayload;
import org.ikev2d.pki.fetch.HashAndUrl;
import org.ikev2d.pki.path.IdentityBinding;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.sign.AuthSigner;
import org.ikev2d.pki.sign.HashAlgorithms;
import org.ikev2d.pki.sign.PeerAbility;
import org.ikev2d.pki.sign.SignatureRefusal;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.pki.store.CredentialChoice;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.StoreUse;
import org.ikev2d.port.TlsRole;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;

/** Credentials from key stores, under a certificate policy. */
public final class StoredCredentials implements Credentials {
  /** SHA-1 of a key (RFC 7296 section 3.7). */
  private static final int KEY_HASH = 20;

  /** Certificates of one identity that are tried, one after the other. */
  private static final int MOST_TRIED = 8;

  private final TlsRoom tlsRoom = new TlsRoom();
  private final Supplier<List<StoreContents>> stores;
  private final Supplier<CertPolicy> policy;
  private final Hints hints;
  private final InstantSource clock;
  private final EvidenceCheck evidenceCheck;
  private volatile Holdings last;

  /**
   * @param stores what each key store holds now; asked often, must not block
   * @param policy in force now; the same object until it changes
   * @param chainCheck what a trusted path must pass besides
   * @param hints what peers are told
   */
  public StoredCredentials(
      Supplier<List<StoreContents>> stores,
      Supplier<CertPolicy> policy,
      ChainCheck chainCheck,
      Hints hints,
      InstantSource clock) {
    this.stores = stores;
    this.policy = policy;
    this.hints = hints;
    this.clock = clock;
    this.evidenceCheck = new EvidenceCheck(chainCheck);
    this.last = Holdings.of(stores.get(), policy.get(), hints);
  }

  @Override
  public Announcement announcement() {
    return holdings().announcement();
  }

  @Override
  public boolean waitsForToken(Claim claim) {
    if (claim.key().isPresent()) {
      return holdings().all().keys().stream()
          .filter(k -> k.label().equals(claim.key().get()))
          .anyMatch(k -> k.key().isInToken());
    }
    return holdings().all().credentials().stream()
        .filter(c -> c.key().isInToken())
        .anyMatch(c -> IdentityBinding.objection(claim.own(), c.leaf(), true).isEmpty());
  }

  @Override
  public Proof prove(Claim claim) {
    Holdings holdings = holdings();
    Optional<List<AuthAnnouncement>> announced = claim.methods().flatMap(AuthAnnouncement::decode);
    Proof proof = prove(holdings, claim, announced);
    // RFC 9593 obliges nobody to announce all that it takes: what it refuses, it refuses.
    return proof instanceof Proof.Refused && announced.isPresent()
        ? prove(holdings, claim, Optional.empty())
        : proof;
  }

  private Proof prove(Holdings holdings, Claim claim, Optional<List<AuthAnnouncement>> announced) {
    List<Bytes> accepted = accepted(claim.wanted());
    if (claim.key().isPresent()) {
      PeerAbility peer = ability(claim.hashes());
      return RawKeys.prove(
          holdings.all(),
          claim.key().get(),
          claim,
          announced.map(all -> peer.announcing(all, link -> false)).orElse(peer),
          holdings.policy().signatures());
    }
    OwnValidity.Sorted sorted = sorted(holdings, claim.own());
    List<Credential> left = new ArrayList<>(sorted.valid());
    List<String> findings = new ArrayList<>(sorted.findings());
    for (int tries = 0; tries < MOST_TRIED; tries++) {
      Optional<Credential> found =
          CredentialChoice.find(only(left), claim.own(), accepted, clock.instant());
      if (found.isEmpty()) {
        break;
      }
      Credential credential = found.get();
      switch (AuthSigner.sign(
          credential.key(),
          ability(claim.hashes(), announced, accepted, credential),
          holdings.policy().signatures(),
          claim.octets().toArray())) {
        case AuthSigner.Outcome.Signed(var auth, var choice) -> {
          return new Proof.Made(
              payloads(credential, claim.urls()), auth, EvidenceCheck.name(choice));
        }
        case AuthSigner.Outcome.Refused(SignatureRefusal refusal) -> {
          findings.add("key of certificate " + credential.label() + ": " + refusal.detail());
          left.remove(credential);
        }
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          "no certificate with a usable private key names "
              + claim.own()
              + "; the key store has "
              + (holdings.own().isEmpty()
                  ? "no private key at all"
                  : String.join(", ", holdings.own())));
    }
    return new Proof.Refused(findings);
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Holdings holdings = holdings();
    if (hints.lookup().isEmpty() || !evidence.store().remoteKeys().isEmpty()) {
      return evidenceCheck.judge(holdings, evidence, clock.instant());
    }
    PeerUrls urls = PeerUrls.follow(evidence, hints.lookup().get(), holdings.policy().revocation());
    Verdict verdict = evidenceCheck.judge(holdings, urls.evidence(), clock.instant());
    return verdict instanceof Verdict.Refused(List<String> findings)
        ? new Verdict.Refused(Stream.concat(urls.problems().stream(), findings.stream()).toList())
        : verdict;
  }

  @Override
  public Optional<EapMethod> eapTls(TlsRole role) {
    Holdings holdings = holdings();
    return CredentialChoice.find(
            only(sorted(holdings, role.own()).valid()), role.own(), List.of(), clock.instant())
        .map(own ->
            TlsDialogue.of(
                role.server(),
                own,
                sent -> evidenceCheck.objections(holdings, role.peer(), sent, clock.instant())))
        .map(tls -> new EapTls(role.server(), tls))
        .map(method -> role.server() ? tlsRoom.admit(method) : method);
  }

  /** Whether an identity of ours can be proved, as far as the key stores tell now. */
  public Optional<String> objection(org.ikev2d.payload.Identity own) {
    Holdings holdings = holdings();
    return CredentialChoice.find(holdings.all(), own, List.of(), clock.instant()).isPresent()
        ? Optional.empty()
        : Optional.of(
            holdings.own().isEmpty()
                ? "the key store has no private key at all"
                : "the key store has " + String.join(", ", holdings.own()));
  }

  /** Which keys that a rule names are missing, for messages. */
  public List<String> missingKeys(StoreUse use) {
    return RawKeys.missing(holdings().all(), use.localKey(), use.remoteKeys());
  }

  private Holdings holdings() {
    List<StoreContents> now = stores.get();
    CertPolicy policyNow = policy.get();
    Holdings known = last;
    if (!known.isOf(now, policyNow)) {
      known = Holdings.of(now, policyNow, hints);
      last = known;
    }
    return known;
  }

  private OwnValidity.Sorted sorted(Holdings holdings, org.ikev2d.payload.Identity own) {
    return OwnValidity.sort(holdings.all().credentials(), own, holdings.policy(), clock.instant());
  }

  private static StoreContents only(List<Credential> credentials) {
    return new StoreContents("", List.of(), List.of(), credentials, List.of(), List.of());
  }

  /** The leaf first, then its issuers upward (RFC 7296 section 3.6). */
  private List<CertPayload> payloads(Credential credential, boolean urls) {
    Optional<String> base = hints.base().filter(b -> urls);
    return credential.certificates().stream()
        .map(der ->
            base.map(b -> HashAndUrl.payload(der, b))
                .orElseGet(() -> new CertPayload(CertEncoding.X509_SIGNATURE, der)))
        .toList();
  }

  /** A list that cannot be read is as if it had not come: then the older methods are left. */
  private static PeerAbility ability(
      Optional<Bytes> hashes,
      Optional<List<AuthAnnouncement>> announced,
      List<Bytes> authorities,
      Credential credential) {
    PeerAbility ability = ability(hashes);
    return announced
        .map(all ->
            ability.announcing(
                all,
                link ->
                    link <= authorities.size() && credential.leadsTo(authorities.get(link - 1))))
        .orElse(ability);
  }

  private static PeerAbility ability(Optional<Bytes> hashes) {
    return hashes
        .filter(h -> !h.isEmpty())
        .map(HashAlgorithms::decode)
        .map(decoded ->
            switch (decoded) {
              case HashAlgorithms.Decoded.Hashes(var listed) -> PeerAbility.ofHashes(listed);
              case HashAlgorithms.Decoded.Malformed malformed -> PeerAbility.CLASSIC;
            })
        .orElse(PeerAbility.CLASSIC);
  }

  private static List<Bytes> accepted(List<CertReqPayload> wanted) {
    List<Bytes> hashes = new ArrayList<>();
    for (CertReqPayload request : wanted) {
      if (request.encoding().equals(CertEncoding.X509_SIGNATURE)) {
        Bytes authorities = request.authorities();
        for (int at = 0; at + KEY_HASH <= authorities.length(); at += KEY_HASH) {
          hashes.add(authorities.slice(at, at + KEY_HASH));
        }
      }
    }
    return hashes;
  }
}
