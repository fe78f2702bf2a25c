package org.ikev2d.sa;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.crypto.KeyExchangeMethod.Initiation;
import org.ikev2d.wire.Bytes;

/** What a request of ours is for: everything that is needed to read its answer. */
public sealed interface Purpose {
  /** IKE_SA_INIT: what is needed stands in the state. */
  record Init() implements Purpose {}

  /** IKE_AUTH: what is needed stands in the state. */
  record Auth() implements Purpose {}

  /** A further CHILD SA. */
  record CreateChild(ChildDraft draft, Bytes nonce, Optional<Initiation> keyExchange)
      implements Purpose {}

  /** Deletion of CHILD SAs, named by their inbound SAs. */
  record DeleteChildren(List<ChildSa> children, OptionalLong command) implements Purpose {}

  /** Deletion of the IKE SA. */
  record DeleteIke(String reason, OptionalLong command) implements Purpose {}

  /** Liveness check. */
  record Liveness(OptionalLong command) implements Purpose {}

  /** A notification that only needs to arrive, such as AUTHENTICATION_FAILED. */
  record Tell(boolean thenForget) implements Purpose {}
}
