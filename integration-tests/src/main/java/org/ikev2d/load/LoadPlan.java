package org.ikev2d.load;

import java.net.InetAddress;
import java.time.Duration;

/**
 * A bounded piece of work for the generator.
 *
 * @param remote the responder's address; its ports are ours
 * @param count handshakes at most
 * @param concurrency handshakes under way at once, 1 to 1024
 * @param perSecond handshakes begun in a second at most; 0 for no limit but {@code concurrency}
 * @param limit time after which no further handshake is begun
 * @param delete whether each IKE SA is deleted once it is up; else the responder keeps it
 */
public record LoadPlan(
    InetAddress remote,
    Suite suite,
    int count,
    int concurrency,
    int perSecond,
    Duration limit,
    boolean delete) {
  public LoadPlan {
    if (count < 1 || concurrency < 1 || concurrency > 1024 || perSecond < 0) {
      throw new IllegalArgumentException(
          "count and perSecond must be positive, concurrency 1 to 1024");
    }
  }
}
