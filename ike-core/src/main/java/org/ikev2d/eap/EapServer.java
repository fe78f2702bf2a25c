package org.ikev2d.eap;

import java.util.Optional;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.EapMethod.Progress;
import org.ikev2d.wire.Bytes;

/**
 * The side that asks (RFC 3748 section 2), without the Identity exchange, which IDi replaces (RFC
 * 7296 section 3.16). A peer that refuses the rule's method has no other one to choose.
 */
public final class EapServer implements EapSession {
  private static final int IDENTIFIERS = 256;

  private final EapMethods methods;
  private Optional<EapMethod> method = Optional.empty();
  private int identifier;
  private int rounds;
  private int octets;

  public EapServer(EapMethods methods) {
    this.methods = methods;
    this.identifier = methods.random().nextInt(IDENTIFIERS);
  }

  @Override
  public EapOutcome step(Credentials credentials, Optional<Bytes> message) {
    if (message.isEmpty()) {
      method = methods.server(credentials);
      return method
          .map(m -> outcome(m, m.step(Optional.empty())))
          .orElseGet(() -> failed("no key or password for " + methods.choice()));
    }
    rounds++;
    octets += message.get().length();
    if (rounds > MOST_ROUNDS || octets > MOST_OCTETS) {
      return failed("too long: " + rounds + " messages, " + octets + " octets");
    }
    Optional<EapPacket> packet = EapPacket.decode(message.get());
    if (packet.isEmpty() || packet.get().code() != EapPacket.RESPONSE || method.isEmpty()) {
      return failed("no EAP response");
    }
    EapPacket response = packet.get();
    if (response.identifier() != identifier) {
      return failed("identifier theirs " + response.identifier() + ", ours " + identifier);
    }
    if (response.type() == EapPacket.NAK || response.type() == EapPacket.EXPANDED) {
      return failed("method refused; theirs " + response.data() + ", ours " + methods.type());
    }
    if (response.type() != methods.type()) {
      return failed("method theirs " + response.type() + ", ours " + methods.type());
    }
    return outcome(method.get(), method.get().step(Optional.of(response.data())));
  }

  private EapOutcome outcome(EapMethod running, Progress progress) {
    return switch (progress) {
      case Progress.More(Bytes data) -> {
        identifier = (identifier + 1) % IDENTIFIERS;
        yield new EapOutcome.Send(
            new EapPacket(EapPacket.REQUEST, identifier, running.type(), data).encode());
      }
      case Progress.Done done ->
          new EapOutcome.Succeeded(
              Optional.of(EapPacket.end(EapPacket.SUCCESS, identifier).encode()),
              done.msk(),
              running.label(),
              done.identity());
      case Progress.Failed(String why) -> failed(running.label() + ": " + why);
    };
  }

  private EapOutcome failed(String why) {
    Bytes failure = EapPacket.end(EapPacket.FAILURE, identifier).encode();
    return new EapOutcome.Failed(Optional.of(failure), why, false);
  }

  @Override
  public Optional<String> trouble() {
    return method.flatMap(m -> m.trouble().map(why -> m.label() + ": " + why));
  }

  @Override
  public void close() {
    method.ifPresent(EapMethod::close);
  }
}
