package org.ikev2d.kernel.pfkey;

import java.io.IOException;
import java.nio.file.Path;
import org.ikev2d.kernel.os.SysctlFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that the kernel keeps a reservation and the question of an ACQUIRE. Its default of 30
 * seconds is shorter than an exchange with retransmissions may take.
 */
final class LarvalLifetime {
  static final Path SETTING = Path.of("/proc/sys/net/core/xfrm_acq_expires");
  static final int SECONDS = 165;

  private static final Logger LOG = LoggerFactory.getLogger(LarvalLifetime.class);

  private LarvalLifetime() {}

  /** Raises the setting where it is lower and the process may; false where it stays too low. */
  static boolean raise(Path setting) {
    try {
      int present = Integer.parseInt(SysctlFile.read(setting));
      if (present < SECONDS) {
        SysctlFile.write(setting, Integer.toString(SECONDS));
        LOG.info("pfkey.larval.raised from={} to={} setting={}", present, SECONDS, setting);
      }
      return true;
    } catch (IOException | NumberFormatException e) {
      LOG.info("pfkey.larval.unchanged setting={} reason=\"{}\"", setting, e.toString());
      return false;
    }
  }
}
