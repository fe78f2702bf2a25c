package org.ikev2d.pki.revoke;

import java.util.ArrayList;
import java.util.List;
import org.ikev2d.pki.store.StoreContents;
import org.ikev2d.pki.store.StoredCrl;
import org.ikev2d.wire.Bytes;

/** The CRLs of the key stores, decoded when a store is read and not for every peer. */
final class StoreLists {
  private volatile Decoded last = new Decoded(List.of(), List.of());

  private record Decoded(List<StoreContents> of, List<SignedList> lists) {
    /** Contents are replaced as one, so that the same object has the same lists. */
    boolean isOf(List<StoreContents> now) {
      if (now.size() != of.size()) {
        return false;
      }
      for (int i = 0; i < now.size(); i++) {
        if (now.get(i) != of.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Those of stores; what does not decode was a finding when the store was read. */
  List<SignedList> of(List<StoreContents> stores) {
    Decoded known = last;
    if (!known.isOf(stores)) {
      List<SignedList> lists = new ArrayList<>();
      stores.stream()
          .flatMap(s -> s.crls().stream())
          .map(StoredCrl::der)
          .forEach(der -> lists.addAll(decode(der)));
      known = new Decoded(List.copyOf(stores), List.copyOf(lists));
      last = known;
    }
    return known.lists();
  }

  /** The list; none if it does not decode. */
  static List<SignedList> decode(Bytes der) {
    return CrlList.parse(der) instanceof CrlList.Parsed.Good(CrlList list)
        ? List.of(new SignedList(list, der.length()))
        : List.of();
  }
}
