package org.ikev2d.envelope;

/**
 * How much of unfinished messages is kept, for requests and for responses each. Until IKE_AUTH is
 * through, the peer is anybody (RFC 7383 section 5), so the numbers are small.
 *
 * @param fragments the highest Total Fragments that is accepted
 * @param octets of all fragments of all messages together, IV, padding and ICV included
 */
public record FragmentLimits(int fragments, int octets) {
  /** Certificate chains need some 10 000 octets; fragments have some 500 on the smallest MTU. */
  public static final FragmentLimits DEFAULT = new FragmentLimits(64, 40_000);

  public FragmentLimits {
    if (fragments < 1 || octets < 1) {
      throw new IllegalArgumentException("limits below 1 would refuse every fragment");
    }
  }
}
