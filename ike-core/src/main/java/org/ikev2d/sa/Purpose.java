package org.ikev2d.sa;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Message;
import org.ikev2d.payload.Proposal;
import org.ikev2d.port.Path;
import org.ikev2d.port.SaId;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IkeSpi;

/** What a request of ours is for: everything that is needed to read its answer. */
public sealed interface Purpose {
  /** The exchange that this one goes on with; itself if it is no such one. */
  default Purpose origin() {
    return this;
  }

  /** IKE_SA_INIT: what is needed stands in the state. */
  record Init() implements Purpose {}

  /** An additional key exchange before IKE_AUTH (RFC 9370 section 2.2.2). */
  record Intermediate(GroupId group, Initiation keyExchange) implements Purpose {}

  /** IKE_INTERMEDIATE without a key exchange: the responder has something to tell (RFC 9593). */
  record IntermediateQuestion() implements Purpose {}

  /** IKE_AUTH: what is needed stands in the state. */
  record Auth() implements Purpose {}

  /** A further CHILD SA. */
  record CreateChild(ChildDraft draft, OwnHalf own) implements Purpose {}

  /** A CHILD SA in the place of another. */
  record RekeyChild(SaId old, ChildDraft draft, OwnHalf own, OptionalLong command)
      implements Purpose {}

  /** An IKE SA in the place of this one, under the SPI that we have chosen for it. */
  record RekeyIke(IkeSpi spi, List<Proposal> offered, OwnHalf own, OptionalLong command)
      implements Purpose {
    public RekeyIke {
      offered = List.copyOf(offered);
    }
  }

  /**
   * Our part of a CREATE_CHILD_SA exchange.
   *
   * @param group of our value; {@link GroupId#NONE} without one
   * @param askedFor whether the peer wants that group in place of another that was tried
   * @param keyExchange empty without a key exchange of its own
   * @param followed the secrets of the IKE_FOLLOWUP_KE exchanges so far
   */
  record OwnHalf(
      Bytes nonce,
      GroupId group,
      boolean askedFor,
      Optional<Initiation> keyExchange,
      List<Secret> followed) {
    public OwnHalf {
      followed = List.copyOf(followed);
    }

    /** The group to come again with later, if it is not the one that we would begin with. */
    public Optional<GroupId> groupAskedFor() {
      return askedFor ? Optional.of(group) : Optional.empty();
    }

    /** With the secret of one more exchange. */
    public OwnHalf with(Secret secret) {
      List<Secret> more = new ArrayList<>(followed);
      more.add(secret);
      return new OwnHalf(nonce, group, askedFor, keyExchange, more);
    }

    /** Zeroes the private value, and the secrets. */
    public void close() {
      keyExchange.ifPresent(Initiation::close);
      followed.forEach(Secret::close);
    }
  }

  /**
   * IKE_FOLLOWUP_KE: one more key exchange of a CREATE_CHILD_SA exchange (RFC 9370 section 2.2.4).
   *
   * @param origin what the CREATE_CHILD_SA exchange is for
   * @param answer the one to CREATE_CHILD_SA, which is read to its end when all are over
   */
  record FollowUp(Purpose origin, Message answer, GroupId group, Initiation keyExchange)
      implements Purpose {}

  /** Deletion of CHILD SAs, named by their inbound SAs. */
  record DeleteChildren(List<ChildSa> children, OptionalLong command) implements Purpose {}

  /** Deletion of the IKE SA. */
  record DeleteIke(String reason, OptionalLong command) implements Purpose {}

  /** Liveness check. */
  record Liveness(OptionalLong command) implements Purpose {}

  /** A client is told to go to another gateway. */
  record SendAway(OptionalLong command) implements Purpose {}

  /**
   * Something about addresses.
   *
   * @param path in use when it was asked
   * @param cookie that a check of the route must bring back; else empty
   */
  record Addresses(Task.Addresses.What what, Path path, Bytes cookie) implements Purpose {}

  /** A notification that only needs to arrive, such as AUTHENTICATION_FAILED. */
  record Tell(boolean thenForget) implements Purpose {}
}
