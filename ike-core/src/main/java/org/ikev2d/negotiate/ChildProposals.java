package org.ikev2d.negotiate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.payload.Proposal;
import org.ikev2d.payload.SaPayload;
import org.ikev2d.payload.Transform;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.KernelAlgorithms;
import org.ikev2d.port.Protection;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.ikev2d.wire.SnId;
import org.ikev2d.wire.TransformType;

/** Proposals for CHILD SAs (RFC 7296 section 2.7), bounded by what the kernel can install. */
public final class ChildProposals {
  /** A peer may offer, and a file may hold, more than anybody reads. */
  private static final int MOST_MISSES = 16;

  private final KernelAlgorithms kernel;

  public ChildProposals(KernelAlgorithms kernel) {
    this.kernel = kernel;
  }

  /**
   * What a policy offers.
   *
   * @param spi our inbound SPI
   * @param group key exchange to offer, {@link GroupId#NONE} for none (always in IKE_AUTH)
   * @return empty if the kernel can install none of the alternatives
   */
  public List<Proposal> offer(List<Protection> alternatives, Bytes spi, GroupId group) {
    List<Proposal> proposals = new ArrayList<>();
    for (Protection protection : alternatives) {
      List<Transform> encr = encr(protection);
      List<Transform> integ = integ(protection);
      if (isInstallable(protection, encr, integ)) {
        List<Transform> transforms = new ArrayList<>(encr);
        transforms.addAll(integ);
        if (!group.equals(GroupId.NONE)) {
          transforms.add(Transform.ke(group));
        }
        transforms.addAll(sn());
        proposals.add(new Proposal(proposals.size() + 1, protection.protocol(), spi, transforms));
      }
    }
    return proposals;
  }

  /** Outcome of {@link #choose}. */
  public sealed interface Choice {
    record Chosen(Proposal answer, ChildAlgorithms algorithms) implements Choice {}

    record NoneFits(Refusal refusal) implements Choice {}
  }

  /**
   * Picks by our order of alternatives.
   *
   * @param policy name of the policy, for the refusal
   * @param groups the key exchanges that are accepted, in order of preference; with {@link
   *     GroupId#NONE} among them none is needed
   * @param initial whether this is the IKE_AUTH exchange, where key exchange transforms are
   *     disregarded (RFC 7296 section 1.2)
   */
  public Choice choose(
      SaPayload offered,
      List<Protection> alternatives,
      String policy,
      List<GroupId> groups,
      boolean initial) {
    List<String> misses = new ArrayList<>();
    for (Protection protection : alternatives) {
      for (Proposal proposal : offered.proposals()) {
        if (!proposal.protocol().equals(protection.protocol())) {
          misses.add(
              "proposal "
                  + proposal.number()
                  + ": protocol theirs "
                  + proposal.protocol()
                  + ", ours "
                  + protection.protocol());
          continue;
        }
        if (!isInstallable(protection, encr(protection), integ(protection))) {
          misses.add("the kernel has none of " + protection.encr() + " " + protection.integ());
          continue;
        }
        TransformMatch match = new TransformMatch(proposal);
        Optional<Proposal> answer = match(proposal, protection, groups, initial, match);
        if (answer.isPresent()) {
          return new Choice.Chosen(answer.get(), algorithms(answer.get()));
        }
        if (misses.size() < MOST_MISSES) {
          misses.add(match.misses());
        }
      }
    }
    GroupId shown = initial || groups.isEmpty() ? GroupId.NONE : groups.getFirst();
    return new Choice.NoneFits(
        new Refusal.NoProposal(
            policy,
            ProposalText.of(offered.proposals()),
            ProposalText.of(offer(alternatives, Bytes.EMPTY, shown)),
            misses.stream().distinct().toList()));
  }

  /** Checks an answer against the offer (RFC 7296 section 3.3.6). */
  public static Optional<ChildAlgorithms> verify(List<Proposal> offered, SaPayload answer) {
    if (answer.proposals().size() != 1 || answer.proposals().getFirst().spi().length() != 4) {
      return Optional.empty();
    }
    Proposal chosen = answer.proposals().getFirst();
    boolean pick =
        offered.stream()
            .anyMatch(p ->
                p.number() == chosen.number()
                    && p.protocol().equals(chosen.protocol())
                    && AnswerCheck.isPickOf(chosen, p));
    return pick ? Optional.of(algorithms(chosen)) : Optional.empty();
  }

  private Optional<Proposal> match(
      Proposal proposal,
      Protection protection,
      List<GroupId> groups,
      boolean initial,
      TransformMatch match) {
    if (protection.protocol().equals(ProtocolId.ESP)) {
      match.require(TransformType.ENCR, encr(protection));
    }
    List<Transform> integ = integ(protection);
    if (integ.isEmpty()) {
      match.requireIfOffered(TransformType.INTEG, List.of(Transform.integ(IntegId.NONE)));
    } else {
      match.require(TransformType.INTEG, integ);
    }
    if (initial) {
      match.ignore(TransformType.KE);
    } else if (groups.contains(GroupId.NONE)) {
      match.requireIfOffered(TransformType.KE, groups.stream().map(Transform::ke).toList());
    } else {
      match.require(TransformType.KE, groups.stream().map(Transform::ke).toList());
    }
    // A proposal without the sequence number transform means plain sequence numbers in practice.
    match.requireIfOffered(TransformType.SN, sn());
    return match.finish();
  }

  private static ChildAlgorithms algorithms(Proposal chosen) {
    List<Transform> encr = chosen.of(TransformType.ENCR);
    List<Transform> integ = chosen.of(TransformType.INTEG);
    List<Transform> ke = chosen.of(TransformType.KE);
    return new ChildAlgorithms(
        chosen.protocol(),
        encr.stream().findFirst().map(t -> new EncrChoice(new EncrId(t.id()), t.keyBits())),
        integ.isEmpty() ? IntegId.NONE : new IntegId(integ.getFirst().id()),
        chosen.of(TransformType.SN).contains(Transform.sn(SnId.ESN)),
        ke.isEmpty() ? GroupId.NONE : new GroupId(ke.getFirst().id()));
  }

  private List<Transform> encr(Protection protection) {
    return protection.encr().stream()
        .filter(kernel::supports)
        .map(EncrChoice::toTransform)
        .toList();
  }

  private List<Transform> integ(Protection protection) {
    return protection.integ().stream()
        .filter(kernel.integ()::contains)
        .map(Transform::integ)
        .toList();
  }

  private List<Transform> sn() {
    return kernel.esn()
        ? List.of(Transform.sn(SnId.ESN), Transform.sn(SnId.NO_ESN))
        : List.of(Transform.sn(SnId.NO_ESN));
  }

  private static boolean isInstallable(
      Protection protection, List<Transform> encr, List<Transform> integ) {
    boolean cipher = protection.protocol().equals(ProtocolId.AH) || !encr.isEmpty();
    boolean integrity = protection.integ().isEmpty() || !integ.isEmpty();
    return cipher && integrity;
  }
}
