package org.ikev2d.sa;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.ProtocolId;

/** An exchange that we want to start on an established IKE SA once the window has room. */
public sealed interface Task {
  /** The command that waits for the outcome. */
  OptionalLong command();

  /** Lower runs first: what ends SAs goes before what makes them. */
  int rank();

  /**
   * Create one more CHILD SA.
   *
   * @param askedFor the group that the peer wants in place of another that was tried
   */
  record NewChild(ChildRequest request, Optional<GroupId> askedFor) implements Task {
    public NewChild(ChildRequest request) {
      this(request, Optional.empty());
    }

    @Override
    public OptionalLong command() {
      return request.command();
    }

    @Override
    public int rank() {
      return 3;
    }
  }

  /**
   * Replace a CHILD SA, named by our inbound SPI, with a new one (RFC 7296 section 2.8).
   *
   * @param askedFor the group that the peer wants in place of another that was tried
   */
  record RekeyChild(
      ProtocolId protocol, ChildSpi spi, Optional<GroupId> askedFor, OptionalLong command)
      implements Task {
    public RekeyChild(ProtocolId protocol, ChildSpi spi, OptionalLong command) {
      this(protocol, spi, Optional.empty(), command);
    }

    @Override
    public int rank() {
      return 3;
    }
  }

  /**
   * Replace the IKE SA with a new one (RFC 7296 section 2.18).
   *
   * @param askedFor the group that the peer wants in place of another that was tried
   */
  record RekeyIke(Optional<GroupId> askedFor, OptionalLong command) implements Task {
    public RekeyIke(OptionalLong command) {
      this(Optional.empty(), command);
    }

    @Override
    public int rank() {
      return 4;
    }
  }

  /** Delete a CHILD SA, named by our inbound SPI. */
  record DeleteChild(ProtocolId protocol, ChildSpi spi, OptionalLong command) implements Task {
    @Override
    public int rank() {
      return 1;
    }
  }

  /** Delete the IKE SA. */
  record DeleteIke(String reason, OptionalLong command) implements Task {
    @Override
    public int rank() {
      return 0;
    }
  }

  /** Tell the peer our token of quick crash detection (RFC 6290 section 4.4). */
  record ShowToken() implements Task {
    @Override
    public OptionalLong command() {
      return OptionalLong.empty();
    }

    @Override
    public int rank() {
      return 2;
    }
  }

  /** Tell a client to go to another gateway (RFC 5685 section 5). */
  record SendAway(InetAddress to, OptionalLong command) implements Task {
    @Override
    public int rank() {
      return 2;
    }
  }

  /** Tell or ask something about addresses (RFC 4555). */
  record Addresses(What what) implements Task {
    /** What it is. */
    public enum What {
      /** We use other addresses now. */
      UPDATE,
      /** Does the peer answer at its new address? */
      ROUTE,
      /** These are all addresses that we have. */
      LIST
    }

    @Override
    public OptionalLong command() {
      return OptionalLong.empty();
    }

    @Override
    public int rank() {
      return what == What.LIST ? 2 : 0;
    }
  }

  /** Ask the gateway for a ticket of this IKE SA (RFC 5723 section 4.1). */
  record AskTicket() implements Task {
    @Override
    public OptionalLong command() {
      return OptionalLong.empty();
    }

    @Override
    public int rank() {
      return 2;
    }
  }

  /** Ask whether the peer is alive. */
  record Liveness(OptionalLong command) implements Task {
    @Override
    public int rank() {
      return 2;
    }
  }
}
