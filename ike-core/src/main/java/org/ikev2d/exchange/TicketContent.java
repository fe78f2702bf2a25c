package org.ikev2d.exchange;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.ikev2d.crypto.IkeSuite;
import org.ikev2d.crypto.Secret;
import org.ikev2d.payload.Identity;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.GroupId;
import org.ikev2d.wire.IdType;
import org.ikev2d.wire.IkeSpi;
import org.ikev2d.wire.IntegId;
import org.ikev2d.wire.PrfId;

/**
 * What a gateway writes into a ticket (RFC 5723 section 6.1): all that it needs to go on.
 *
 * @param sinceMillis when the client authenticated with its own means, since the epoch
 * @param madeMillis when the ticket was made
 * @param spi the gateway's SPI of the IKE SA
 * @param rule label
 * @param own the gateway's identity
 * @param peer the client's
 * @param means see {@link TicketMeans}
 */
record TicketContent(
    long sinceMillis,
    long madeMillis,
    IkeSpi spi,
    String rule,
    Identity own,
    Identity peer,
    IkeSuite suite,
    Secret skD,
    Secret means)
    implements AutoCloseable {
  /** Of this form; another daemon's, or an older one's, are refused. */
  private static final byte FORM = 2;

  private static final int FIXED_OCTETS = 64;

  Secret encode() {
    Bytes label = Bytes.ofText(rule);
    int size =
        FIXED_OCTETS
            + label.length()
            + own.data().length()
            + peer.data().length()
            + skD.length()
            + means.length();
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(FORM).putLong(sinceMillis).putLong(madeMillis).putLong(spi.value());
    put(out, label.toArray());
    out.put((byte) own.type().code());
    put(out, own.data().toArray());
    out.put((byte) peer.type().code());
    put(out, peer.data().toArray());
    out.putShort((short) suite.encr().code())
        .putShort((short) suite.keyBits())
        .putShort((short) suite.integ().code())
        .putShort((short) suite.prf().code())
        .putShort((short) suite.group().code());
    put(out, skD.borrow());
    put(out, means.borrow());
    return Secret.wrap(out.array());
  }

  private static void put(ByteBuffer out, byte[] octets) {
    out.putShort((short) octets.length).put(octets);
  }

  /** Empty for what is no content of this form. */
  static Optional<TicketContent> decode(Secret plain) {
    ByteBuffer in = ByteBuffer.wrap(plain.borrow());
    try {
      if (in.get() != FORM) {
        return Optional.empty();
      }
      long since = in.getLong();
      long made = in.getLong();
      IkeSpi spi = new IkeSpi(in.getLong());
      String rule = Bytes.wrap(take(in)).toText();
      Identity own = new Identity(new IdType(in.get() & 0xff), Bytes.wrap(take(in)));
      Identity peer = new Identity(new IdType(in.get() & 0xff), Bytes.wrap(take(in)));
      IkeSuite suite =
          new IkeSuite(
              new EncrId(number(in)),
              number(in),
              new IntegId(number(in)),
              new PrfId(number(in)),
              new GroupId(number(in)));
      return Optional.of(
          new TicketContent(
              since,
              made,
              spi,
              rule,
              own,
              peer,
              suite,
              Secret.wrap(take(in)),
              Secret.wrap(take(in))));
    } catch (BufferUnderflowException tooShort) {
      return Optional.empty();
    }
  }

  private static int number(ByteBuffer in) {
    return in.getShort() & 0xffff;
  }

  private static byte[] take(ByteBuffer in) {
    int length = number(in);
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] octets = new byte[length];
    in.get(octets);
    return octets;
  }

  @Override
  public void close() {
    skD.close();
    means.close();
  }
}
