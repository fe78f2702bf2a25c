package org.ikev2d.config.properties;

import java.util.List;
import org.ikev2d.port.Childless;

/**
 * The settings for what goes beyond RFC 7296, named as in ikev2d.conf.
 *
 * @param childless whether IKE SAs may come up without a CHILD SA
 * @param crashDetection our part in quick crash detection
 * @param messageIdSync whether clusters may tell their message IDs
 */
public record ExtensionSettings(
    Childless childless, CrashTokens crashDetection, boolean messageIdSync) {
  static ExtensionSettings read(TypedValues in) {
    return new ExtensionSettings(
        in.choice("childless", Childless.ALLOW, List.of(Childless.values())),
        in.choice("crash_detection", CrashTokens.BOTH, List.of(CrashTokens.values())),
        in.flag("message_id_sync", true));
  }
}
