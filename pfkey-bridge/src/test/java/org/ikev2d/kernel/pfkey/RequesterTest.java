package org.ikev2d.kernel.pfkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.done;
import static org.ikev2d.kernel.Samples.errno;

import java.util.Arrays;
import java.util.List;
import org.ikev2d.kernel.msg.MsgType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.msg.SadbMessage;
import org.ikev2d.kernel.msg.Vectors;
import org.ikev2d.port.KernelAnswer;
import org.junit.jupiter.api.Test;

class RequesterTest {
  private static final int PID = 4711;

  private final FakeKernel kernel = new FakeKernel();
  private final Requester requester = new Requester(kernel, Vectors.CODEC, PID, 50);

  private KernelAnswer<SadbMessage> get() {
    return requester.call(MsgType.GET, SaType.ESP, List.of());
  }

  @Test
  void findsItsReplyAmongWhatEverybodyIsTold() {
    kernel.answers(request ->
        List.of(
            FakeKernel.numbered("pfkey-add-esp-natt.rsp", request.seq(), PID),
            FakeKernel.numbered("pfkey-get-esp.rsp", request.seq(), PID + 1),
            FakeKernel.numbered("pfkey-get-esp.rsp", request.seq() - 1, PID),
            FakeKernel.reply("pfkey-get-esp.rsp", request)));
    assertThat(done(get()).seq()).isEqualTo(kernel.request(0).seq());
  }

  @Test
  void takesNoReplyFromBeforeTheRequest() {
    done(answered());
    int next = kernel.request(0).seq() + 1;
    kernel.push(FakeKernel.numbered("pfkey-get-nonexistent.rsp", next, PID));
    assertThat(done(answered()).errno()).isZero();
  }

  private KernelAnswer<SadbMessage> answered() {
    kernel.replies("pfkey-get-esp.rsp");
    return get();
  }

  @Test
  void aRefusalNamesOperationNumberAndReason() {
    kernel.replies("pfkey-get-nonexistent.rsp");
    assertThat(get()).isEqualTo(new KernelAnswer.Refused<>("SADB_GET", 3, "no such SA"));
  }

  @Test
  void aRefusalOfTheSendingItselfIsTold() {
    assertThat(errno(requester.call(MsgType.GET, new SaType(99), List.of()))).isEqualTo(22);
  }

  @Test
  void aLostReplyEndsTheWait() {
    assertThat(errno(get())).isEqualTo(110);
  }

  @Test
  void survivesWhatItCannotRead() {
    kernel.answers(
        request -> List.of(new byte[] {1, 2, 3}, FakeKernel.reply("pfkey-get-esp.rsp", request)));
    done(get()).close();
  }

  @Test
  void aDumpEndsWithNumberZero() {
    kernel.answers(request ->
        List.of(
            FakeKernel.numbered("pfkey-dump3-1.rsp", 1, PID),
            FakeKernel.numbered("pfkey-dump3-1.rsp", 1, PID + 1),
            FakeKernel.numbered("pfkey-dump3-2.rsp", 2, PID),
            FakeKernel.numbered("pfkey-add-esp-natt.rsp", 3, PID),
            FakeKernel.numbered("pfkey-dump3-3.rsp", 0, PID)));
    assertThat(done(requester.dump(MsgType.DUMP, SaType.UNSPEC))).hasSize(3);
  }

  @Test
  void aDumpOfNothingIsEmptyNotRefused() {
    kernel.replies("pfkey-dump-empty.rsp");
    assertThat(done(requester.dump(MsgType.DUMP, SaType.UNSPEC))).isEmpty();
  }

  @Test
  void aDumpThatStopsIsRefused() {
    kernel.answers(request -> List.of(FakeKernel.numbered("pfkey-dump3-1.rsp", 1, PID)));
    assertThat(errno(requester.dump(MsgType.DUMP, SaType.UNSPEC))).isEqualTo(110);
  }

  @Test
  void aRefusedDumpIsTold() {
    kernel.answers(request -> List.of(FakeKernel.error(request, 16)));
    assertThat(errno(requester.dump(MsgType.DUMP, SaType.UNSPEC))).isEqualTo(16);
  }

  @Test
  void numbersItsRequestsFarFromTheKernels() {
    kernel.replies("pfkey-get-esp.rsp");
    done(get());
    done(get());
    assertThat(kernel.request(0).seq()).isGreaterThanOrEqualTo(0x4000_0000);
    assertThat(kernel.request(1).seq()).isEqualTo(kernel.request(0).seq() + 1);
    assertThat(Arrays.copyOf(kernel.requests.getFirst(), 4)).containsExactly(2, 5, 0, 3);
  }

  @Test
  void closesItsSocket() {
    requester.close();
    assertThat(kernel.closed).isTrue();
  }
}
