package org.ikev2d.eap;

import java.util.Optional;
import org.ikev2d.port.Credentials;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.EapMethod.Progress;
import org.ikev2d.wire.Bytes;

/** The side that is asked (RFC 3748 section 2). */
public final class EapClient implements EapSession {
  private final EapMethods methods;
  private Optional<EapMethod> method = Optional.empty();
  private Optional<Progress.Done> done = Optional.empty();
  private int rounds;
  private int octets;

  public EapClient(EapMethods methods) {
    this.methods = methods;
  }

  @Override
  public EapOutcome step(Credentials credentials, Optional<Bytes> message) {
    rounds++;
    octets += message.map(Bytes::length).orElse(0);
    if (rounds > MOST_ROUNDS || octets > MOST_OCTETS) {
      return failed("too long: " + rounds + " messages, " + octets + " octets");
    }
    Optional<EapPacket> packet = message.flatMap(EapPacket::decode);
    if (packet.isEmpty()) {
      return failed("no EAP message");
    }
    return switch (packet.get().code()) {
      case EapPacket.REQUEST -> request(credentials, packet.get());
      case EapPacket.SUCCESS -> success();
      case EapPacket.FAILURE ->
          new EapOutcome.Failed(
              Optional.empty(), trouble().orElse("the peer sent EAP Failure"), true);
      default -> failed("EAP code " + packet.get().code());
    };
  }

  private EapOutcome request(Credentials credentials, EapPacket request) {
    if (request.type() == EapPacket.IDENTITY) {
      return answer(request, EapPacket.IDENTITY, Bytes.ofText(methods.name()));
    }
    if (request.type() == EapPacket.NOTIFICATION) {
      return answer(request, EapPacket.NOTIFICATION, Bytes.EMPTY);
    }
    if (request.type() != methods.type()) {
      // Once a method has begun it must go on to its end (RFC 3748 section 2.1).
      return method.isEmpty()
          ? answer(request, EapPacket.NAK, Bytes.of(methods.type()))
          : failed("method theirs " + request.type() + ", ours " + methods.type());
    }
    if (method.isEmpty()) {
      method = methods.client(credentials);
    }
    if (method.isEmpty()) {
      return failed("no key or password for " + methods.choice());
    }
    if (done.isPresent()) {
      return failed("the method goes on after its end");
    }
    return switch (method.get().step(Optional.of(request.data()))) {
      case Progress.More(Bytes data) -> answer(request, request.type(), data);
      case Progress.Done over -> {
        done = Optional.of(over);
        yield answer(request, request.type(), over.data().orElse(Bytes.EMPTY));
      }
      case Progress.Failed(String why) -> failed(method.get().label() + ": " + why);
    };
  }

  /** Success without a key would be anybody's word (RFC 3748 section 4.2). */
  private EapOutcome success() {
    if (done.isEmpty() || method.isEmpty()) {
      return failed("EAP Success before the method has succeeded");
    }
    return new EapOutcome.Succeeded(
        Optional.empty(), done.get().msk().copy(), method.get().label(), done.get().identity());
  }

  private static EapOutcome answer(EapPacket request, int type, Bytes data) {
    return new EapOutcome.Send(
        new EapPacket(EapPacket.RESPONSE, request.identifier(), type, data).encode());
  }

  private EapOutcome failed(String why) {
    return new EapOutcome.Failed(Optional.empty(), why, false);
  }

  @Override
  public Optional<String> trouble() {
    return method.flatMap(EapMethod::trouble);
  }

  @Override
  public void close() {
    method.ifPresent(EapMethod::close);
    done.ifPresent(d -> d.msk().close());
  }
}
