package org.ikev2d.eap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.EapSecret;
import org.ikev2d.wire.Bytes;

/**
 * EAP-MSCHAPv2 as server. A name that is not known takes the same steps as a wrong password, so
 * that nobody learns which names there are.
 */
final class MsChapServer implements EapMethod {
  private static final int RESERVED = 8;
  private static final int VALUE = MsChap.CHALLENGE + RESERVED + MsChap.RESPONSE + 1;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_SHOWN = 64;

  private final String ownName;
  private final List<EapSecret> secrets;
  private final Bytes challenge;
  private final Bytes nextChallenge;
  private final Secret nobody;
  private final int id;
  private Stage stage = new Stage.Fresh();

  private sealed interface Stage {
    record Fresh() implements Stage {}

    record Challenged() implements Stage {}

    record Proved(Secret msk, String name) implements Stage {}

    record Refused(String why) implements Stage {}
  }

  /**
   * @param secrets of all users that may come
   */
  MsChapServer(String ownName, List<EapSecret> secrets, SecureRandom random) {
    this.ownName = ownName;
    this.secrets = secrets;
    this.challenge = drawn(random);
    this.nextChallenge = drawn(random);
    this.nobody = Secret.wrap(drawn(random).toArray());
    this.id = random.nextInt(256);
  }

  private static Bytes drawn(SecureRandom random) {
    byte[] octets = new byte[MsChap.CHALLENGE];
    random.nextBytes(octets);
    return Bytes.wrap(octets);
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
    return stage instanceof Stage.Refused(String why) ? Optional.of(why) : Optional.empty();
  }

  @Override
  public Progress step(Optional<Bytes> received) {
    return switch (stage) {
      case Stage.Fresh fresh -> begin();
      case Stage.Challenged challenged -> answered(packet(received));
      case Stage.Proved proved -> acknowledged(proved, packet(received));
      case Stage.Refused(String why) -> new Progress.Failed(why);
    };
  }

  private static Optional<MsChapPacket> packet(Optional<Bytes> received) {
    return received.flatMap(MsChapPacket::decode);
  }

  private Progress begin() {
    stage = new Stage.Challenged();
    Bytes name = Bytes.wrap(ownName.getBytes(StandardCharsets.UTF_8));
    Bytes body = Bytes.concat(Bytes.of(MsChap.CHALLENGE), challenge, name);
    return new Progress.More(new MsChapPacket(MsChapPacket.CHALLENGE, id, body).encode());
  }

  private Progress answered(Optional<MsChapPacket> packet) {
    if (packet.isEmpty()
        || packet.get().code() != MsChapPacket.RESPONSE
        || packet.get().id() != id
        || packet.get().body().length() <= 1 + VALUE
        || packet.get().body().length() > 1 + VALUE + LONGEST_NAME
        || packet.get().body().at(0) != VALUE) {
      return new Progress.Failed("malformed response");
    }
    Bytes body = packet.get().body();
    Bytes peerChallenge = body.slice(1, 1 + MsChap.CHALLENGE);
    int at = 1 + MsChap.CHALLENGE + RESERVED;
    byte[] response = body.slice(at, at + MsChap.RESPONSE).toArray();
    String name =
        new String(body.slice(1 + VALUE, body.length()).toArray(), StandardCharsets.UTF_8);
    Optional<EapSecret> user = secrets.stream().filter(s -> s.name().equals(name)).findFirst();
    byte[] challengeHash = MsChap.challengeHash(peerChallenge, challenge, name);
    try (Secret hash = MsChap.passwordHash(user.map(EapSecret::password).orElse(nobody))) {
      boolean right = MessageDigest.isEqual(MsChap.response(challengeHash, hash), response);
      if (!right || user.isEmpty()) {
        return refuse((user.isEmpty() ? "no user " : "wrong password of ") + quoted(name));
      }
      stage = new Stage.Proved(MsChap.msk(hash, response), name);
      String text = MsChap.authenticator(hash, response, challengeHash) + " M=";
      return new Progress.More(
          new MsChapPacket(MsChapPacket.SUCCESS, id, Bytes.ofText(text)).encode());
    }
  }

  /** For the log: names come from whoever asks, before anything is proved. */
  private static String quoted(String name) {
    String shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
    return "'" + shown.replaceAll("[^\\p{Print}…]", "?") + "'";
  }

  /** Error 691, and no second try (RFC 2759 section 6). */
  private Progress refuse(String why) {
    stage = new Stage.Refused(why);
    String next = HexFormat.of().formatHex(nextChallenge.toArray()).toUpperCase(Locale.ROOT);
    Bytes text = Bytes.ofText("E=691 R=0 C=" + next + " V=3 M=");
    return new Progress.More(new MsChapPacket(MsChapPacket.FAILURE, id, text).encode());
  }

  private static Progress acknowledged(Stage.Proved proved, Optional<MsChapPacket> packet) {
    return packet.isPresent() && packet.get().code() == MsChapPacket.SUCCESS
        ? new Progress.Done(Optional.empty(), proved.msk().copy(), Optional.of(proved.name()))
        : new Progress.Failed("the client does not take our proof");
  }

  @Override
  public void close() {
    nobody.close();
    if (stage instanceof Stage.Proved proved) {
      proved.msk().close();
    }
  }
}
