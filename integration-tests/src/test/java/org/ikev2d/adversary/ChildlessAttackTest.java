package org.ikev2d.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.payload.Payload;
import org.ikev2d.payload.TsPayload;
import org.ikev2d.port.Childless;
import org.ikev2d.sa.EndpointSettings;
import org.ikev2d.sa.Extensions;
import org.ikev2d.wire.ExchangeType;
import org.ikev2d.wire.NotifyType;
import org.junit.jupiter.api.Test;

/** IKE_AUTH with half of a CHILD SA, or none where one is needed (RFC 6023). */
class ChildlessAttackTest {
  private static Scene scene(Childless mode) {
    return new Scene(
        EndpointSettings.DEFAULT.withExtensions(Extensions.DEFAULT.withChildless(mode)));
  }

  private static List<Payload> withSelectorsOnly(Session session) {
    List<Payload> all = new ArrayList<>(session.proof(Scene.ADVERSARY, Scene.KEY));
    Session.child(Scene.ADVERSARY, Scene.VICTIM, Scene.SPI).stream()
        .filter(p -> p instanceof TsPayload)
        .forEach(all::add);
    return all;
  }

  @Test
  void noChildSaWhereOneIsNeededIsRefused() {
    Scene scene = scene(Childless.NEVER);
    Session session = scene.initiator().open();
    assertThat(
            Scene.notifies(
                session.ask(ExchangeType.IKE_AUTH, 1, session.proof(Scene.ADVERSARY, Scene.KEY))))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    scene.assertForgotten();
  }

  @Test
  void selectorsWithoutAProposalMakeNoChildSa() {
    for (Childless mode : List.of(Childless.ALLOW, Childless.PREFER)) {
      Scene scene = scene(mode);
      Session session = scene.initiator().open();
      session.ask(ExchangeType.IKE_AUTH, 1, withSelectorsOnly(session));
      assertThat(scene.victim.ikeSas()).hasSize(1).allMatch(s -> s.sa().isEstablished());
      assertThat(scene.victim.sadb()).isEmpty();
      scene.assertNothingLeaks();
    }
  }

  @Test
  void selectorsWithoutAProposalAreRefusedWhereChildSasAre() {
    Scene scene = scene(Childless.FORCE);
    Session session = scene.initiator().open();
    assertThat(Scene.notifies(session.ask(ExchangeType.IKE_AUTH, 1, withSelectorsOnly(session))))
        .containsExactly(NotifyType.INVALID_SYNTAX);
    scene.assertForgotten();
  }

  @Test
  void whoCannotAuthenticateLearnsNothingOfTheRule() {
    Scene scene = scene(Childless.NEVER);
    Session session = scene.initiator().open();
    assertThat(
            Scene.notifies(
                session.ask(
                    ExchangeType.IKE_AUTH, 1, session.proof(Scene.ADVERSARY, "a wrong secret"))))
        .containsExactly(NotifyType.AUTHENTICATION_FAILED);
    scene.assertForgotten();
  }
}
