package org.ikev2d.negotiate;

import java.util.ArrayList;
import java.util.Comparator;
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
   * @param groups key exchanges to offer, in order of preference; none in IKE_AUTH
   * @return empty if the kernel can install none of the alternatives
   */
  public List<Proposal> offer(List<Protection> alternatives, Bytes spi, List<GroupId> groups) {
    return offer(alternatives, spi, groups, List.of());
  }

  /**
   * The same.
   *
   * @param additional key exchanges that go with that of a group
   */
  public List<Proposal> offer(
      List<Protection> alternatives, Bytes spi, List<GroupId> groups, List<GroupId> additional) {
    List<Proposal> proposals = new ArrayList<>();
    for (Protection protection : alternatives) {
      List<Transform> encr = encr(protection);
      List<Transform> integ = integ(protection);
      if (isInstallable(protection, encr, integ)) {
        List<Transform> transforms = new ArrayList<>(encr);
        transforms.addAll(integ);
        groups.forEach(group -> transforms.add(Transform.ke(group)));
        if (!groups.isEmpty()) {
          transforms.addAll(AdditionalExchanges.transforms(additional));
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
   * Which key exchanges are accepted.
   *
   * @param groups in order of preference; with {@link GroupId#NONE} among them none is needed
   * @param additional which may go with them, in order of preference; at least one list, which may
   *     be empty
   * @param sent the group that the peer has sent a value of, if it is one of them
   */
  public record Exchanges(
      List<GroupId> groups, List<List<GroupId>> additional, Optional<GroupId> sent) {
    public Exchanges {
      groups = List.copyOf(groups);
      additional = List.copyOf(additional);
    }

    public Exchanges(List<GroupId> groups, List<List<GroupId>> additional) {
      this(groups, additional, Optional.empty());
    }

    /** With no additional ones. */
    public static Exchanges of(List<GroupId> groups) {
      return new Exchanges(groups, List.of(List.of()));
    }

    /**
     * The same for a peer that has sent a value of that group: it comes first if it is accepted at
     * all, since any other one costs a round trip more (RFC 7296 section 1.3).
     */
    public Exchanges preferring(GroupId group) {
      if (!groups.contains(group)) {
        return this;
      }
      List<GroupId> turned = new ArrayList<>(groups);
      turned.remove(group);
      turned.addFirst(group);
      return new Exchanges(turned, additional, Optional.of(group));
    }

    /** Proposals with the group that was sent before others. */
    private List<Proposal> inTurn(List<Proposal> offered) {
      return sent.map(Transform::ke)
          .map(ke ->
              offered.stream()
                  .sorted(Comparator.comparing(p -> !p.transforms().contains(ke)))
                  .toList())
          .orElse(offered);
    }
  }

  /**
   * Picks by our order of alternatives.
   *
   * @param policy name of the policy, for the refusal
   * @param initial whether this is the IKE_AUTH exchange, where key exchange transforms are
   *     disregarded (RFC 7296 section 1.2)
   */
  public Choice choose(
      SaPayload offered,
      List<Protection> alternatives,
      String policy,
      Exchanges exchanges,
      boolean initial) {
    List<String> misses = new ArrayList<>();
    for (Protection protection : alternatives) {
      for (Proposal proposal : exchanges.inTurn(offered.proposals())) {
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
        Optional<Proposal> answer = match(proposal, protection, exchanges, initial, match);
        Optional<ChildAlgorithms> algorithms = answer.flatMap(ChildProposals::algorithms);
        if (algorithms.isPresent()) {
          return new Choice.Chosen(answer.get(), algorithms.get());
        }
        if (misses.size() < MOST_MISSES) {
          misses.add(match.misses());
        }
      }
    }
    boolean bare = initial || exchanges.groups().contains(GroupId.NONE);
    return new Choice.NoneFits(
        new Refusal.NoProposal(
            policy,
            ProposalText.of(offered.proposals()),
            ProposalText.of(
                offer(
                    alternatives,
                    Bytes.EMPTY,
                    bare ? List.of() : exchanges.groups(),
                    exchanges.additional().getFirst())),
            misses.stream().distinct().toList()));
  }

  /**
   * Checks an answer against the offer (RFC 7296 section 3.3.6).
   *
   * @param group of the value that went with the offer, {@link GroupId#NONE} without one: the
   *     answer to a value is of the same group (section 1.3)
   */
  public static Optional<ChildAlgorithms> verify(
      List<Proposal> offered, SaPayload answer, GroupId group) {
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
    return pick ? algorithms(chosen).filter(a -> a.group().equals(group)) : Optional.empty();
  }

  private Optional<Proposal> match(
      Proposal proposal,
      Protection protection,
      Exchanges exchanges,
      boolean initial,
      TransformMatch match) {
    List<GroupId> groups = exchanges.groups();
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
      for (int number = 1; number <= TransformType.MOST_ADDITIONAL; number++) {
        match.ignore(TransformType.additional(number));
      }
    } else if (groups.contains(GroupId.NONE)) {
      match.requireIfOffered(TransformType.KE, groups.stream().map(Transform::ke).toList());
    } else {
      match.require(TransformType.KE, groups.stream().map(Transform::ke).toList());
    }
    if (!initial) {
      List<GroupId> additional =
          exchanges.additional().stream()
              .filter(methods -> AdditionalExchanges.isOffered(proposal, methods))
              .findFirst()
              .orElse(exchanges.additional().getFirst());
      AdditionalExchanges.require(match, additional);
    }
    // A proposal without the sequence number transform means plain sequence numbers in practice.
    match.requireIfOffered(TransformType.SN, sn());
    return match.finish();
  }

  /** Empty if the additional key exchanges make no sense. */
  private static Optional<ChildAlgorithms> algorithms(Proposal chosen) {
    List<Transform> encr = chosen.of(TransformType.ENCR);
    List<Transform> integ = chosen.of(TransformType.INTEG);
    List<Transform> ke = chosen.of(TransformType.KE);
    GroupId group = ke.isEmpty() ? GroupId.NONE : new GroupId(ke.getFirst().id());
    return AdditionalExchanges.of(chosen, group)
        .map(additional ->
            new ChildAlgorithms(
                chosen.protocol(),
                encr.stream().findFirst().map(t -> new EncrChoice(new EncrId(t.id()), t.keyBits())),
                integ.isEmpty() ? IntegId.NONE : new IntegId(integ.getFirst().id()),
                chosen.of(TransformType.SN).contains(Transform.sn(SnId.ESN)),
                group,
                additional));
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
