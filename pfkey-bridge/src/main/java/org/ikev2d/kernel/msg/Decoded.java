package org.ikev2d.kernel.msg;

/** What became of octets read from a PF_KEY socket. */
public sealed interface Decoded {
  record Message(SadbMessage message) implements Decoded {}

  /**
   * @param reason in words, without any content
   * @param offset of the first octet that is wrong
   */
  record Malformed(String reason, int offset) implements Decoded {}
}
