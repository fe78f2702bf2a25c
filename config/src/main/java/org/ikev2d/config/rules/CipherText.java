package org.ikev2d.config.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ikev2d.crypto.AlgorithmTable;
import org.ikev2d.crypto.EncrAlgorithm;
import org.ikev2d.port.EncrChoice;

/** Prints lists of ciphers: neighbouring key lengths of one cipher become a range. */
final class CipherText {
  /** What stands between cipher and key lengths: {@code aes(256)} or {@code aes(256..256)}. */
  enum Form {
    SINGLE,
    ALWAYS_RANGE
  }

  private final Form form;
  private final Function<EncrAlgorithm, String> name;

  CipherText(Form form, Function<EncrAlgorithm, String> name) {
    this.form = form;
    this.name = name;
  }

  /** One text for each run of neighbouring choices, in their order. */
  List<String> texts(List<EncrChoice> choices) {
    List<String> all = new ArrayList<>();
    int at = 0;
    while (at < choices.size()) {
      int end = at + 1;
      while (end < choices.size() && adjacent(choices.get(end - 1), choices.get(end))) {
        end++;
      }
      all.add(text(choices.get(at), choices.get(end - 1)));
      at = end;
    }
    return all;
  }

  private static boolean adjacent(EncrChoice stronger, EncrChoice weaker) {
    List<Integer> lengths =
        AlgorithmTable.encr(stronger.id()).map(EncrAlgorithm::keyBits).orElse(List.of());
    int above = lengths.indexOf(stronger.keyBits().orElse(0));
    int below = lengths.indexOf(weaker.keyBits().orElse(0));
    return stronger.id().equals(weaker.id()) && below >= 0 && above == below + 1;
  }

  private String text(EncrChoice high, EncrChoice low) {
    String cipher = AlgorithmTable.encr(high.id()).map(name).orElse("" + high.id().code());
    if (high.keyBits().isEmpty()) {
      return cipher;
    }
    int most = high.keyBits().getAsInt();
    int least = low.keyBits().orElse(most);
    boolean single = least == most && form == Form.SINGLE;
    return cipher + "(" + (single ? "" + most : least + ".." + most) + ")";
  }
}
