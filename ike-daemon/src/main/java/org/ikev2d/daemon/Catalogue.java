package org.ikev2d.daemon;

import java.util.List;
import org.ikev2d.control.Reply.AlgorithmRow;
import org.ikev2d.control.Reply.GroupRow;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.wire.EncrId;
import org.ikev2d.wire.IntegId;

/** What this daemon can do for IKE SAs, as {@code ikeadm dump} lists it. */
record Catalogue(Crypto crypto) {
  List<GroupRow> groups() {
    return AlgorithmTable.groups().stream()
        .filter(g -> crypto.keyExchange(g.id()).isPresent())
        .map(g -> new GroupRow(g.id().code(), g.strength(), g.description()))
        .toList();
  }

  List<AlgorithmRow> encryption() {
    return AlgorithmTable.encrs().stream()
        .filter(e -> e.forIke() && available(e))
        .map(e ->
            new AlgorithmRow(
                e.id().code(),
                e.name(),
                e.keyLengthAttribute() ? e.keyBits().getFirst() : 0,
                e.keyLengthAttribute() ? e.keyBits().getLast() : 0))
        .toList();
  }

  List<AlgorithmRow> authentication() {
    return AlgorithmTable.integs().stream()
        .filter(i -> i.forIke() && crypto.cipher(EncrId.AES_CBC, 128, i.id()).isPresent())
        .map(i -> new AlgorithmRow(i.id().code(), i.name(), 0, 0))
        .toList();
  }

  private boolean available(EncrAlgorithm cipher) {
    return crypto
        .cipher(
            cipher.id(),
            cipher.keyBits().getFirst(),
            cipher.isCombined() ? IntegId.NONE : IntegId.HMAC_SHA1_96)
        .isPresent();
  }
}
