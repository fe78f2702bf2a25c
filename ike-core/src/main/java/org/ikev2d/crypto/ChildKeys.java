package org.ikev2d.crypto;

/**
 * The keys of a pair of CHILD SAs (RFC 7296 section 2.17). The initiator is the one who started the
 * exchange that made the pair, which need not be the initiator of the IKE SA.
 *
 * @param initiatorEncr encryption of what the initiator sends, salt included; length 0 for AH
 * @param initiatorInteg integrity of what the initiator sends; length 0 with a combined-mode cipher
 */
public record ChildKeys(
    Secret initiatorEncr, Secret initiatorInteg, Secret responderEncr, Secret responderInteg)
    implements AutoCloseable {
  @Override
  public void close() {
    initiatorEncr.close();
    initiatorInteg.close();
    responderEncr.close();
    responderInteg.close();
  }
}
