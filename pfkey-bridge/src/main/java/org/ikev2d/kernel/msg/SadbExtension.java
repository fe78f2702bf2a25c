package org.ikev2d.kernel.msg;

import java.util.List;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/** An extension of a PF_KEY message (RFC 2367 section 2.3 and the systems' additions). */
public sealed interface SadbExtension {
  ExtKind kind();

  /**
   * @param spi network order on the wire, a plain number here
   * @param replay packets on Linux and Solaris, octets of bitmap on the KAME family
   * @param state 0 larval, 1 mature, 2 dying, 3 dead
   */
  record Sa(int spi, int replay, int state, int auth, int encrypt, int flags)
      implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.SA;
    }
  }

  /**
   * @param allocations packets on Linux
   * @param addTime seconds; since the epoch in LIFETIME_CURRENT
   * @param useTime seconds since first use; the epoch time of it in LIFETIME_CURRENT
   */
  record Lifetime(ExtKind kind, int allocations, long bytes, long addTime, long useTime)
      implements SadbExtension {}

  /**
   * Source, destination, proxy or NAT original address; the protocol is 255 for any in policies.
   */
  record Address(ExtKind kind, int protocol, int prefix, Sockaddr address)
      implements SadbExtension {}

  /** Key material. The secret is this record's own: see {@link SadbMessage#close}. */
  record Key(ExtKind kind, int bits, Secret key) implements SadbExtension {}

  /**
   * @param text without its terminating zero
   */
  record Identity(ExtKind kind, int type, long id, Bytes text) implements SadbExtension {}

  /**
   * @param bitmaps both bitmaps as they stand
   */
  record Sensitivity(
      int dpd, int sensLevel, int sensWords, int integLevel, int integWords, Bytes bitmaps)
      implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.SENSITIVITY;
    }
  }

  record Proposal(int replay, List<Comb> combs) implements SadbExtension {
    public Proposal {
      combs = List.copyOf(combs);
    }

    @Override
    public ExtKind kind() {
      return ExtKind.PROPOSAL;
    }
  }

  record Supported(ExtKind kind, List<SupportedAlg> algorithms) implements SadbExtension {
    public Supported {
      algorithms = List.copyOf(algorithms);
    }
  }

  /** Both ends included, unsigned, in host order on the wire unlike an SPI. */
  record SpiRange(int min, int max) implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.SPIRANGE;
    }
  }

  record KmPrivate(int value) implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.X_KMPRIVATE;
    }
  }

  /**
   * @param type 0 discard, 1 none, 2 ipsec, 4 bypass (sockets only)
   * @param direction 1 in, 2 out, 3 forward; 4 and up for the policies of single sockets
   * @param priority unsigned, lower is matched first
   */
  record Policy(int type, int direction, int id, int priority, List<IpsecRequest> requests)
      implements SadbExtension {
    public static final int DISCARD = 0;
    public static final int NONE = 1;
    public static final int IPSEC = 2;
    public static final int BYPASS = 4;

    public Policy {
      requests = List.copyOf(requests);
    }

    @Override
    public ExtKind kind() {
      return ExtKind.X_POLICY;
    }
  }

  /**
   * @param mode 0 any, 1 transport, 2 tunnel, 3 BEET
   */
  record Sa2(int mode, int sequence, int reqid) implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.X_SA2;
    }
  }

  /**
   * @param type 2 for ESP in UDP (RFC 3948)
   */
  record NatType(int type) implements SadbExtension {
    public static final int ESP_IN_UDP = 2;

    @Override
    public ExtKind kind() {
      return ExtKind.X_NAT_T_TYPE;
    }
  }

  record NatPort(ExtKind kind, int port) implements SadbExtension {}

  record SecurityContext(int algorithm, int doi, Bytes context) implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.X_SEC_CTX;
    }
  }

  record KmAddress(Sockaddr local, Sockaddr remote) implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.X_KMADDRESS;
    }
  }

  /**
   * @param source 16 octets, of which the family uses the first
   * @param destination likewise
   */
  record Filter(
      Bytes source, Bytes destination, int family, int sourcePrefix, int destinationPrefix)
      implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.X_FILTER;
    }
  }

  /** An extension that the dialect does not name. */
  record Unknown(int code, Bytes body) implements SadbExtension {
    @Override
    public ExtKind kind() {
      return ExtKind.UNKNOWN;
    }
  }
}
