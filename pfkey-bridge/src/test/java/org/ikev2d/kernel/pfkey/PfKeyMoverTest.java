package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;
import static org.ikev2d.kernel.Samples.reason;

import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.SaReport;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.msg.ExtKind;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SadbExtension;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Vectors;
import org.ikev2d.port.IpsecMode;
import org.ikev2d.port.KernelSa.Encapsulation;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaMove;
import org.ikev2d.port.SaStatus;
import org.junit.jupiter.api.Test;

/** Against captured replies; what a kernel does with MIGRATE shows the lab. */
class PfKeyMoverTest {
  private static final String IN_UDP = "pfkey-add-esp-natt.rsp";

  private final FakeKernel kernel = new FakeKernel();
  private final Requester requester = new Requester(kernel, Vectors.CODEC, 77, 50);
  private final PfKeyMover mover = new PfKeyMover(requester, new OwnSas(), new PfKeySpd(requester));
  private final SaStatus known = SaReport.status(Vectors.message(IN_UDP)).orElseThrow();

  private SaMove ports(Optional<Encapsulation> wanted) {
    SaId id = known.id();
    return new SaMove(
        List.of(id),
        IpsecMode.TRANSPORT,
        known.reqid(),
        id.source(),
        id.destination(),
        wanted,
        List.of());
  }

  /** The SA of the capture, for GET; UPDATE is answered with what was asked. */
  private List<byte[]> answer(SadbMessage request) {
    SadbMessage captured = Vectors.message(IN_UDP);
    return List.of(
        Vectors.CODEC.encode(
            SadbMessage.request(
                request.type(),
                request.saType(),
                request.seq(),
                request.pid(),
                request.type().equals(MsgType.GET) ? captured.extensions() : List.of())));
  }

  @Test
  void newPortsAreAnUpdateOfTheSaThatIsThere() {
    kernel.answers(this::answer);
    assertThat(done(mover.move(ports(Optional.of(new Encapsulation(4500, 31_000))))))
        .containsExactly(known.id());

    assertThat(kernel.requests).hasSize(2);
    SadbMessage update = kernel.request(1);
    assertThat(update.type()).isEqualTo(MsgType.UPDATE);
    SaStatus wanted = SaReport.status(update).orElseThrow();
    assertThat(wanted.id()).isEqualTo(known.id());
    assertThat(wanted.encapsulation()).contains(new Encapsulation(4500, 31_000));
    assertThat(wanted.encryptKey()).isEqualTo(known.encryptKey());
    assertThat(wanted.authKey()).isEqualTo(known.authKey());
    assertThat(wanted.lifetime()).isEqualTo(known.lifetime());
    assertThat(update.find(SadbExtension.Lifetime.class, ExtKind.LIFETIME_CURRENT)).isEmpty();
  }

  @Test
  void portsThatItHasAlreadyAreNoUpdate() {
    kernel.answers(this::answer);
    done(mover.move(ports(known.encapsulation())));
    assertThat(kernel.requests).hasSize(1);
  }

  @Test
  void encapsulationIsNeitherBegunNorEnded() {
    kernel.answers(this::answer);
    assertThat(reason(mover.move(ports(Optional.empty())))).contains("UDP encapsulation");
    assertThat(kernel.requests).hasSize(1);
  }

  @Test
  void anSaThatIsGoneIsNotMoved() {
    kernel.answers(request -> List.of(FakeKernel.error(request, 3)));
    assertThat(errno(mover.move(ports(known.encapsulation())))).isEqualTo(3);
  }

  /** Success of a MIGRATE is told to everybody and bears nobody's number. */
  @Test
  void aMigrateSucceedsWhenTheKernelTellsEverybody() {
    SaId id = Samples.id(0x1000, Samples.US, Samples.PEER);
    SaMove move =
        new SaMove(
            List.of(id),
            IpsecMode.TUNNEL,
            1,
            Samples.address("10.9.0.9"),
            Samples.PEER,
            Optional.empty(),
            List.of());
    List<SadbExtension> request = MigrateRequests.of(MigrateRequests.helper(move, id), move, id);
    kernel.answers(r ->
        List.of(
            Vectors.CODEC.encode(
                SadbMessage.request(MsgType.X_MIGRATE, r.saType(), 0, 0, r.extensions()))));
    assertThat(done(requester.migrate(request))).isZero();

    kernel.answers(r -> List.of(FakeKernel.error(r, 92)));
    assertThat(errno(requester.migrate(request))).isEqualTo(92);
    kernel.answers(r -> List.of());
    assertThat(errno(requester.migrate(request))).isEqualTo(110);
  }
}
