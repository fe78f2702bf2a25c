package org.ikev2d.codec;

/**
 * How much of each repeated thing a received message may hold. The 8 and 16-bit counts of the wire
 * format bound some of them too, but far above what an honest peer sends.
 *
 * @param messageOctets a whole message, header included; also the inside of SK
 * @param payloads in one message, counted apart outside and inside of SK
 * @param proposals in one SA payload
 * @param transforms in one proposal
 * @param attributes in one transform
 * @param selectors in one TS payload
 * @param deleteSpis in one Delete payload
 * @param cfgAttributes in one Configuration payload
 */
public record Limits(
    int messageOctets,
    int payloads,
    int proposals,
    int transforms,
    int attributes,
    int selectors,
    int deleteSpis,
    int cfgAttributes) {
  /** What a UDP datagram can hold. */
  public static final int MAX_MESSAGE_OCTETS = 65535;

  public static final Limits DEFAULT =
      new Limits(MAX_MESSAGE_OCTETS, 128, 64, 128, 8, 255, 1024, 256);

  public Limits {
    if (messageOctets < HeaderCodec.LENGTH) {
      throw new IllegalArgumentException("message limit below one header: " + messageOctets);
    }
    if (Math.min(Math.min(payloads, proposals), Math.min(transforms, attributes)) < 1
        || Math.min(selectors, Math.min(deleteSpis, cfgAttributes)) < 1) {
      throw new IllegalArgumentException("a limit below 1 would refuse every message");
    }
  }

  /** The same limits but for the message size in octets. */
  public Limits withMessageOctets(int octets) {
    return new Limits(
        octets, payloads, proposals, transforms, attributes, selectors, deleteSpis, cfgAttributes);
  }
}
