package org.ikev2d.crypto;

/**
 * The keys of an IKE SA (RFC 7296 section 2.14). Those with {@code i} serve what the original
 * initiator of the SA sends, whoever starts an exchange.
 *
 * @param skD for the keys of CHILD SAs and of the SA's successor
 * @param skAi integrity; of length 0 with a combined-mode cipher, and so is {@code skAr}
 * @param skEi encryption, salt included
 * @param skPi for the AUTH payload
 */
public record IkeKeys(
    Secret skD, Secret skAi, Secret skAr, Secret skEi, Secret skEr, Secret skPi, Secret skPr)
    implements AutoCloseable {
  @Override
  public void close() {
    skD.close();
    skAi.close();
    skAr.close();
    skEi.close();
    skEr.close();
    skPi.close();
    skPr.close();
  }
}
