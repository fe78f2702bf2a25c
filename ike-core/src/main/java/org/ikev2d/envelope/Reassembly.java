package org.ikev2d.envelope;

import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import org.ikev2d.envelope.Opened.FragmentPending;
import org.ikev2d.envelope.Opened.NotAuthentic;
import org.ikev2d.payload.EncryptedFragmentPayload;
import org.ikev2d.wire.Bytes;
import org.ikev2d.wire.PayloadType;

/**
 * The fragments that have arrived (RFC 7383 section 2.6), each with its message: with a window
 * above one several may be on their way at once. There is one object for requests and one for
 * responses; which Message IDs are let in is the caller's business, and bounds their number.
 */
final class Reassembly {
  private final FragmentLimits limits;

  /** By Message ID; there are two of this class for each IKE SA, and most never have an entry. */
  private TreeMap<Integer, Parts> messages = new TreeMap<>();

  private int octets;

  /** One message that is not whole yet. */
  private static final class Parts {
    final Bytes[] parts;
    final boolean[] present;
    int have;
    int octets;
    PayloadType firstInner = PayloadType.NONE;

    Parts(int total) {
      parts = new Bytes[total];
      Arrays.fill(parts, Bytes.EMPTY);
      present = new boolean[total];
    }

    int total() {
      return parts.length;
    }

    FragmentPending pending() {
      return new FragmentPending(have, total());
    }
  }

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
    Optional<Parts> known = Optional.ofNullable(messages.get(id));
    if (known.isPresent()) {
      Parts parts = known.get();
      if (total < parts.total() || total == parts.total() && parts.present[number - 1]) {
        return Optional.of(parts.pending());
      }
    }
    int own = known.filter(p -> p.total() == total).map(p -> p.octets).orElse(0);
    int size = fragment.data().length() + own;
    if (size > limits.octets()) {
      return refuse("fragments of " + size + " octets together, limit is " + limits.octets());
    }
    // What comes first goes first: later messages give way, earlier ones do not.
    int earlier = messages.headMap(id).values().stream().mapToInt(p -> p.octets).sum();
    return earlier + size > limits.octets()
        ? refuse("no room beside earlier messages of " + earlier + " octets")
        : Optional.empty();
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
    Parts parts = messages.get(id);
    if (parts == null || parts.total() != fragment.total()) {
      forget(id);
      parts = new Parts(fragment.total());
      messages.put(id, parts);
    }
    int size = fragment.data().length();
    while (octets + size > limits.octets() && messages.lastKey() != id) {
      forget(messages.lastKey());
    }
    int index = fragment.fragment() - 1;
    parts.parts[index] = plaintext;
    parts.present[index] = true;
    parts.have++;
    parts.octets += size;
    octets += size;
    if (index == 0) {
      parts.firstInner = fragment.firstInner();
    }
    if (parts.have < parts.total()) {
      return Optional.empty();
    }
    forget(id);
    return Optional.of(new Whole(parts.firstInner, Bytes.concat(parts.parts)));
  }

  FragmentPending pending(int id) {
    Parts parts = messages.get(id);
    return parts == null ? new FragmentPending(0, 0) : parts.pending();
  }

  /** Octets of all that is kept. */
  int octets() {
    return octets;
  }

  /** Forgets the fragments of a message. */
  void forget(int id) {
    Parts gone = messages.remove(id);
    if (gone != null) {
      octets -= gone.octets;
    }
  }

  /** Forgets everything. */
  void clear() {
    messages = new TreeMap<>();
    octets = 0;
  }
}
