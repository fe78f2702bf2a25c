package org.ikev2d.pki.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.TestPki;
import org.ikev2d.pki.TestPki.Entity;
import org.ikev2d.pki.store.Credential;
import org.ikev2d.port.EapMethod;
import org.ikev2d.port.EapMethod.Progress;
import org.junit.jupiter.api.Test;

/** How many clients may be at EAP-TLS at once. */
class TlsRoomTest {
  private static final Entity ROOT = TestPki.root("CN=Root");
  private static final Entity OWN = TestPki.subject("CN=host").dns("h.example.com").issuedBy(ROOT);
  private static final Credential CREDENTIAL =
      new Credential("host", OWN.cert(), List.of(OWN.cert(), ROOT.cert()), OWN.handle());

  private static EapMethod method(TlsRoom room) {
    return room.admit(new EapTls(true, TlsDialogue.of(true, CREDENTIAL, sent -> List.of())));
  }

  @Test
  void servesSoManyAndNoMoreUntilOneHasGone() {
    TlsRoom room = new TlsRoom();
    List<EapMethod> served = new ArrayList<>();
    for (int i = 0; i < TlsRoom.MOST; i++) {
      served.add(method(room));
    }
    assertThat(served)
        .allSatisfy(m -> assertThat(m.step(Optional.empty())).isInstanceOf(Progress.More.class));

    assertThat(method(room).step(Optional.empty()))
        .isEqualTo(new Progress.Failed("512 clients are at it already"));

    served.getFirst().close();
    served.getFirst().close();
    assertThat(method(room).step(Optional.empty())).isInstanceOf(Progress.More.class);
    assertThat(method(room).step(Optional.empty())).isInstanceOf(Progress.Failed.class);
  }
}
