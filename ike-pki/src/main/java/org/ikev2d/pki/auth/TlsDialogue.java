package org.ikev2d.pki.auth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.Bytes;

/** A TLS handshake, flight by flight. */
final class TlsDialogue {
  private static final int KEY_MATERIAL = 128;
  private static final int MSK = 64;
  private static final int MOST_STEPS = 1000;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final boolean server;
  private boolean begun;

  /** TLS 1.3: the server has said that nothing more comes (RFC 9190 section 2.1.1). */
  private boolean committed;

  TlsDialogue(SSLEngine engine, boolean server) {
    this.engine = engine;
    this.server = server;
  }

  /** Takes a flight of the peer, and gives ours; empty if there is nothing to say. */
  Bytes exchange(Bytes flight) throws SSLException {
    if (!begun) {
      engine.beginHandshake();
      begun = true;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer in = flight.toBuffer();
    for (int steps = 0; steps < MOST_STEPS && advance(in, out); steps++) {
      runTasks();
    }
    if (server && isThree() && isShaken() && !committed) {
      wrap(ByteBuffer.wrap(new byte[1]), out);
      committed = true;
    }
    return Bytes.wrap(out.toByteArray());
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** One step; false if the peer has to speak. */
  private boolean advance(ByteBuffer in, ByteArrayOutputStream out) throws SSLException {
    HandshakeStatus status = engine.getHandshakeStatus();
    return switch (status) {
      case NEED_TASK -> true;
      case NEED_WRAP -> wrap(NOTHING.duplicate(), out);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED ->
          in.hasRemaining() && unwrap(in);
    };
  }

  private boolean wrap(ByteBuffer data, ByteArrayOutputStream out) throws SSLException {
    ByteBuffer packet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(data, packet);
    out.write(packet.array(), 0, packet.position());
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  private boolean unwrap(ByteBuffer in) throws SSLException {
    ByteBuffer data = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    SSLEngineResult result = engine.unwrap(in, data);
    if (!server && data.position() == 1 && data.get(0) == 0) {
      committed = true;
    } else if (data.position() > 0) {
      throw new SSLException("application data within EAP-TLS");
    }
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  /** What tells the peer why the handshake has failed; empty if nothing can be said. */
  Bytes alert() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      wrap(NOTHING.duplicate(), out);
    } catch (SSLException e) {
      return Bytes.wrap(out.toByteArray());
    }
    return Bytes.wrap(out.toByteArray());
  }

  private boolean isThree() {
    return engine.getSession().getProtocol().equals("TLSv1.3");
  }

  private boolean isShaken() {
    return begun
        && !engine.isInboundDone()
        && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
  }

  /** Whether both sides have proved themselves, and nothing more comes from the server. */
  boolean isOver() {
    return isShaken() && (committed || !isThree());
  }

  /** The first half of the key material (RFC 5216 section 2.3, RFC 9190 section 2.3). */
  Secret masterSessionKey(int type) throws SSLException {
    ExtendedSSLSession session = (ExtendedSSLSession) engine.getSession();
    byte[] material =
        isThree()
            ? session.exportKeyingMaterialData(
                "EXPORTER_EAP_TLS_Key_Material", new byte[] {(byte) type}, KEY_MATERIAL)
            : exported12(session);
    Secret msk = Secret.wrap(Arrays.copyOf(material, MSK));
    Arrays.fill(material, (byte) 0);
    return msk;
  }

  @SuppressWarnings("NullAway") // without a context at all, which is other than an empty one
  private static byte[] exported12(ExtendedSSLSession session) throws SSLException {
    return session.exportKeyingMaterialData("client EAP encryption", null, KEY_MATERIAL);
  }

  void close() {
    engine.closeOutbound();
  }
}
