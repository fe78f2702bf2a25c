package org.ikev2d.negotiate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.TransformType;

/** Proposals for IKE SAs (RFC 7296 section 2.7). */
public final class IkeProposals {
  /** A peer may offer, and a file may hold, more than anybody reads. */
  private static final int MOST_MISSES = 16;

  private IkeProposals() {}

  /** What a rule or several offer, one proposal for each of their transforms in order. */
  public static List<Proposal> offer(List<IkeXform> xforms, Bytes spi) {
    List<Proposal> proposals = new ArrayList<>();
    for (IkeXform xform : xforms) {
      List<Transform> transforms = new ArrayList<>();
      transforms.addAll(encr(xform));
      transforms.addAll(xform.prf().stream().map(Transform::prf).toList());
      transforms.addAll(xform.integ().stream().map(Transform::integ).toList());
      transforms.addAll(xform.groups().stream().map(Transform::ke).toList());
      transforms.addAll(AdditionalExchanges.transforms(xform.additional()));
      proposals.add(new Proposal(proposals.size() + 1, ProtocolId.IKE, spi, transforms));
    }
    return proposals;
  }

  /** Outcome of {@link #choose}. */
  public sealed interface Choice {
    /**
     * @param answer the offered proposal reduced to what was picked
     */
    record Chosen(Proposal answer, IkeSuite suite, IkeXform xform, PeerRule rule)
        implements Choice {}

    record NoneFits(Refusal refusal) implements Choice {}
  }

  /** Picks by our order of rules and transforms, then by the peer's order of proposals. */
  public static Choice choose(SaPayload offered, List<PeerRule> rules, Crypto crypto) {
    return choose(offered, rules, crypto, true);
  }

  /**
   * The same.
   *
   * @param additional whether the peer can do the exchanges that additional key exchanges need;
   *     without them no transform of ours that wants some is picked (RFC 9370 section 2.2.1)
   */
  public static Choice choose(
      SaPayload offered, List<PeerRule> rules, Crypto crypto, boolean additional) {
    List<TransformMatch> tried = new ArrayList<>();
    for (PeerRule rule : rules) {
      for (IkeXform xform : usable(rule, additional)) {
        for (Proposal proposal : offered.proposals()) {
          TransformMatch match = new TransformMatch(proposal);
          Optional<Proposal> answer = match(proposal, xform, match);
          Optional<IkeSuite> suite = answer.flatMap(IkeProposals::suite);
          if (suite.isPresent() && isSupported(suite.get(), crypto)) {
            return new Choice.Chosen(answer.get(), suite.get(), xform, rule);
          }
          if (tried.size() < MOST_MISSES) {
            tried.add(match);
          }
        }
      }
    }
    return new Choice.NoneFits(
        new Refusal.NoProposal(
            String.join(",", rules.stream().map(PeerRule::label).toList()),
            ProposalText.of(offered.proposals()),
            ProposalText.of(
                offer(rules.stream().flatMap(r -> r.xforms().stream()).toList(), Bytes.EMPTY)),
            tried.stream().map(TransformMatch::misses).distinct().toList()));
  }

  private static List<IkeXform> usable(PeerRule rule, boolean additional) {
    return additional
        ? rule.xforms()
        : rule.xforms().stream().filter(x -> x.additional().isEmpty()).toList();
  }

  /** Whether a rule would have led to that suite. */
  public static boolean permits(PeerRule rule, IkeSuite suite) {
    return permitting(rule, suite).isPresent();
  }

  /** The first transform of a rule that leads to that suite. */
  public static Optional<IkeXform> permitting(PeerRule rule, IkeSuite suite) {
    return rule.xforms().stream().filter(x -> permits(x, suite)).findFirst();
  }

  private static boolean permits(IkeXform xform, IkeSuite suite) {
    boolean integ =
        suite.integ().equals(IntegId.NONE)
            ? xform.integ().isEmpty()
            : xform.integ().contains(suite.integ());
    return integ
        && xform.groups().contains(suite.group())
        && xform.additional().equals(suite.additional())
        && xform.prf().contains(suite.prf())
        && xform.encr().stream()
            .anyMatch(e ->
                e.id().equals(suite.encr())
                    && e.keyBits().orElse(suite.keyBits()) == suite.keyBits());
  }

  /** Checks an answer against the offer: one proposal, a subset of one offered (section 3.3.6). */
  public static Optional<IkeSuite> verify(List<Proposal> offered, SaPayload answer) {
    if (answer.proposals().size() != 1) {
      return Optional.empty();
    }
    Proposal chosen = answer.proposals().getFirst();
    boolean subset =
        offered.stream()
            .anyMatch(p ->
                p.number() == chosen.number()
                    && p.protocol().equals(chosen.protocol())
                    && AnswerCheck.isPickOf(chosen, p));
    return subset ? suite(chosen) : Optional.empty();
  }

  private static Optional<Proposal> match(Proposal proposal, IkeXform xform, TransformMatch match) {
    if (!proposal.protocol().equals(ProtocolId.IKE)) {
      return Optional.empty();
    }
    match.require(TransformType.ENCR, encr(xform));
    match.require(TransformType.PRF, xform.prf().stream().map(Transform::prf).toList());
    if (xform.integ().isEmpty()) {
      match.requireIfOffered(TransformType.INTEG, List.of(Transform.integ(IntegId.NONE)));
    } else {
      match.require(TransformType.INTEG, xform.integ().stream().map(Transform::integ).toList());
    }
    match.require(TransformType.KE, xform.groups().stream().map(Transform::ke).toList());
    AdditionalExchanges.require(match, xform.additional());
    return match.finish();
  }

  private static List<Transform> encr(IkeXform xform) {
    return xform.encr().stream().map(EncrChoice::toTransform).toList();
  }

  private static boolean isSupported(IkeSuite suite, Crypto crypto) {
    return crypto.prf(suite.prf()).isPresent()
        && crypto.keyExchange(suite.group()).isPresent()
        && suite.additional().stream().allMatch(m -> crypto.keyExchange(m).isPresent())
        && crypto.cipher(suite.encr(), suite.keyBits(), suite.integ()).isPresent();
  }

  /** The suite of a proposal with one transform of each type; empty if it has not that shape. */
  static Optional<IkeSuite> suite(Proposal proposal) {
    List<Transform> encr = proposal.of(TransformType.ENCR);
    List<Transform> prf = proposal.of(TransformType.PRF);
    List<Transform> integ = proposal.of(TransformType.INTEG);
    List<Transform> ke = proposal.of(TransformType.KE);
    if (encr.size() != 1 || prf.size() != 1 || integ.size() > 1 || ke.size() != 1) {
      return Optional.empty();
    }
    EncrId cipher = new EncrId(encr.getFirst().id());
    GroupId group = new GroupId(ke.getFirst().id());
    return AdditionalExchanges.of(proposal, group)
        .map(additional ->
            new IkeSuite(
                cipher,
                encr.getFirst().keyBits().orElse(fixedBits(cipher)),
                integ.isEmpty() ? IntegId.NONE : new IntegId(integ.getFirst().id()),
                new PrfId(prf.getFirst().id()),
                group,
                additional));
  }

  /** Key length in bits of a cipher whose transform carries none; 0 if it must carry one. */
  private static int fixedBits(EncrId cipher) {
    return AlgorithmTable.encr(cipher)
        .map(EncrAlgorithm::fixedKeyBits)
        .orElse(OptionalInt.empty())
        .orElse(0);
  }
}
