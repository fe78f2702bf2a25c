package org.ikev2d.pki.store;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.ikev2d.wire.Bytes;

/** The blocks of a PEM file (RFC 7468), with the lines they begin at. Text between is ignored. */
public final class PemBlocks {
  private static final int MAX_BLOCKS = 4096;
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** What stands at some line. */
  public sealed interface Block {
    int line();

    /** Between BEGIN and END. */
    record Good(int line, String label, Bytes der) implements Block {}

    record Bad(int line, String problem) implements Block {}
  }

  private PemBlocks() {}

  public static List<Block> read(String text) {
    List<Block> blocks = new ArrayList<>();
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (!line.startsWith(BEGIN) || !line.endsWith(DASHES) || line.length() < 16) {
        continue;
      }
      if (blocks.size() == MAX_BLOCKS) {
        blocks.add(
            new Block.Bad(i + 1, "more than " + MAX_BLOCKS + " blocks, the rest is not read"));
        break;
      }
      String label = line.substring(BEGIN.length(), line.length() - DASHES.length());
      int end = i + 1;
      while (end < lines.length && !lines[end].strip().startsWith(DASHES)) {
        end++;
      }
      if (end == lines.length || !lines[end].strip().equals(END + label + DASHES)) {
        blocks.add(new Block.Bad(i + 1, "BEGIN " + label + " is not followed by END " + label));
        i = end - 1;
        continue;
      }
      blocks.add(block(lines, i, end, label));
      i = end;
    }
    return blocks;
  }

  private static Block block(String[] lines, int begin, int end, String label) {
    StringBuilder base64 = new StringBuilder();
    for (int i = begin + 1; i < end; i++) {
      if (lines[i].contains(":")) {
        return new Block.Bad(
            begin + 1,
            label + " with headers, an encryption of old; convert it with openssl pkcs8 -topk8");
      }
      base64.append(lines[i].strip());
    }
    try {
      return new Block.Good(
          begin + 1, label, Bytes.wrap(Base64.getDecoder().decode(base64.toString())));
    } catch (IllegalArgumentException notBase64) {
      return new Block.Bad(begin + 1, label + " is not base64");
    }
  }

  /** The block as text. */
  public static String write(String label, Bytes der) {
    return BEGIN
        + label
        + DASHES
        + "\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray())
        + "\n"
        + END
        + label
        + DASHES
        + "\n";
  }
}
