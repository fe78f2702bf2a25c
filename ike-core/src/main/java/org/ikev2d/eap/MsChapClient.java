package org.ikev2d.eap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.EapSecret;
import org.ikev2d.wire.Bytes;

/** EAP-MSCHAPv2 as client: proves that it knows the password, and that the server does too. */
final class MsChapClient implements EapMethod {
  private static final int RESERVED = 8;

  /** S= and forty digits (RFC 2759 section 5). */
  private static final int PROOF = 42;

  private final EapSecret secret;
  private final SecureRandom random;
  private final Secret hash;

  /** What was answered; waits for the server's proof. */
  private Optional<Answered> answered = Optional.empty();

  private Optional<String> trouble = Optional.empty();

  private record Answered(byte[] response, byte[] challengeHash) {}

  MsChapClient(EapSecret secret, SecureRandom random) {
    this.secret = secret;
    this.random = random;
    this.hash = MsChap.passwordHash(secret.password());
  }

  @Override
  public int type() {
    return EapMethods.MSCHAPV2;
  }

  @Override
  public String label() {
    return "EAP-MSCHAPV2";
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public Progress step(Optional<Bytes> received) {
    Optional<MsChapPacket> packet = received.flatMap(MsChapPacket::decode);
    if (packet.isEmpty()) {
      return new Progress.Failed("malformed message");
    }
    return switch (packet.get().code()) {
      case MsChapPacket.CHALLENGE -> challenge(packet.get());
      case MsChapPacket.SUCCESS -> success(packet.get().body());
      case MsChapPacket.FAILURE -> {
        trouble = Optional.of("the server refuses name or password");
        yield new Progress.More(MsChapPacket.bare(MsChapPacket.FAILURE));
      }
      default -> new Progress.Failed("operation " + packet.get().code());
    };
  }

  private Progress challenge(MsChapPacket packet) {
    Bytes body = packet.body();
    if (body.length() < 1 + MsChap.CHALLENGE || body.at(0) != MsChap.CHALLENGE) {
      return new Progress.Failed("malformed challenge");
    }
    if (answered.isPresent()) {
      return new Progress.Failed("second challenge");
    }
    byte[] own = new byte[MsChap.CHALLENGE];
    random.nextBytes(own);
    Bytes ownChallenge = Bytes.wrap(own);
    Bytes theirs = body.slice(1, 1 + MsChap.CHALLENGE);
    byte[] challengeHash = MsChap.challengeHash(ownChallenge, theirs, secret.name());
    byte[] response = MsChap.response(challengeHash, hash);
    answered = Optional.of(new Answered(response, challengeHash));
    Bytes answer =
        Bytes.concat(
            Bytes.of(MsChap.CHALLENGE + RESERVED + MsChap.RESPONSE + 1),
            ownChallenge,
            Bytes.wrap(new byte[RESERVED]),
            Bytes.copyOf(response),
            Bytes.of(0),
            Bytes.wrap(secret.name().getBytes(StandardCharsets.UTF_8)));
    return new Progress.More(new MsChapPacket(MsChapPacket.RESPONSE, packet.id(), answer).encode());
  }

  private Progress success(Bytes body) {
    if (answered.isEmpty() || body.length() < PROOF) {
      return new Progress.Failed("success without a proof");
    }
    byte[] theirs = body.slice(0, PROOF).toArray();
    byte[] right =
        MsChap.authenticator(hash, answered.get().response(), answered.get().challengeHash())
            .getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(theirs, right)) {
      return new Progress.Failed("the server does not know the password");
    }
    return new Progress.Done(
        Optional.of(MsChapPacket.bare(MsChapPacket.SUCCESS)),
        MsChap.msk(hash, answered.get().response()),
        Optional.empty());
  }

  @Override
  public void close() {
    hash.close();
  }
}
