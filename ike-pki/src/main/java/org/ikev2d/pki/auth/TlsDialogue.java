package org.ikev2d.pki.auth;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.TlsServerProtocol;
import org.ikev2d.crypto.Secret;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.wire.Bytes;

/** A TLS handshake, flight by flight. Sessions are not resumed. */
final class TlsDialogue {
  private final boolean server;
  private final TlsParty party;
  private final TlsProtocol protocol;
  private boolean begun;

  /** TLS 1.3: the server has said that nothing more comes (RFC 9190 section 2.1.1). */
  private boolean committed;

  /**
   * @param judge all objections to the peer's chain, the leaf first
   */
  static TlsDialogue of(boolean server, Credential own, Function<List<Bytes>, List<String>> judge) {
    return new TlsDialogue(
        server, new TlsParty(own, judge, ProtocolVersion.TLSv13, ProtocolVersion.TLSv12));
  }

  TlsDialogue(boolean server, TlsParty party) {
    this.server = server;
    this.party = party;
    this.protocol = server ? new TlsServerProtocol() : new TlsClientSide.Protocol();
  }

  /**
   * Takes a flight of the peer, and gives ours; empty if there is nothing to say.
   *
   * @throws IOException if the handshake has failed
   */
  Bytes exchange(Bytes flight) throws IOException {
    if (!begun) {
      begun = true;
      begin();
    }
    if (!flight.isEmpty()) {
      protocol.offerInput(flight.toArray());
    }
    if (party.isComplete() && !committed) {
      commit();
    }
    return output();
  }

  private void begin() throws IOException {
    switch (protocol) {
      case TlsServerProtocol serving -> serving.accept(new TlsServerSide(party));
      case TlsClientSide.Protocol asking -> asking.connect(new TlsClientSide(party));
      default -> throw new IllegalStateException("one of the two");
    }
  }

  /** In TLS 1.2 both know at the end of the handshake that nothing more comes. */
  private void commit() throws IOException {
    if (party.isThree() && server) {
      protocol.writeApplicationData(new byte[1], 0, 1);
    }
    int octets = protocol.getAvailableInputBytes();
    byte[] data = new byte[Math.min(octets, 1)];
    protocol.readInput(data, 0, data.length);
    boolean told = !server && octets == 1 && data[0] == 0;
    if (octets > 0 && !told) {
      throw new IOException("application data within EAP-TLS");
    }
    committed = server || told || !party.isThree();
  }

  private Bytes output() {
    byte[] out = new byte[protocol.getAvailableOutputBytes()];
    protocol.readOutput(out, 0, out.length);
    return Bytes.wrap(out);
  }

  /** What tells the peer why the handshake has failed; empty if nothing can be said. */
  Bytes alert() {
    return output();
  }

  /** Why it has failed, in place of what the exception says. */
  Optional<String> trouble() {
    return party.trouble();
  }

  /** Whether both sides have proved themselves, and nothing more comes from the server. */
  boolean isOver() {
    return party.isComplete() && committed && party.trouble().isEmpty();
  }

  /** Once it is over; the receiver's own. */
  Optional<Secret> masterSessionKey() {
    return party.msk();
  }

  /** Zeroes what is left of secrets; what the protocol would still say is heard by nobody. */
  void close() {
    party.close();
    if (begun) {
      try {
        protocol.close();
      } catch (IOException e) {
        // It has failed before, and has cleaned up then.
        return;
      }
    }
  }
}
