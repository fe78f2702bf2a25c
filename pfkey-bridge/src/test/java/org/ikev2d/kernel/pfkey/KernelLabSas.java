package org.ikev2d.kernel.pfkey;

import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.Samples.pattern;
import static org.ikev2d.kernel.pfkey.KernelLab.REQID;
import static org.ikev2d.kernel.pfkey.KernelLab.expect;
import static org.ikev2d.kernel.pfkey.KernelLab.same;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ikev2d.crypto.Secret;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.os.SysctlFile;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/** Checks of the SADB. */
final class KernelLabSas {
  private final KernelLab lab;

  KernelLabSas(KernelLab lab) {
    this.lab = lab;
  }

  void all() {
    lab.check("open-second", this::openSecond);
    lab.check("algorithms", this::algorithms);
    lab.check("larval-lifetime", this::larvalLifetime);
    lab.check("reserve", this::reserve);
    lab.check("update-get", this::updateGet);
    lab.check("install-after-reservation-ended", this::installAfterReservationEnded);
    lab.check("add-every-algorithm", this::everyAlgorithm);
    lab.check("refusals", this::refusals);
    lab.check("ah", this::authenticationHeader);
    lab.check("ipv6", this::six);
    lab.check("ipv6-in-ipv4", this::mixedFamilies);
    lab.check("udp-encapsulation", this::encapsulation);
    lab.check("dump-many", this::dumpMany);
    lab.check("answers-in-a-flood", this::flood);
  }

  private void openSecond() {
    try (PfKeyBackend second = done(PfKeyBackend.open())) {
      same(second.algorithms(), lab.kernel.algorithms(), "algorithms");
    }
  }

  private void algorithms() {
    var listed = lab.kernel.algorithms();
    same(listed.encr().getOrDefault(EncrId.AES_CBC, Set.of(-1)), Set.of(128, 192, 256), "AES-CBC");
    same(listed.encr().getOrDefault(EncrId.AES_CTR, Set.of(-1)), Set.of(128, 192, 256), "AES-CTR");
    same(listed.encr().getOrDefault(EncrId.TRIPLE_DES, Set.of(-1)), Set.of(), "3DES");
    expect(!listed.encr().containsKey(EncrId.AES_GCM_16), "GCM listed");
    expect(listed.integ().contains(IntegId.HMAC_SHA2_512_256), "no SHA2-512");
    expect(listed.integ().contains(IntegId.HMAC_SHA1_96), "no SHA1");
    expect(!listed.integ().contains(IntegId.HMAC_SHA2_256_128), "SHA2-256 listed");
    expect(!listed.esn(), "ESN listed");
  }

  private void larvalLifetime() throws IOException {
    same(SysctlFile.read(LarvalLifetime.SETTING), "165", "xfrm_acq_expires");
  }

  private void reserve() {
    Set<ChildSpi> spis = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      spis.add(done(lab.kernel.reserve(ProtocolId.ESP, lab.peer, lab.us, IpsecMode.TUNNEL, REQID)));
    }
    same(spis.size(), 20, "different SPIs");
    for (ChildSpi spi : spis) {
      expect(Integer.compareUnsigned(spi.value(), 0x1000) >= 0, "SPI " + spi);
      var id = new SaId(ProtocolId.ESP, spi, lab.peer, lab.us);
      SaStatus status = done(lab.kernel.get(id));
      same(status.state(), SaStatus.State.LARVAL, "state");
      same(status.reqid(), REQID, "reqid");
      same(status.mode(), Optional.of(IpsecMode.TUNNEL), "mode");
      same(done(lab.kernel.delete(id)), id, "deleted");
    }
  }

  private void updateGet() {
    ChildSpi spi =
        done(lab.kernel.reserve(ProtocolId.ESP, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.ESP, spi, lab.peer, lab.us);
    var lifetime =
        new ChildLifetime(
            Duration.ofSeconds(3000), Duration.ofSeconds(3600), 1 << 20, 1 << 21, Duration.ZERO);
    same(done(lab.kernel.install(Samples.sa(id, true, REQID, lifetime))), id, "id");
    SaStatus status = done(lab.kernel.get(id));
    same(status.state(), SaStatus.State.MATURE, "state");
    same(status.lifetime(), lifetime, "lifetime");
    same(status.encryptKey(), Bytes.wrap(pattern(32)), "encryption key");
    same(status.authKey(), Bytes.wrap(pattern(64)), "authentication key");
    same(status.replayWindow(), 32, "replay window");
    same(status.reqid(), REQID, "reqid");
    same(status.mode(), Optional.of(IpsecMode.TRANSPORT), "mode");
    same(done(lab.kernel.dump(ProtocolId.ESP)), List.of(status), "dump");
    same(done(lab.kernel.dump(ProtocolId.AH)), List.of(), "dump of AH");
    done(lab.kernel.delete(id));
    same(errno(lab.kernel.get(id)), 3, "errno");
    same(errno(lab.kernel.delete(id)), 3, "errno");
  }

  private void installAfterReservationEnded() {
    ChildSpi spi =
        done(lab.kernel.reserve(ProtocolId.ESP, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.ESP, spi, lab.peer, lab.us);
    try (PfKeyBackend other = done(PfKeyBackend.open())) {
      done(other.delete(id));
    }
    done(lab.kernel.install(Samples.sa(id, true, REQID, NO_LIMIT)));
    same(done(lab.kernel.get(id)).state(), SaStatus.State.MATURE, "state");
    done(lab.kernel.delete(id));
  }

  private void everyAlgorithm() {
    int spi = 0x5000;
    for (var cipher : lab.kernel.algorithms().encr().entrySet()) {
      Set<Integer> sizes = cipher.getValue().isEmpty() ? Set.of(0) : cipher.getValue();
      for (int bits : sizes) {
        EncrChoice choice =
            bits == 0 ? EncrChoice.of(cipher.getKey()) : EncrChoice.of(cipher.getKey(), bits);
        addAndDelete(lab.esp(spi++, choice, IntegId.HMAC_SHA1_96));
      }
    }
    for (IntegId integ : lab.kernel.algorithms().integ()) {
      addAndDelete(lab.esp(spi++, EncrChoice.of(EncrId.AES_CBC, 128), integ));
    }
  }

  private void addAndDelete(KernelSa sa) {
    String what = sa.encr() + " " + sa.integ();
    switch (lab.kernel.install(sa)) {
      case KernelAnswer.Refused<SaId> refused -> throw new AssertionError(what + " " + refused);
      case KernelAnswer.Done<SaId>(SaId id) -> {
        SaStatus status = done(lab.kernel.get(id));
        same(status.authKey().length(), sa.integKey().length(), what + " authentication key");
        same(status.encryptKey().length(), sa.encrKey().length(), what + " encryption key");
        done(lab.kernel.delete(id));
      }
    }
  }

  private void refusals() {
    KernelSa sa = lab.esp(0x6000, EncrChoice.of(EncrId.AES_CBC, 128), IntegId.HMAC_SHA1_96);
    done(lab.kernel.install(sa));
    same(errno(lab.kernel.install(sa)), 17, "errno of a second ADD");
    done(lab.kernel.delete(sa.id()));
    var gcm =
        new KernelSa(
            sa.id(),
            sa.mode(),
            REQID,
            Optional.of(EncrChoice.of(EncrId.AES_GCM_16, 128)),
            Secret.wrap(pattern(20)),
            IntegId.NONE,
            Secret.ofPublic(Bytes.EMPTY),
            false,
            32,
            NO_LIMIT,
            List.of(),
            List.of(),
            Optional.empty(),
            false);
    same(errno(lab.kernel.install(gcm)), 0, "errno of our own refusal");
    same(errno(lab.kernel.get(sa.id())), 3, "errno");
  }

  private void authenticationHeader() {
    KernelSa esp = lab.esp(0x6100, EncrChoice.of(EncrId.AES_CBC, 128), IntegId.HMAC_SHA1_96);
    ChildSpi spi =
        done(lab.kernel.reserve(ProtocolId.AH, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.AH, spi, lab.peer, lab.us);
    var ah =
        new KernelSa(
            id,
            IpsecMode.TRANSPORT,
            REQID,
            Optional.empty(),
            Secret.ofPublic(Bytes.EMPTY),
            esp.integ(),
            esp.integKey(),
            false,
            32,
            NO_LIMIT,
            List.of(),
            List.of(),
            Optional.empty(),
            true);
    same(done(lab.kernel.install(ah)), id, "id");
    same(done(lab.kernel.get(id)).state(), SaStatus.State.MATURE, "state");
    same(done(lab.kernel.dump(ProtocolId.AH)).size(), 1, "dump of AH");
    done(lab.kernel.delete(id));
  }

  private KernelSa tunnel(int spi, List<AddressSelector> inner) {
    KernelSa esp = lab.esp(spi, EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA2_512_256);
    return new KernelSa(
        esp.id(),
        IpsecMode.TUNNEL,
        REQID,
        esp.encr(),
        esp.encrKey(),
        esp.integ(),
        esp.integKey(),
        false,
        32,
        NO_LIMIT,
        inner,
        inner,
        Optional.empty(),
        false);
  }

  private void mixedFamilies() {
    KernelSa six = tunnel(0x6200, List.of(Samples.net("2001:db8:1::", 64)));
    done(lab.kernel.install(six));
    done(lab.kernel.delete(six.id()));
    KernelSa both =
        tunnel(0x6201, List.of(Samples.net("2001:db8:1::", 64), Samples.net("10.1.0.0", 16)));
    same(errno(lab.kernel.install(both)), 0, "errno of our own refusal");
  }

  private void encapsulation() {
    ChildSpi spi =
        done(lab.kernel.reserve(ProtocolId.ESP, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.ESP, spi, lab.peer, lab.us);
    done(lab.kernel.install(inUdp(id, 4500)));
    same(
        done(lab.kernel.get(id)).encapsulation(),
        Optional.of(new Encapsulation(4500, 4500)),
        "ports");
    done(lab.kernel.install(inUdp(id, 4501)));
    same(
        done(lab.kernel.get(id)).encapsulation(),
        Optional.of(new Encapsulation(4501, 4500)),
        "ports");
    same(done(lab.kernel.get(id)).state(), SaStatus.State.MATURE, "state");
    done(lab.kernel.delete(id));
  }

  static KernelSa inUdp(SaId id, int peerPort) {
    KernelSa sa = Samples.sa(id, true, REQID, NO_LIMIT);
    return new KernelSa(
        id,
        sa.mode(),
        REQID,
        sa.encr(),
        sa.encrKey(),
        sa.integ(),
        sa.integKey(),
        false,
        32,
        NO_LIMIT,
        List.of(),
        List.of(),
        Optional.of(new Encapsulation(peerPort, 4500)),
        true);
  }

  private void dumpMany() {
    int count = 300;
    for (int i = 0; i < count; i++) {
      done(
          lab.kernel.install(
              lab.esp(0x10000 + i, EncrChoice.of(EncrId.AES_CBC, 128), IntegId.HMAC_SHA1_96)));
    }
    List<SaStatus> all = done(lab.kernel.dump(ProtocolId.NONE));
    same(all.size(), count, "SAs");
    for (SaStatus status : all) {
      done(lab.kernel.delete(status.id()));
    }
    same(done(lab.kernel.dump(ProtocolId.NONE)), List.of(), "SAs");
  }

  private void six() {
    ChildSpi spi =
        done(
            lab.kernel.reserve(
                ProtocolId.ESP, Samples.PEER6, Samples.US6, IpsecMode.TUNNEL, REQID));
    var id = new SaId(ProtocolId.ESP, spi, Samples.PEER6, Samples.US6);
    done(lab.kernel.install(Samples.sa(id, true, REQID, NO_LIMIT)));
    same(done(lab.kernel.get(id)).id(), id, "id");
    same(done(lab.kernel.dump(ProtocolId.ESP)).getFirst().id(), id, "dumped id");
    same(done(lab.kernel.delete(id)), id, "deleted");
  }

  /** Another socket changes the SADB as fast as it can; all of that comes to our sockets too. */
  private void flood() throws InterruptedException {
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try (PfKeyBackend second = done(PfKeyBackend.open())) {
                for (int i = 0; i < 500; i++) {
                  SaId id = new SaId(ProtocolId.ESP, new ChildSpi(0x20000 + i), lab.us, lab.peer);
                  done(second.install(Samples.sa(id, false, 5, NO_LIMIT)));
                  done(second.delete(id));
                }
              }
            });
    for (int i = 0; i < 200 || other.isAlive(); i++) {
      ChildSpi spi =
          done(lab.kernel.reserve(ProtocolId.ESP, lab.peer, lab.us, IpsecMode.TRANSPORT, REQID));
      var id = new SaId(ProtocolId.ESP, spi, lab.peer, lab.us);
      done(lab.kernel.install(Samples.sa(id, true, REQID, NO_LIMIT)));
      same(done(lab.kernel.get(id)).state(), SaStatus.State.MATURE, "state");
      done(lab.kernel.delete(id));
    }
    other.join();
  }
}
