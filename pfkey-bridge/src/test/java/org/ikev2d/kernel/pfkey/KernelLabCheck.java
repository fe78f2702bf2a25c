package org.ikev2d.kernel.pfkey;

import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.Samples.pattern;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ikev2d.crypto.Secret;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.journal.Journal;
import org.ikev2d.kernel.journal.JournaledSadb;
import org.ikev2d.kernel.journal.JournaledSpd;
import org.ikev2d.kernel.journal.Recovery;
import org.ikev2d.kernel.msg.KeyLengths;
import org.ikev2d.kernel.msg.SadbAlgorithms;
import org.ikev2d.kernel.os.CloseCall;
import org.ikev2d.kernel.os.SetSockOptCall;
import org.ikev2d.kernel.os.SocketCall;
import org.ikev2d.kernel.os.SysResult;
import org.ikev2d.kernel.os.SysctlFile;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.Direction;
import org.ikev2d.port.EncrChoice;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelPolicy;
import org.ikev2d.port.KernelPolicy.Template;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.ReservedReqids;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.port.Spd;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;

/**
 * Proves the PF_KEY adapter against a real kernel. Prints {@code ok NAME} or {@code not ok NAME
 * why} for each check; exits with 1 if any failed.
 *
 * <p>Needs CAP_NET_ADMIN, af_key, esp4, ah4, esp6 and nobody else's SAs or policies. Arguments: own
 * address, address of a peer that answers ping in the clear, both IPv4.
 */
public final class KernelLabCheck {
  private static final int REQID = ReservedReqids.FIRST;

  private final InetAddress us;
  private final InetAddress peer;
  private final PfKeyBackend kernel;
  private final BlockingQueue<KernelEvent> events = new LinkedBlockingQueue<>();
  private int failures;

  private KernelLabCheck(InetAddress us, InetAddress peer, PfKeyBackend kernel) {
    this.us = us;
    this.peer = peer;
    this.kernel = kernel;
  }

  /** A check may throw what it likes. */
  private interface Check {
    void run() throws Exception;
  }

  public static void main(String[] arguments) {
    InetAddress us = InetAddress.ofLiteral(arguments[0]);
    InetAddress peer = InetAddress.ofLiteral(arguments[1]);
    switch (PfKeyBackend.open()) {
      case KernelAnswer.Refused<PfKeyBackend>(String operation, int errno, String reason) -> {
        System.out.println("not ok open " + operation + " errno=" + errno + " " + reason);
        System.exit(1);
      }
      case KernelAnswer.Done<PfKeyBackend>(PfKeyBackend backend) -> {
        int failures;
        try (backend) {
          var check = new KernelLabCheck(us, peer, backend);
          check.all();
          failures = check.failures;
        }
        System.exit(failures == 0 ? 0 : 1);
      }
    }
  }

  private void all() {
    check("open-second", this::openSecond);
    check("algorithms", this::algorithms);
    check("larval-lifetime", this::larvalLifetime);
    kernel.listen(events::add);
    check("dump-empty", this::dumpEmpty);
    check("reserve", this::reserve);
    check("update-get", this::updateGet);
    check("install-after-reservation-ended", this::installAfterReservationEnded);
    check("add-every-algorithm", this::everyAlgorithm);
    check("refusals", this::refusals);
    check("ah", this::authenticationHeader);
    check("ipv6-in-ipv4", this::mixedFamilies);
    check("udp-encapsulation", this::encapsulation);
    check("dump-many", this::dumpMany);
    check("policies", this::policies);
    check("policy-selectors", this::policySelectors);
    check("policy-of-a-socket", this::socketPolicy);
    check("acquire", this::acquire);
    check("traffic-and-counters", this::traffic);
    check("expire-by-time", this::expireByTime);
    check("expire-by-volume", this::expireByVolume);
    check("journal-after-crash", this::journal);
    check("nothing-left", this::nothingLeft);
  }

  private void check(String name, Check check) {
    try {
      check.run();
      System.out.println("ok " + name);
    } catch (Exception | AssertionError e) {
      failures++;
      System.out.println("not ok " + name + " " + e);
    }
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static void same(Object actual, Object expected, String what) {
    expect(Objects.equals(actual, expected), what + ": " + actual + ", expected " + expected);
  }

  private void openSecond() {
    try (PfKeyBackend second = done(PfKeyBackend.open())) {
      same(second.algorithms(), kernel.algorithms(), "algorithms");
    }
  }

  private void algorithms() {
    var listed = kernel.algorithms();
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

  private void dumpEmpty() {
    same(done(kernel.dump(ProtocolId.NONE)), List.of(), "SAs");
    same(done(kernel.dump()), List.of(), "policies");
  }

  private void reserve() {
    Set<ChildSpi> spis = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      spis.add(done(kernel.reserve(ProtocolId.ESP, peer, us, IpsecMode.TUNNEL, REQID)));
    }
    same(spis.size(), 20, "different SPIs");
    for (ChildSpi spi : spis) {
      expect(Integer.compareUnsigned(spi.value(), 0x1000) >= 0, "SPI " + spi);
      var id = new SaId(ProtocolId.ESP, spi, peer, us);
      SaStatus status = done(kernel.get(id));
      same(status.state(), SaStatus.State.LARVAL, "state");
      same(status.reqid(), REQID, "reqid");
      same(status.mode(), Optional.of(IpsecMode.TUNNEL), "mode");
      same(done(kernel.delete(id)), id, "deleted");
    }
  }

  private void updateGet() {
    ChildSpi spi = done(kernel.reserve(ProtocolId.ESP, peer, us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.ESP, spi, peer, us);
    var lifetime =
        new ChildLifetime(
            Duration.ofSeconds(3000), Duration.ofSeconds(3600), 1 << 20, 1 << 21, Duration.ZERO);
    same(done(kernel.install(Samples.sa(id, true, REQID, lifetime))), id, "id");
    SaStatus status = done(kernel.get(id));
    same(status.state(), SaStatus.State.MATURE, "state");
    same(status.lifetime(), lifetime, "lifetime");
    same(status.encryptKey(), Bytes.wrap(pattern(32)), "encryption key");
    same(status.authKey(), Bytes.wrap(pattern(64)), "authentication key");
    same(status.replayWindow(), 32, "replay window");
    same(status.reqid(), REQID, "reqid");
    same(status.mode(), Optional.of(IpsecMode.TRANSPORT), "mode");
    same(done(kernel.dump(ProtocolId.ESP)), List.of(status), "dump");
    same(done(kernel.dump(ProtocolId.AH)), List.of(), "dump of AH");
    done(kernel.delete(id));
    same(errno(kernel.get(id)), 3, "errno");
    same(errno(kernel.delete(id)), 3, "errno");
  }

  private void installAfterReservationEnded() {
    ChildSpi spi = done(kernel.reserve(ProtocolId.ESP, peer, us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.ESP, spi, peer, us);
    try (PfKeyBackend other = done(PfKeyBackend.open())) {
      done(other.delete(id));
    }
    done(kernel.install(Samples.sa(id, true, REQID, NO_LIMIT)));
    same(done(kernel.get(id)).state(), SaStatus.State.MATURE, "state");
    done(kernel.delete(id));
  }

  private void everyAlgorithm() {
    int spi = 0x5000;
    for (var cipher : kernel.algorithms().encr().entrySet()) {
      Set<Integer> sizes = cipher.getValue().isEmpty() ? Set.of(0) : cipher.getValue();
      for (int bits : sizes) {
        EncrChoice choice =
            bits == 0 ? EncrChoice.of(cipher.getKey()) : EncrChoice.of(cipher.getKey(), bits);
        addAndDelete(esp(spi++, choice, IntegId.HMAC_SHA1_96));
      }
    }
    for (IntegId integ : kernel.algorithms().integ()) {
      addAndDelete(esp(spi++, EncrChoice.of(EncrId.AES_CBC, 128), integ));
    }
  }

  private void addAndDelete(KernelSa sa) {
    String what = sa.encr() + " " + sa.integ();
    switch (kernel.install(sa)) {
      case KernelAnswer.Refused<SaId> refused -> throw new AssertionError(what + " " + refused);
      case KernelAnswer.Done<SaId>(SaId id) -> {
        SaStatus status = done(kernel.get(id));
        same(status.authKey().length(), sa.integKey().length(), what + " authentication key");
        same(status.encryptKey().length(), sa.encrKey().length(), what + " encryption key");
        done(kernel.delete(id));
      }
    }
  }

  private KernelSa esp(int spi, EncrChoice cipher, IntegId integ) {
    int key = KeyLengths.octets(cipher.id(), cipher.keyBits()).orElseThrow();
    int auth = SadbAlgorithms.keyBits(integ).orElseThrow() / 8;
    return new KernelSa(
        new SaId(ProtocolId.ESP, new ChildSpi(spi), us, peer),
        IpsecMode.TRANSPORT,
        REQID,
        Optional.of(cipher),
        Secret.wrap(pattern(key)),
        integ,
        Secret.wrap(pattern(auth)),
        false,
        32,
        NO_LIMIT,
        List.of(),
        List.of(),
        Optional.empty(),
        false);
  }

  private void refusals() {
    KernelSa sa = esp(0x6000, EncrChoice.of(EncrId.AES_CBC, 128), IntegId.HMAC_SHA1_96);
    done(kernel.install(sa));
    same(errno(kernel.install(sa)), 17, "errno of a second ADD");
    done(kernel.delete(sa.id()));
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
    same(errno(kernel.install(gcm)), 0, "errno of our own refusal");
    same(errno(kernel.get(sa.id())), 3, "errno");
  }

  private void authenticationHeader() {
    KernelSa esp = esp(0x6100, EncrChoice.of(EncrId.AES_CBC, 128), IntegId.HMAC_SHA1_96);
    ChildSpi spi = done(kernel.reserve(ProtocolId.AH, peer, us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.AH, spi, peer, us);
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
    same(done(kernel.install(ah)), id, "id");
    same(done(kernel.get(id)).state(), SaStatus.State.MATURE, "state");
    same(done(kernel.dump(ProtocolId.AH)).size(), 1, "dump of AH");
    done(kernel.delete(id));
  }

  private KernelSa tunnel(int spi, List<AddressSelector> inner) {
    KernelSa esp = esp(spi, EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA2_512_256);
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
    done(kernel.install(six));
    done(kernel.delete(six.id()));
    KernelSa both =
        tunnel(0x6201, List.of(Samples.net("2001:db8:1::", 64), Samples.net("10.1.0.0", 16)));
    same(errno(kernel.install(both)), 0, "errno of our own refusal");
  }

  private void encapsulation() {
    ChildSpi spi = done(kernel.reserve(ProtocolId.ESP, peer, us, IpsecMode.TRANSPORT, REQID));
    var id = new SaId(ProtocolId.ESP, spi, peer, us);
    done(kernel.install(inUdp(id, 4500)));
    same(done(kernel.get(id)).encapsulation(), Optional.of(new Encapsulation(4500, 4500)), "ports");
    done(kernel.install(inUdp(id, 4501)));
    same(done(kernel.get(id)).encapsulation(), Optional.of(new Encapsulation(4501, 4500)), "ports");
    same(done(kernel.get(id)).state(), SaStatus.State.MATURE, "state");
    done(kernel.delete(id));
  }

  private static KernelSa inUdp(SaId id, int peerPort) {
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
          kernel.install(
              esp(0x10000 + i, EncrChoice.of(EncrId.AES_CBC, 128), IntegId.HMAC_SHA1_96)));
    }
    List<SaStatus> all = done(kernel.dump(ProtocolId.NONE));
    same(all.size(), count, "SAs");
    for (SaStatus status : all) {
      done(kernel.delete(status.id()));
    }
    same(done(kernel.dump(ProtocolId.NONE)), List.of(), "SAs");
  }

  private KernelPolicy policy(Direction direction, IpsecMode mode, int reqid) {
    boolean out = direction == Direction.OUT;
    boolean tunnel = mode == IpsecMode.TUNNEL;
    InetAddress from = out ? us : peer;
    InetAddress to = out ? peer : us;
    return new KernelPolicy(
        direction,
        AddressSelector.ofPrefix(Bytes.wrap(from.getAddress()), 32),
        AddressSelector.ofPrefix(Bytes.wrap(to.getAddress()), 32),
        1000,
        false,
        Optional.of(
            new Template(
                ProtocolId.ESP,
                mode,
                tunnel ? Optional.of(from) : Optional.empty(),
                tunnel ? Optional.of(to) : Optional.empty(),
                reqid)));
  }

  private void policies() {
    List<KernelPolicy> wanted =
        List.of(
            policy(Direction.OUT, IpsecMode.TUNNEL, REQID),
            policy(Direction.IN, IpsecMode.TRANSPORT, ReservedReqids.LAST),
            policy(Direction.FORWARD, IpsecMode.TUNNEL, REQID));
    for (KernelPolicy policy : wanted) {
      int id = done(kernel.add(policy));
      same(done(kernel.get(id)), new Spd.Installed(id, policy), "policy by id");
      same(errno(kernel.add(policy)), 17, "errno of a second SPDADD");
    }
    List<KernelPolicy> found = new ArrayList<>();
    done(kernel.dump()).forEach(p -> found.add(p.policy()));
    same(new HashSet<>(found), new HashSet<>(wanted), "policies");
    for (KernelPolicy policy : wanted) {
      same(done(kernel.delete(policy)), policy, "deleted");
      same(errno(kernel.delete(policy)), 2, "errno of a second SPDDELETE");
    }
    same(errno(kernel.get(0x7ff1)), 2, "errno");
    same(done(kernel.dump()), List.of(), "policies");
  }

  private void policySelectors() {
    var https =
        new KernelPolicy(
            Direction.OUT,
            Samples.net("2001:db8:1::", 64),
            Samples.service("2001:db8:2::", 64, 6, 443),
            7,
            true,
            Optional.empty());
    var echo =
        new KernelPolicy(
            Direction.OUT,
            AddressSelector.ofPrefix(Bytes.of(10, 1, 0, 0), 16, 1, 0x0800, 0x08ff),
            Samples.net("0.0.0.0", 0),
            7,
            false,
            Optional.empty());
    int id = done(kernel.add(https));
    KernelPolicy told = done(kernel.get(id)).policy();
    same(told.destination(), https.destination(), "destination");
    same(told.source().ipProtocol(), 6, "protocol of the source");
    same(told.discard(), true, "discard");
    done(kernel.delete(https));
    KernelPolicy echoTold = done(kernel.get(done(kernel.add(echo)))).policy();
    same(echoTold.source(), echo.source(), "source");
    done(kernel.delete(echo));
    same(done(kernel.dump()), List.of(), "policies");
  }

  private void socketPolicy() {
    for (int family : new int[] {2, 10}) {
      boolean four = family == 2;
      int fd = SocketCall.socket(family, 2, 0).intValue();
      for (Direction direction : List.of(Direction.IN, Direction.OUT)) {
        SysResult set =
            SetSockOptCall.set(
                fd,
                four ? PfKeyBypass.LEVEL_IPV4 : PfKeyBypass.LEVEL_IPV6,
                four ? PfKeyBypass.OPTION_IPV4 : PfKeyBypass.OPTION_IPV6,
                PfKeyBypass.option(direction));
        same(set.errno(), 0, "errno of " + direction + " in family " + family);
      }
      same(done(kernel.dump()), List.of(), "policies");
      CloseCall.close(fd);
    }
  }

  private void acquire() throws Exception {
    KernelPolicy policy = policy(Direction.OUT, IpsecMode.TRANSPORT, REQID);
    int id = done(kernel.add(policy));
    ping(1);
    var acquire = await(KernelEvent.Acquire.class);
    same(acquire.policyId(), id, "policy");
    same(acquire.protocol(), ProtocolId.ESP, "protocol");
    same(acquire.source(), us, "source");
    same(acquire.destination(), peer, "destination");
    same(done(kernel.get(acquire.policyId())).policy(), policy, "policy");
  }

  /** Goes on with the policy and the larval SA of {@link #acquire}. */
  private void traffic() throws Exception {
    KernelSa sa = esp(0x7000, EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA2_512_256);
    done(kernel.install(sa));
    same(done(kernel.dump(ProtocolId.NONE)).size(), 1, "SAs, none larval");
    ping(3);
    SaStatus status = done(kernel.get(sa.id()));
    same(status.packets(), 3L, "packets");
    expect(status.bytes() > 0 && status.useTime() > 0, "counters " + status);
    done(kernel.delete(sa.id()));
    done(kernel.delete(policy(Direction.OUT, IpsecMode.TRANSPORT, REQID)));
  }

  private void expireByTime() throws Exception {
    var lifetime =
        new ChildLifetime(Duration.ofSeconds(2), Duration.ofSeconds(4), 0, 0, Duration.ZERO);
    SaId id = new SaId(ProtocolId.ESP, new ChildSpi(0x7001), us, peer);
    done(kernel.install(Samples.sa(id, false, REQID, lifetime)));
    same(await(KernelEvent.Expire.class), new KernelEvent.Expire(id, false), "soft");
    same(done(kernel.get(id)).state(), SaStatus.State.DYING, "state");
    same(await(KernelEvent.Expire.class), new KernelEvent.Expire(id, true), "hard");
    same(errno(kernel.get(id)), 3, "errno");
  }

  private void expireByVolume() throws Exception {
    var lifetime = new ChildLifetime(Duration.ZERO, Duration.ZERO, 100, 200, Duration.ZERO);
    SaId id = new SaId(ProtocolId.ESP, new ChildSpi(0x7002), us, peer);
    KernelPolicy policy = policy(Direction.OUT, IpsecMode.TRANSPORT, REQID);
    done(kernel.add(policy));
    done(kernel.install(Samples.sa(id, false, REQID, lifetime)));
    ping(5);
    same(await(KernelEvent.Expire.class), new KernelEvent.Expire(id, false), "soft");
    same(await(KernelEvent.Expire.class), new KernelEvent.Expire(id, true), "hard");
    done(kernel.delete(policy));
    // What is sent after the end asks for a new SA; a new SA ends the question.
    done(kernel.install(Samples.sa(id, false, REQID, NO_LIMIT)));
    done(kernel.delete(id));
  }

  private void journal() throws IOException {
    Path path = Files.createTempDirectory("journal").resolve("journal");
    KernelSa manual = esp(0x8000, EncrChoice.of(EncrId.AES_CBC, 256), IntegId.HMAC_SHA1_96);
    KernelSa theirs =
        Samples.sa(new SaId(ProtocolId.ESP, new ChildSpi(0x8001), us, peer), false, 5, NO_LIMIT);
    KernelPolicy theirPolicy = policy(Direction.IN, IpsecMode.TRANSPORT, 5);
    done(kernel.install(manual));
    done(kernel.install(theirs));
    done(kernel.add(theirPolicy));
    List<SaStatus> before = done(kernel.dump(ProtocolId.NONE));
    try (Journal journal = done(Journal.open(path))) {
      var sadb = new JournaledSadb(kernel, journal);
      ChildSpi spi = done(sadb.reserve(ProtocolId.ESP, peer, us, IpsecMode.TRANSPORT, REQID));
      done(
          sadb.install(Samples.sa(new SaId(ProtocolId.ESP, spi, peer, us), true, REQID, NO_LIMIT)));
      done(
          sadb.install(
              Samples.sa(
                  new SaId(ProtocolId.ESP, new ChildSpi(0x8002), us, peer),
                  false,
                  REQID,
                  NO_LIMIT)));
      done(sadb.reserve(ProtocolId.AH, peer, us, IpsecMode.TRANSPORT, REQID));
      done(
          new JournaledSpd(kernel, journal).add(policy(Direction.OUT, IpsecMode.TRANSPORT, REQID)));
    }
    try (Journal journal = done(Journal.open(path))) {
      same(journal.recover(kernel, kernel), new Recovery(3, 1, List.of()), "recovery");
    }
    same(done(kernel.dump(ProtocolId.NONE)), before, "SAs of others");
    same(done(kernel.dump()).getFirst().policy(), theirPolicy, "policy of others");
    done(kernel.delete(manual.id()));
    done(kernel.delete(theirs.id()));
    done(kernel.delete(theirPolicy));
  }

  private void ping(int count) throws IOException, InterruptedException {
    new ProcessBuilder(
            "ping", "-n", "-q", "-c", "" + count, "-i", "0.3", "-W", "1", peer.getHostAddress())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private <E extends KernelEvent> E await(Class<E> type) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < deadline) {
      KernelEvent event = events.poll(1, TimeUnit.SECONDS);
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " within 20 s");
  }

  private void nothingLeft() {
    same(done(kernel.dump(ProtocolId.NONE)), List.of(), "SAs");
    same(done(kernel.dump()), List.of(), "policies");
  }
}
