package org.ikev2d.kernel.memory;

import java.util.Optional;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.SaStatus.State;
import org.ikev2d.port.Timers;
import org.ikev2d.wire.Bytes;

/** One SA in memory. Guarded by the lock of its table. */
final class Entry {
  static final ChildLifetime UNLIMITED =
      new ChildLifetime(
          java.time.Duration.ZERO, java.time.Duration.ZERO, 0, 0, java.time.Duration.ZERO);

  private static final Timers.Handle NO_TIMER = () -> {};

  /** Changes when the SA moves to another address. */
  SaId id;

  final IpsecMode mode;
  final int reqid;
  final int auth;
  final int encrypt;
  final Secret authKey;
  final Secret encryptKey;
  final int replayWindow;
  final boolean inbound;
  final long addTime;

  /** Of the reservation, or of the lifetime that ends next. */
  private Timers.Handle timer = NO_TIMER;

  ChildLifetime lifetime;
  Optional<Encapsulation> encapsulation;
  State state;
  long packets;
  long bytes;
  long useTime;

  /** A reservation. */
  Entry(SaId id, IpsecMode mode, int reqid, long addTime) {
    this.id = id;
    this.mode = mode;
    this.reqid = reqid;
    this.auth = 0;
    this.encrypt = 0;
    this.authKey = Secret.ofPublic(Bytes.EMPTY);
    this.encryptKey = Secret.ofPublic(Bytes.EMPTY);
    this.replayWindow = 0;
    this.inbound = true;
    this.addTime = addTime;
    this.lifetime = UNLIMITED;
    this.encapsulation = Optional.empty();
    this.state = State.LARVAL;
  }

  Entry(KernelSa sa, int auth, int encrypt, long addTime) {
    this.id = sa.id();
    this.mode = sa.mode();
    this.reqid = sa.reqid();
    this.auth = auth;
    this.encrypt = encrypt;
    this.authKey = sa.integKey().copy();
    this.encryptKey = sa.encrKey().copy();
    this.replayWindow = sa.replayWindow();
    this.inbound = sa.inbound();
    this.addTime = addTime;
    this.lifetime = sa.lifetime();
    this.encapsulation = sa.encapsulation();
    this.state = State.MATURE;
  }

  SaStatus status() {
    return new SaStatus(
        id,
        state,
        Optional.of(mode),
        reqid,
        auth,
        Bytes.wrap(authKey.expose()),
        encrypt,
        Bytes.wrap(encryptKey.expose()),
        replayWindow,
        packets,
        bytes,
        addTime,
        useTime,
        lifetime,
        encapsulation);
  }

  /** The timer that counts from now on; the one before is cancelled. */
  void timer(Timers.Handle next) {
    timer.cancel();
    timer = next;
  }

  void cancelTimer() {
    timer(NO_TIMER);
  }

  /** Ends this entry: no timer runs on, no key stays. */
  void destroy() {
    cancelTimer();
    authKey.close();
    encryptKey.close();
  }
}
