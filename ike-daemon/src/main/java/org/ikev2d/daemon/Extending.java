package org.ikev2d.daemon;

import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.sa.Extensions;

/** From the settings to what the endpoint offers beyond RFC 7296. */
final class Extending {
  private Extending() {}

  static Extensions extensions(DaemonSettings settings) {
    return Extensions.DEFAULT.withChildless(settings.extensions().childless());
  }
}
