package org.ikev2d.pki.bc;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;
import org.ikev2d.crypto.KeyExchangeMethod;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.GroupId;

/** X25519 and X448: octet strings go out and in as they are (RFC 7748, RFC 8031). */
final class XdhMethod implements KeyExchangeMethod {
  private final GroupId id;
  private final int length;
  private final Generator generator;
  private final PublicValue publicValue;
  private final Function function;

  private interface Generator {
    void generate(SecureRandom random, byte[] privateValue);
  }

  private interface PublicValue {
    void compute(byte[] privateValue, byte[] publicValue);
  }

  private interface Function {
    /** False if the result is all zeroes. */
    boolean compute(byte[] privateValue, byte[] theirs, byte[] shared);
  }

  private XdhMethod(
      GroupId id, int length, Generator generator, PublicValue publicValue, Function function) {
    this.id = id;
    this.length = length;
    this.generator = generator;
    this.publicValue = publicValue;
    this.function = function;
  }

  static XdhMethod x25519() {
    return new XdhMethod(
        GroupId.CURVE25519,
        X25519.POINT_SIZE,
        X25519::generatePrivateKey,
        (k, r) -> X25519.scalarMultBase(k, 0, r, 0),
        (k, u, r) -> X25519.calculateAgreement(k, 0, u, 0, r, 0));
  }

  static XdhMethod x448() {
    return new XdhMethod(
        GroupId.CURVE448,
        X448.POINT_SIZE,
        X448::generatePrivateKey,
        (k, r) -> X448.scalarMultBase(k, 0, r, 0),
        (k, u, r) -> X448.calculateAgreement(k, 0, u, 0, r, 0));
  }

  @Override
  public GroupId id() {
    return id;
  }

  @Override
  public int initiatorLength() {
    return length;
  }

  @Override
  public int responderLength() {
    return length;
  }

  @Override
  public Initiation initiate(SecureRandom random) {
    return initiate(newPrivate(random));
  }

  /** With a private value from elsewhere. */
  Initiation initiate(Secret privateValue) {
    return new XdhInitiation(privateValue, publicValue(privateValue));
  }

  @Override
  public Agreement respond(Bytes initiatorValue, SecureRandom random) {
    if (initiatorValue.length() != length) {
      return wrongLength(initiatorValue);
    }
    try (Secret ours = newPrivate(random)) {
      return agree(ours, initiatorValue, publicValue(ours));
    }
  }

  private Secret newPrivate(SecureRandom random) {
    byte[] privateValue = new byte[length];
    generator.generate(random, privateValue);
    return Secret.wrap(privateValue);
  }

  private Bytes publicValue(Secret privateValue) {
    byte[] octets = new byte[length];
    publicValue.compute(privateValue.borrow(), octets);
    return Bytes.wrap(octets);
  }

  private Agreement agree(Secret ours, Bytes theirs, Bytes ourValue) {
    if (theirs.length() != length) {
      return wrongLength(theirs);
    }
    byte[] shared = new byte[length];
    if (!function.compute(ours.borrow(), theirs.toArray(), shared)) {
      return new Agreement.Invalid(
          id + ": the value leads to a secret of zeroes (RFC 7748 section 6)");
    }
    return new Agreement.Agreed(ourValue, Secret.wrap(shared));
  }

  private Agreement wrongLength(Bytes value) {
    return new Agreement.Invalid(id + ": " + value.length() + " octets instead of " + length);
  }

  private final class XdhInitiation implements Initiation {
    private final Secret privateValue;
    private final Bytes publicValue;

    XdhInitiation(Secret privateValue, Bytes publicValue) {
      this.privateValue = privateValue;
      this.publicValue = publicValue;
    }

    @Override
    public Bytes publicValue() {
      return publicValue;
    }

    @Override
    public Agreement finish(Bytes responderValue) {
      return agree(privateValue, responderValue, Bytes.EMPTY);
    }

    @Override
    public void close() {
      privateValue.close();
    }
  }
}
