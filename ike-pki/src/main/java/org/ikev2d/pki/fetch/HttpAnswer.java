package org.ikev2d.pki.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import org.ikev2d.wire.Bytes;

/** Reads the answer of a server (RFC 9112): its content, or what came instead. */
final class HttpAnswer {
  /** Octets of status lines and fields together, trailers included. */
  private static final int MAX_HEAD = 16_384;

  private static final int OK = 200;

  private final TimedInput in;
  private final int maxOctets;
  private int headOctets;
  private boolean chunked;
  private OptionalLong length = OptionalLong.empty();

  private HttpAnswer(TimedInput in, int maxOctets) {
    this.in = in;
    this.maxOctets = maxOctets;
  }

  /** What came. */
  sealed interface Read {
    /** With status 200. */
    record Content(Bytes octets) implements Read {}

    /** Another status, or no answer by the rules, or one that is too long. */
    record Other(String why) implements Read {}
  }

  /**
   * Reads an answer.
   *
   * @throws IOException if the connection fails; {@link java.net.SocketTimeoutException} if the
   *     time is over
   */
  static Read read(TimedInput in, int maxOctets) throws IOException {
    HttpAnswer answer = new HttpAnswer(in, maxOctets);
    try {
      int status;
      do {
        status = answer.status();
        answer.fields();
      } while (status < OK);
      return status == OK
          ? new Read.Content(answer.content())
          : new Read.Other("HTTP status " + status);
    } catch (Unusable unusable) {
      return new Read.Other(unusable.why());
    }
  }

  private int status() throws IOException, Unusable {
    String line = line();
    if (!line.matches("HTTP/1\\.[0-9] [1-5][0-9]{2}( .*)?")) {
      throw new Unusable("no usable answer: it is not HTTP");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private void fields() throws IOException, Unusable {
    chunked = false;
    length = OptionalLong.empty();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new Unusable("no usable answer: a malformed header field");
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "transfer-encoding" -> {
          if (!value.equalsIgnoreCase("chunked") || chunked) {
            throw new Unusable("no usable answer: unknown Transfer-Encoding");
          }
          chunked = true;
        }
        case "content-length" -> {
          OptionalLong given = number(value, 10);
          if (length.isPresent() && !length.equals(given)) {
            throw new Unusable("no usable answer: two values of Content-Length");
          }
          length = given;
        }
        default -> {}
      }
    }
  }

  private static OptionalLong number(String digits, int radix) throws Unusable {
    if (!digits.matches(radix == 10 ? "[0-9]{1,15}" : "[0-9a-fA-F]{1,12}")) {
      throw new Unusable("no usable answer: a malformed length");
    }
    return OptionalLong.of(Long.parseLong(digits, radix));
  }

  /** Without its end. */
  private String line() throws IOException, Unusable {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new Unusable("no usable answer: the server ends in its midst");
      }
      if (++headOctets > MAX_HEAD) {
        throw new Unusable("no usable answer: header of more than " + MAX_HEAD + " octets");
      }
      line.write(octet);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private Bytes content() throws IOException, Unusable {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    if (chunked) {
      for (long size = chunkSize(); size > 0; size = chunkSize()) {
        take(content, size);
        if (!line().isEmpty()) {
          throw new Unusable("no usable answer: a chunk is longer than its length");
        }
      }
    } else if (length.isPresent()) {
      take(content, length.getAsLong());
    } else {
      takeAll(content);
    }
    return Bytes.wrap(content.toByteArray());
  }

  private long chunkSize() throws IOException, Unusable {
    return number(line().split(";", 2)[0].strip(), 16).getAsLong();
  }

  private void take(ByteArrayOutputStream content, long size) throws IOException, Unusable {
    bounded(content.size() + size);
    byte[] block = new byte[16_384];
    for (long left = size; left > 0; ) {
      int got = in.read(block, 0, (int) Math.min(left, block.length));
      if (got < 0) {
        throw new Unusable("no usable answer: the server ends in its midst");
      }
      content.write(block, 0, got);
      left -= got;
    }
  }

  private void takeAll(ByteArrayOutputStream content) throws IOException, Unusable {
    byte[] block = new byte[16_384];
    for (int got = in.read(block, 0, block.length);
        got >= 0;
        got = in.read(block, 0, block.length)) {
      bounded((long) content.size() + got);
      content.write(block, 0, got);
    }
  }

  private void bounded(long octets) throws Unusable {
    if (octets > maxOctets) {
      throw new Unusable("no usable answer: more than " + maxOctets + " octets");
    }
  }

  /** Leaves the reader of one answer; it never leaves this class. */
  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String why) {
      super(why, null, false, false);
    }

    String why() {
      return String.valueOf(getMessage());
    }
  }
}
