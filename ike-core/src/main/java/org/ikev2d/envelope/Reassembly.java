package org.ikev2d.envelope;

import java.util.Optional;
import org.ikev2d.envelope.Opened.FragmentPending;
import org.ikev2d.envelope.Opened.NotAuthentic;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * The fragments of one message that have arrived (RFC 7383 section 2.6). There is one object for
 * requests and one for responses, and each holds one message: with the next Message ID it starts
 * anew.
 */
final class Reassembly {
  // There are two of this class for each IKE SA, and hardly any ever holds a fragment.
  private static final Bytes[] NO_PARTS = {};
  private static final boolean[] NONE_PRESENT = {};

  private final FragmentLimits limits;
  private int messageId;
  private Bytes[] parts = NO_PARTS;
  private boolean[] present = NONE_PRESENT;
  private int have;
  private int octets;
  private PayloadType firstInner = PayloadType.NONE;

  /**
   * A whole message.
   *
   * @param firstInner what the first fragment says of the first payload inside
   */
  record Whole(PayloadType firstInner, Bytes plaintext) {}

  Reassembly(FragmentLimits limits) {
    this.limits = limits;
  }

  /**
   * What can be said of a fragment before it costs a decryption. It changes nothing, since nothing
   * vouches for the fragment yet.
   *
   * @return empty if the fragment is worth opening
   */
  Optional<Opened> screen(int id, EncryptedFragmentPayload fragment) {
    int number = fragment.fragment();
    int total = fragment.total();
    if (number < 1 || number > total) {
      return refuse("fragment number " + number + " of " + total);
    }
    if (total > limits.fragments()) {
      return refuse(total + " fragments, limit is " + limits.fragments());
    }
    boolean sameSet = continues(id, total);
    int size = fragment.data().length() + (sameSet ? octets : 0);
    if (sameSet && present[number - 1] || continues(id) && total < parts.length) {
      return Optional.of(new FragmentPending(have, parts.length));
    }
    if (size > limits.octets()) {
      return refuse("fragments of " + size + " octets together, limit is " + limits.octets());
    }
    return Optional.empty();
  }

  private static Optional<Opened> refuse(String why) {
    return Optional.of(new NotAuthentic(why));
  }

  /**
   * Takes in an authentic fragment that {@link #screen} let pass. More fragments than before mean
   * that the sender has divided its message anew, for a smaller MTU: the old ones are void.
   *
   * @param plaintext without padding
   * @return the message if this was the last that was missing
   */
  Optional<Whole> add(int id, EncryptedFragmentPayload fragment, Bytes plaintext) {
    if (!continues(id, fragment.total())) {
      restart(id, fragment.total());
    }
    int index = fragment.fragment() - 1;
    parts[index] = plaintext;
    present[index] = true;
    have++;
    octets += fragment.data().length();
    if (index == 0) {
      firstInner = fragment.firstInner();
    }
    if (have < parts.length) {
      return Optional.empty();
    }
    Whole whole = new Whole(firstInner, Bytes.concat(parts));
    clear();
    return Optional.of(whole);
  }

  FragmentPending pending() {
    return new FragmentPending(have, parts.length);
  }

  /** Forgets everything. */
  void clear() {
    messageId = 0;
    parts = NO_PARTS;
    present = NONE_PRESENT;
    have = 0;
    octets = 0;
    firstInner = PayloadType.NONE;
  }

  private boolean continues(int id) {
    return have > 0 && messageId == id;
  }

  private boolean continues(int id, int total) {
    return continues(id) && parts.length == total;
  }

  private void restart(int id, int total) {
    messageId = id;
    parts = new Bytes[total];
    java.util.Arrays.fill(parts, Bytes.EMPTY);
    present = new boolean[total];
    have = 0;
    octets = 0;
    firstInner = PayloadType.NONE;
  }
}
