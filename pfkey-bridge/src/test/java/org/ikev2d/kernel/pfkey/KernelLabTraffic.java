package org.ikev2d.kernel.pfkey;

import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.Samples.pattern;
import static org.ikev2d.kernel.pfkey.KernelLab.REQID;
import static org.ikev2d.kernel.pfkey.KernelLab.expect;
import static org.ikev2d.kernel.pfkey.KernelLab.same;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.journal.Journal;
import org.ikev2d.kernel.journal.JournaledSadb;
import org.ikev2d.kernel.journal.JournaledSpd;
import org.ikev2d.kernel.journal.Recovery;
import org.ikev2d.kernel.os.CloseCall;
import org.ikev2d.kernel.os.SetSockOptCall;
import org.ikev2d.kernel.os.TestSockets;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/** Checks with packets and time. */
final class KernelLabTraffic {
  private final KernelLab lab;

  KernelLabTraffic(KernelLab lab) {
    this.lab = lab;
  }

  void all() {
    lab.check("acquire", this::acquire);
    lab.check("traffic-and-counters", this::traffic);
    lab.check("expire-by-time", this::expireByTime);
    lab.check("expire-by-volume", this::expireByVolume);
    lab.check("journal-after-crash", this::journal);
    lab.peerNamespace.ifPresent(name -> lab.check("new-mapping", () -> newMapping(name)));
  }

  private void acquire() throws Exception {
    KernelPolicy policy = lab.policy(Direction.OUT, IpsecMode.TRANSPORT, REQID);
    int id = done(lab.kernel.add(policy));
    lab.ping(1);
    var acquire = lab.await(KernelEvent.Acquire.class);
    same(acquire.policyId(), id, "policy");
    same(acquire.protocol(), ProtocolId.ESP, "protocol");
    same(acquire.source(), lab.us, "source");
    same(acquire.destination(), lab.peer, "destination");
    same(done(lab.kernel.get(acquire.policyId())).policy(), policy, "policy");
  }

  /** Goes on with the policy and the larval SA of {@link #acquire}. */
  private void traffic() throws Exception {
    KernelSa sa = lab.esp(0x7000, EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA2_512_256);
    done(lab.kernel.install(sa));
    same(done(lab.kernel.dump(ProtocolId.NONE)).size(), 1, "SAs, none larval");
    lab.ping(3);
    SaStatus status = done(lab.kernel.get(sa.id()));
    same(status.packets(), 3L, "packets");
    expect(status.bytes() > 0 && status.useTime() > 0, "counters " + status);
    done(lab.kernel.delete(sa.id()));
    done(lab.kernel.delete(lab.policy(Direction.OUT, IpsecMode.TRANSPORT, REQID)));
  }

  private void expireByTime() throws Exception {
    var lifetime =
        new ChildLifetime(Duration.ofSeconds(2), Duration.ofSeconds(4), 0, 0, Duration.ZERO);
    SaId id = new SaId(ProtocolId.ESP, new ChildSpi(0x7001), lab.us, lab.peer);
    done(lab.kernel.install(Samples.sa(id, false, REQID, lifetime)));
    same(lab.await(KernelEvent.Expire.class), new KernelEvent.Expire(id, false), "soft");
    same(done(lab.kernel.get(id)).state(), SaStatus.State.DYING, "state");
    same(lab.await(KernelEvent.Expire.class), new KernelEvent.Expire(id, true), "hard");
    same(errno(lab.kernel.get(id)), 3, "errno");
  }

  private void expireByVolume() throws Exception {
    var lifetime = new ChildLifetime(Duration.ZERO, Duration.ZERO, 100, 200, Duration.ZERO);
    SaId id = new SaId(ProtocolId.ESP, new ChildSpi(0x7002), lab.us, lab.peer);
    KernelPolicy policy = lab.policy(Direction.OUT, IpsecMode.TRANSPORT, REQID);
    done(lab.kernel.add(policy));
    done(lab.kernel.install(Samples.sa(id, false, REQID, lifetime)));
    lab.ping(5);
    same(lab.await(KernelEvent.Expire.class), new KernelEvent.Expire(id, false), "soft");
    same(lab.await(KernelEvent.Expire.class), new KernelEvent.Expire(id, true), "hard");
    done(lab.kernel.delete(policy));
    // What is sent after the end asks for a new SA; a new SA ends the question.
    done(lab.kernel.install(Samples.sa(id, false, REQID, NO_LIMIT)));
    done(lab.kernel.delete(id));
  }

  private void journal() throws IOException {
    Path path = Files.createTempDirectory("journal").resolve("journal");
    KernelSa manual = lab.esp(0x8000, EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA1_96);
    KernelSa theirs =
        Samples.sa(
            new SaId(ProtocolId.ESP, new ChildSpi(0x8001), lab.us, lab.peer), false, 5, NO_LIMIT);
    KernelPolicy theirPolicy = lab.policy(Direction.IN, IpsecMode.TRANSPORT, 5);
    done(lab.kernel.install(manual));
    done(lab.kernel.install(theirs));
    done(lab.kernel.add(theirPolicy));
    List<SaStatus> before = done(lab.kernel.dump(ProtocolId.NONE));
    try (Journal journal = done(Journal.open(path))) {
      var sadb = new JournaledSadb(lab.kernel, journal);
      ChildSpi spi =
          done(sadb.reserve(ProtocolId.ESP, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
      done(
          sadb.install(
              Samples.sa(new SaId(ProtocolId.ESP, spi, lab.peer, lab.us), true, REQID, NO_LIMIT)));
      done(
          sadb.install(
              Samples.sa(
                  new SaId(ProtocolId.ESP, new ChildSpi(0x8002), lab.us, lab.peer),
                  false,
                  REQID,
                  NO_LIMIT)));
      done(sadb.reserve(ProtocolId.AH, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
      done(
          new JournaledSpd(lab.kernel, journal)
              .add(lab.policy(Direction.OUT, IpsecMode.TRANSPORT, REQID)));
    }
    try (Journal journal = done(Journal.open(path))) {
      same(journal.recover(lab.kernel, lab.kernel), new Recovery(3, 1, List.of()), "recovery");
    }
    same(done(lab.kernel.dump(ProtocolId.NONE)), before, "SAs of others");
    same(done(lab.kernel.dump()).getFirst().policy(), theirPolicy, "policy of others");
    done(lab.kernel.delete(manual.id()));
    done(lab.kernel.delete(theirs.id()));
    done(lab.kernel.delete(theirPolicy));
  }

  /** The peer sends ESP in UDP from another port than our SA has. */
  private void newMapping(String namespace) throws Exception {
    ChildSpi spi =
        done(lab.kernel.reserve(ProtocolId.ESP, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.ESP, spi, lab.peer, lab.us);
    KernelSa sa = KernelLabSas.inUdp(id, 4500);
    done(lab.kernel.install(sa));
    int fd = TestSockets.udp();
    same(TestSockets.bind(fd, lab.us, 4500).errno(), 0, "errno of bind");
    same(SetSockOptCall.set(fd, 17, 100, 2).errno(), 0, "errno of UDP_ENCAP");
    String us = lab.us.getHostAddress();
    String peer = lab.peer.getHostAddress();
    String xfrm = "ip -n " + namespace + " xfrm ";
    KernelLab.run(
        (xfrm
                + "state add src "
                + peer
                + " dst "
                + us
                + " proto esp spi "
                + spi
                + " mode transport")
            .concat(" auth-trunc hmac(sha512) 0x" + Bytes.wrap(pattern(64)).toHex() + " 256")
            .concat(" enc cbc(aes) 0x" + Bytes.wrap(pattern(32)).toHex())
            .concat(" encap espinudp 4555 4500 0.0.0.0")
            .split(" "));
    String policy = "src " + peer + " dst " + us + " dir out";
    KernelLab.run((xfrm + "policy add " + policy + " tmpl proto esp mode transport").split(" "));
    lab.events.clear();
    String ping = "ip netns exec " + namespace + " ping -q -c 3 -i 0.3 -W 1 " + us;
    new ProcessBuilder(ping.split(" "))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    same(
        lab.await(KernelEvent.Mapping.class),
        new KernelEvent.Mapping(id, lab.peer, 4555),
        "mapping");
    same(done(lab.kernel.get(id)).packets(), 3L, "packets");
    same(lab.events.isEmpty(), true, "one event for three packets");
    KernelLab.run((xfrm + "policy delete " + policy).split(" "));
    KernelLab.run((xfrm + "state flush").split(" "));
    done(lab.kernel.delete(id));
    CloseCall.close(fd);
  }
}
