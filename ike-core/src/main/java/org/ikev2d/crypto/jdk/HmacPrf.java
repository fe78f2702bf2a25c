package org.ikev2d.crypto.jdk;

import org.ikev2d.crypto.Prf;
import org.ikev2d.crypto.PrfAlgorithm;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.PrfId;

/** HMAC as a pseudo-random function (RFC 2104, RFC 4868). */
record HmacPrf(PrfAlgorithm row, String jcaName) implements Prf {
  @Override
  public PrfId id() {
    return row.id();
  }

  @Override
  public int keyLength() {
    return row.keyOctets();
  }

  @Override
  public int outputLength() {
    return row.outputOctets();
  }

  @Override
  public Secret compute(Secret key, byte[]... data) {
    return Secret.wrap(Jca.mac(jcaName, key.borrow(), data));
  }
}
