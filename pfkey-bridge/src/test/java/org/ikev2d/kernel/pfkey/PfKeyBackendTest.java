package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ikev2d.kernel.Samples.NO_LIMIT;
import static org.ikev2d.kernel.Samples.PEER;
import static org.ikev2d.kernel.Samples.US;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.Samples.outbound;
import static org.ikev2d.kernel.Samples.reason;
import static org.ikev2d.kernel.Samples.transport;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Vectors;
import org.ikev2d.port.Direction;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.KernelEvent;
import org.ikev2d.port.KernelSa;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.ProtocolId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PfKeyBackendTest {
  private static final ChildSpi SPI = new ChildSpi(0x000fbb28);

  private final FakeKernel requests = new FakeKernel();
  private final FakeKernel eventSocket = new FakeKernel();
  private final BlockingQueue<KernelEvent> events = new LinkedBlockingQueue<>();
  private final PfKeyBackend kernel;

  PfKeyBackendTest() {
    eventSocket.answers(r ->
        List.of(
            FakeKernel.reply(
                r.saType().code() == 2 ? "pfkey-register-ah.rsp" : "pfkey-register-esp.rsp", r)));
    kernel =
        done(
            PfKeyBackend.open(
                () -> KernelAnswer.done(requests),
                () -> KernelAnswer.done(eventSocket),
                Vectors.CODEC,
                77));
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  @Tag("R8221-5-1")
  @Test
  void offersWhatLinuxCanInstallAsIkeDefinesIt() {
    assertThat(kernel.algorithms().encr())
        .containsAllEntriesOf(
            Map.of(
                EncrId.AES_CBC, Set.of(128, 192, 256),
                EncrId.AES_CTR, Set.of(128, 192, 256),
                EncrId.TRIPLE_DES, Set.of(),
                EncrId.NULL, Set.of(),
                EncrId.CAMELLIA_CBC, Set.of(128, 192, 256)));
    assertThat(kernel.algorithms().encr()).doesNotContainKey(EncrId.AES_GCM_16);
    assertThat(kernel.algorithms().integ())
        .containsExactlyInAnyOrder(
            IntegId.HMAC_MD5_96,
            IntegId.HMAC_SHA1_96,
            IntegId.HMAC_SHA2_384_192,
            IntegId.HMAC_SHA2_512_256,
            IntegId.AES_XCBC_96);
    assertThat(kernel.algorithms().esn()).isFalse();
  }

  @Test
  void aKernelWithoutPfKeyIsSaidPlainly() {
    KernelAnswer<PfKeyBackend> answer =
        PfKeyBackend.open(
            () -> KernelAnswer.done(requests),
            () ->
                new KernelAnswer.Refused<>(
                    "socket(PF_KEY)", 97, org.ikev2d.kernel.msg.SadbErrno.words(97)),
            Vectors.CODEC,
            77);
    assertThat(errno(answer)).isEqualTo(97);
    assertThat(reason(answer)).isEqualTo("PF_KEY not available in this kernel");
  }

  private SaId reserve() {
    requests.replies("pfkey-getspi-esp-norange.rsp");
    ChildSpi spi = done(kernel.reserve(ProtocolId.ESP, PEER, US, IpsecMode.TRANSPORT, 7));
    return new SaId(ProtocolId.ESP, spi, PEER, US);
  }

  @Test
  void aReservedSaIsUpdated() {
    SaId id = reserve();
    assertThat(id.spi()).isEqualTo(SPI);
    requests.replies("pfkey-update-larval-esp-transport-no-lifetime.rsp");
    done(kernel.install(Samples.sa(id, true, 7, NO_LIMIT)));
    assertThat(requests.request(1).type()).isEqualTo(MsgType.UPDATE);
    done(kernel.install(Samples.sa(id, true, 7, NO_LIMIT)));
    assertThat(requests.request(2).type()).isEqualTo(MsgType.UPDATE);
  }

  @Test
  void anEndedReservationIsAdded() {
    SaId id = reserve();
    requests.answers(r ->
        r.type().equals(MsgType.UPDATE)
            ? List.of(FakeKernel.error(r, 3))
            : List.of(FakeKernel.reply("pfkey-add-esp-transport-aescbc128-sha256.rsp", r)));
    assertThat(done(kernel.install(Samples.sa(id, true, 7, NO_LIMIT)))).isEqualTo(id);
    assertThat(requests.request(2).type()).isEqualTo(MsgType.ADD);
  }

  @Test
  void anSaOfOthersIsNeverUpdated() {
    requests.answers(r -> List.of(FakeKernel.error(r, 17)));
    SaId id = new SaId(ProtocolId.ESP, SPI, PEER, US);
    assertThat(errno(kernel.install(Samples.sa(id, true, 7, NO_LIMIT)))).isEqualTo(17);
    assertThat(requests.request(0).type()).isEqualTo(MsgType.ADD);
  }

  @Test
  void aLostReplyIsMadeUpForByAskingTheSadb() {
    requests.answers(r ->
        r.type().equals(MsgType.GET)
            ? List.of(FakeKernel.reply("pfkey-get-esp.rsp", r))
            : List.of());
    KernelSa sa = outbound(0x2000, 0);
    assertThat(done(kernel.install(sa))).isEqualTo(sa.id());
    assertThat(errno(kernel.install(outbound(0x2000, 9)))).isEqualTo(110);
  }

  @Test
  void deletesAndReadsSas() {
    requests.replies("pfkey-get-esp.rsp");
    SaStatus status = done(kernel.get(Samples.id(1, US, PEER)));
    assertThat(status.state()).isEqualTo(SaStatus.State.MATURE);
    assertThat(status.encryptKey().length()).isEqualTo(16);
    requests.replies("pfkey-delete-esp.rsp");
    assertThat(done(kernel.delete(status.id())).protocol()).isEqualTo(ProtocolId.ESP);
    requests.replies("pfkey-delete-nonexistent.rsp");
    assertThat(errno(kernel.delete(status.id()))).isEqualTo(3);
  }

  @Test
  void dumpsSas() {
    requests.answers(r ->
        List.of(
            FakeKernel.numbered("pfkey-dump3-1.rsp", 1, 77),
            FakeKernel.numbered("pfkey-dump-larval.rsp", 2, 77),
            FakeKernel.numbered("pfkey-dump3-3.rsp", 0, 77)));
    assertThat(done(kernel.dump(ProtocolId.NONE)))
        .extracting(SaStatus::state)
        .containsExactly(SaStatus.State.MATURE, SaStatus.State.LARVAL, SaStatus.State.MATURE);
  }

  @Test
  void policiesAreAddedFoundAndDeleted() {
    requests.replies("pfkey-spdadd-out-transport-esp-require.rsp");
    assertThat(done(kernel.add(transport(Direction.OUT, 7))) & 7).isEqualTo(1);
    requests.replies("pfkey-spdget.rsp");
    assertThat(done(kernel.get(1)).id()).isNotZero();
    requests.replies("pfkey-spddelete.rsp");
    done(kernel.delete(transport(Direction.OUT, 7)));
    requests.replies("pfkey-spddump-empty.rsp");
    assertThat(done(kernel.dump())).isEmpty();
    requests.replies("pfkey-spdadd-exists.rsp");
    assertThat(errno(kernel.add(transport(Direction.OUT, 7)))).isEqualTo(17);
  }

  @Test
  void eventsFromBeforeTheListenerAreNotLost() throws Exception {
    eventSocket.push(Vectors.octets("pfkey-acquire-esp-tunnel.evt"));
    eventSocket.push(Vectors.octets("pfkey-register-esp.rsp"));
    eventSocket.push(new byte[] {9, 9});
    eventSocket.push(Vectors.octets("pfkey-expire-soft-packets.evt"));
    kernel.listen(events::add);
    assertThat(next()).isEqualTo(new KernelEvent.Acquire(6, ProtocolId.ESP, US, PEER, 0x11));
    KernelEvent.Expire expire = (KernelEvent.Expire) next();
    assertThat(expire.hard()).isFalse();
  }

  private KernelEvent next() throws InterruptedException {
    KernelEvent event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event");
    }
    return event;
  }

  @Test
  void closesBothSockets() {
    kernel.listen(events::add);
    kernel.close();
    assertThat(requests.closed).isTrue();
    assertThat(eventSocket.closed).isTrue();
  }

  @Test
  void keysOfARequestAreGoneAfterIt() {
    KernelSa sa = outbound(0x2000, 0);
    requests.replies("pfkey-add-esp-transport-aescbc128-sha256.rsp");
    done(kernel.install(sa));
    try (SadbMessage sent = requests.request(0)) {
      assertThat(sent.type()).isEqualTo(MsgType.ADD);
    }
    assertThat(sa.encrKey().isClosed()).isFalse();
  }

  @Test
  void theBypassOptionIsASixteenOctetPolicy() {
    ByteBuffer in =
        ByteBuffer.wrap(PfKeyBypass.option(Direction.IN)).order(ByteOrder.nativeOrder());
    assertThat(in.remaining()).isEqualTo(16);
    assertThat(List.of(in.getShort(0), in.getShort(2), in.getShort(4)))
        .containsExactly((short) 2, (short) 18, (short) 4);
    assertThat(in.get(6)).isEqualTo((byte) 1);
    assertThat(PfKeyBypass.option(Direction.OUT)[6]).isEqualTo((byte) 2);
    assertThatThrownBy(() -> PfKeyBypass.option(Direction.FORWARD))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
