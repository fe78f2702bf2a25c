package org.ikev2d.pki.revoke;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.ikev2d.payload.CertPayload;
import org.ikev2d.pki.auth.ChainCheck;
import org.ikev2d.pki.fetch.Retrievals;
import org.ikev2d.pki.path.PathFinding;
import org.ikev2d.pki.path.PathFinding.Kind;
import org.ikev2d.pki.path.PathOutcome;
import org.ikev2d.pki.policy.CertPolicy;
import org.ikev2d.pki.policy.RevocationPolicy;
import org.ikev2d.pki.policy.RevocationPolicy.Crl;
import org.ikev2d.pki.revoke.CertState.Good;
import org.ikev2d.pki.revoke.CertState.Revoked;
import org.ikev2d.pki.revoke.CertState.Unknown;
import org.ikev2d.pki.revoke.CrlJudge.Candidate;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.x509.Cert;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.CertEncoding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether certificates of a path are revoked, the anchor aside. Sources in their order:
 * what the peer sent along, CRLs of the key store and of files, OCSP, CRLs of servers. The first
 * that knows decides. May block for three times the timeout of policy: to be called where only one
 * IKE SA waits. Safe for several threads.
 */
public final class RevocationLookup implements ChainCheck {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationLookup.class);
  private static final int MAX_SENT = 16;
  private static final int MAX_POINTS = 4;
  private static final int WHOLE = 3;

  private final Supplier<List<StoreContents>> stores;
  private final Retrievals retrievals;
  private final StoreLists storeLists = new StoreLists();
  private final CrlFiles files = new CrlFiles();
  private final OcspLookup ocsp;
  private final CrlSources crls;

  /**
   * @param stores what each key store holds now; must not block
   */
  public RevocationLookup(Retrievals retrievals, Supplier<List<StoreContents>> stores) {
    this.stores = stores;
    this.retrievals = retrievals;
    this.ocsp = new OcspLookup(retrievals);
    this.crls = new CrlSources(retrievals);
  }

  @Override
  public List<String> objections(
      PathOutcome.Trusted path, List<CertPayload> sent, CertPolicy policy, Instant now) {
    List<StoreContents> contents = stores.get();
    List<Candidate> lists = new ArrayList<>();
    Terms own = new Terms(policy, now, false);
    Terms ofPeer = new Terms(policy, now, true);
    storeLists.of(contents).forEach(list -> lists.add(new Candidate(list, own)));
    data(sent, CertEncoding.CRL).stream()
        .flatMap(der -> StoreLists.decode(der).stream())
        .forEach(list -> lists.add(new Candidate(list, ofPeer)));
    Inquiry inquiry =
        new Inquiry(
            policy,
            contents.stream().flatMap(c -> c.certs().stream()).toList(),
            data(sent, CertEncoding.OCSP_CONTENT),
            lists,
            now,
            System.nanoTime() + policy.revocation().timeout().multipliedBy(WHOLE).toNanos());
    return objections(path.chains(), inquiry);
  }

  /**
   * One good path is enough; but what is revoked on one of them stays so on the others, even where
   * those tell nothing of it.
   */
  private List<String> objections(List<List<Cert>> chains, Inquiry inquiry) {
    Set<String> objections = new LinkedHashSet<>();
    Set<Cert> revoked = new HashSet<>();
    for (List<Cert> chain : chains) {
      if (chain.stream().noneMatch(revoked::contains)) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i + 1 < chain.size(); i++) {
          Cert cert = chain.get(i);
          judge(cert, chain.get(i + 1), inquiry)
              .ifPresent(objection -> {
                found.add(objection.toString());
                if (objection.kind() == Kind.REVOKED) {
                  revoked.add(cert);
                }
              });
        }
        if (found.isEmpty()) {
          return List.of();
        }
        objections.addAll(found);
      }
    }
    return List.copyOf(objections);
  }

  /** Lists of servers that are kept. */
  public List<KeptList> lists() {
    return crls.lists();
  }

  /** Forgets what servers have said, and which of them failed. */
  public void forget() {
    ocsp.forget();
    crls.forget();
    files.forget();
    retrievals.forget();
  }

  private static List<Bytes> data(List<CertPayload> sent, CertEncoding encoding) {
    return sent.stream()
        .filter(p -> p.encoding().equals(encoding))
        .map(CertPayload::data)
        .limit(MAX_SENT)
        .toList();
  }

  private Optional<PathFinding> judge(Cert cert, Cert issuer, Inquiry inquiry) {
    RevocationPolicy policy = inquiry.policy().revocation();
    List<Unknown> reasons = new ArrayList<>();
    return switch (state(cert, issuer, inquiry, reasons)) {
      case Good good -> Optional.empty();
      case Revoked(String detail) ->
          Optional.of(new PathFinding(Kind.REVOKED, cert.title(), detail));
      case Unknown unknown -> {
        if (policy.isOff()) {
          yield Optional.empty();
        }
        String why =
            reasons.isEmpty()
                ? "nothing here tells, and no server is to be asked"
                : String.join("; ", reasons.stream().map(Unknown::why).toList());
        boolean forgiven = policy.ignoreTimeout() && reasons.stream().anyMatch(Unknown::late);
        if (policy.hardFailure() && !forgiven) {
          yield Optional.of(new PathFinding(Kind.REVOCATION_UNKNOWN, cert.title(), why));
        }
        LOG.info("pki.revocation-unknown subject=\"{}\" reason=\"{}\"", cert.title(), why);
        yield Optional.empty();
      }
    };
  }

  private CertState state(Cert cert, Cert issuer, Inquiry inquiry, List<Unknown> reasons) {
    RevocationPolicy policy = inquiry.policy().revocation();
    List<CertState> here = new ArrayList<>();
    if (!inquiry.responses().isEmpty()) {
      here.add(OcspLookup.inBand(cert, issuer, inquiry));
    }
    if (!inquiry.lists().isEmpty()) {
      here.add(
          CrlJudge.state(
              inquiry.lists(),
              cert,
              issuer,
              "no CRL by <" + issuer.subject() + "> is in the key store or was sent along"));
    }
    policy
        .crl()
        .filter(c -> c.file().isPresent() || c.directory().isPresent())
        .ifPresent(c -> here.add(ofFiles(c, cert, issuer, inquiry)));
    Optional<CertState> known = first(here, Revoked.class).or(() -> first(here, Good.class));
    if (known.isPresent()) {
      return known.get();
    }
    here.forEach(state -> note(state, reasons));
    if (policy.ocsp().isPresent()) {
      CertState state = ocsp.byServers(cert, issuer, policy.ocsp().get(), inquiry);
      if (!note(state, reasons)) {
        return state;
      }
    }
    if (policy.crl().filter(Crl::fetch).isPresent()) {
      CertState state = ofServers(cert, issuer, inquiry);
      if (!note(state, reasons)) {
        return state;
      }
    }
    return Unknown.of("no source");
  }

  private static Optional<CertState> first(
      List<CertState> states, Class<? extends CertState> kind) {
    return states.stream().filter(kind::isInstance).findFirst();
  }

  private static boolean note(CertState state, List<Unknown> reasons) {
    if (state instanceof Unknown unknown) {
      reasons.add(unknown);
      return true;
    }
    return false;
  }

  private CertState ofFiles(Crl settings, Cert cert, Cert issuer, Inquiry inquiry) {
    List<String> remarks = new ArrayList<>();
    List<Candidate> lists =
        files.read(settings, remarks).stream()
            .map(list -> new Candidate(list, inquiry.own()))
            .toList();
    CertState state =
        CrlJudge.state(lists, cert, issuer, "no CRL by <" + issuer.subject() + "> is in a file");
    return state instanceof Unknown(String why, boolean late) && !remarks.isEmpty()
        ? new Unknown(why + " (" + String.join(", ", remarks) + ")", late)
        : state;
  }

  private CertState ofServers(Cert cert, Cert issuer, Inquiry inquiry) {
    CertState last = Unknown.of("the certificate names no CRL distribution point with a URL");
    for (String url : cert.extensions().crlUrls().stream().limit(MAX_POINTS).toList()) {
      if (inquiry.isOver()) {
        return new Unknown("no time is left for " + url, true);
      }
      CertState state =
          switch (crls.get(url, inquiry.policy().revocation(), inquiry.within(), inquiry.now())) {
            case CrlSources.Found.Missing(String why, boolean late) -> new Unknown(why, late);
            case CrlSources.Found.Good(SignedList list) ->
                CrlJudge.state(
                    withFreshest(list, inquiry),
                    cert,
                    issuer,
                    url
                        + ": CRL is by <"
                        + list.list().issuer()
                        + ">, not by <"
                        + issuer.subject()
                        + ">");
          };
      if (!(state instanceof Unknown)) {
        return state;
      }
      crls.doubt(url, inquiry.now());
      last = state;
    }
    return last;
  }

  /** The list and the changes to it that it says are published; without those it stands alone. */
  private List<Candidate> withFreshest(SignedList list, Inquiry inquiry) {
    List<Candidate> both = new ArrayList<>(List.of(new Candidate(list, inquiry.own())));
    for (String url : list.list().freshest().stream().limit(MAX_POINTS).toList()) {
      if (!inquiry.isOver()
          && crls.get(url, inquiry.policy().revocation(), inquiry.within(), inquiry.now())
              instanceof CrlSources.Found.Good(SignedList delta)) {
        both.add(new Candidate(delta, inquiry.own()));
        break;
      }
    }
    return both;
  }
}
