package org.ikev2d.daemon;

import java.util.List;
import java.util.Locale;
import org.ikev2d.control.RuleView;
import org.ikev2d.control.RuleView.LifetimeView;
import org.ikev2d.control.RuleView.StoreView;
import org.ikev2d.control.RuleView.XformView;
import org.ikev2d.payload.Identity;
import org.ikev2d.port.AuthChoice;
import org.ikev2d.port.ChildLifetime;
import org.ikev2d.port.IkeXform;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.StoreUse;
import org.ikev2d.wire.GroupId;

/** Rules as ikeadm shows them. */
final class RuleViews {
  private RuleViews() {}

  static RuleView of(PeerRule rule) {
    return new RuleView(
        rule.label(),
        texts(rule.local()),
        texts(rule.remote()),
        rule.localId().map(Identity::toString).orElse(""),
        texts(rule.remoteIds()),
        auth(rule.localAuth()),
        auth(rule.remoteAuth()),
        store(rule.store()),
        rule.xforms().stream().map(RuleViews::xform).toList(),
        rule.childPfs().stream().findFirst().orElse(GroupId.NONE).toString(),
        texts(rule.childPfs()),
        lifetime(rule.childLifetime()));
  }

  static LifetimeView lifetime(ChildLifetime lifetime) {
    return new LifetimeView(
        lifetime.soft().toSeconds(),
        lifetime.hard().toSeconds(),
        lifetime.softBytes(),
        lifetime.hardBytes(),
        lifetime.idle().toSeconds());
  }

  private static XformView xform(IkeXform xform) {
    return new XformView(
        texts(xform.encr()),
        texts(xform.integ()),
        texts(xform.prf()),
        texts(xform.groups()),
        xform.lifetime().toSeconds());
  }

  private static StoreView store(StoreUse use) {
    return new StoreView(
        use.localKey().orElse(""),
        use.remoteKeys(),
        use.signer().map(Identity::toString).orElse(""));
  }

  /** The word of ikev2.config. */
  private static String auth(AuthChoice choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> texts(List<?> values) {
    return values.stream().map(Object::toString).toList();
  }
}
