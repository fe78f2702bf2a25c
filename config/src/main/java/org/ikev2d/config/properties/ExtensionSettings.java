package org.ikev2d.config.properties;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ikev2d.port.Childless;

/**
 * The settings for what goes beyond RFC 7296, named as in ikev2d.conf.
 *
 * @param childless whether IKE SAs may come up without a CHILD SA
 * @param crashDetection our part in quick crash detection
 * @param messageIdSync whether clusters may tell their message IDs
 * @param redirectFollow whether we go to another gateway when ours says so
 * @param redirectTo where clients are sent; empty: they are served here
 * @param redirectAt when they are told
 */
public record ExtensionSettings(
    Childless childless,
    CrashTokens crashDetection,
    boolean messageIdSync,
    boolean redirectFollow,
    Optional<InetAddress> redirectTo,
    RedirectAt redirectAt) {
  /** When a client learns of the other gateway. */
  public enum RedirectAt {
    /** In the answer to its first message: cheap, and for everybody to see. */
    INIT,
    /** When it has authenticated. */
    AUTH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ExtensionSettings read(TypedValues in) {
    return new ExtensionSettings(
        in.choice("childless", Childless.ALLOW, List.of(Childless.values())),
        in.choice("crash_detection", CrashTokens.BOTH, List.of(CrashTokens.values())),
        in.flag("message_id_sync", true),
        in.flag("redirect_follow", true),
        in.address("redirect_to"),
        in.choice("redirect_at", RedirectAt.INIT, List.of(RedirectAt.values())));
  }
}
