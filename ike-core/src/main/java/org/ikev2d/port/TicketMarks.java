package org.ikev2d.port;

import org.ikev2d.wire.Bytes;

/** Where a gateway writes down which of its tickets are void, so that a restart does not forget. */
public interface TicketMarks {
  /** Octets of what a mark is about. */
  int ID_OCTETS = 16;

  /** The id of the mark that voids all tickets made until then. */
  Bytes ALL = Bytes.wrap(new byte[ID_OCTETS]);

  /** Nothing is written down: for as long as this process lives. */
  TicketMarks NONE =
      new TicketMarks() {
        @Override
        public void read(Reader reader) {}

        @Override
        public void append(Mark mark) {}

        @Override
        public void rewrite(Iterable<Mark> all) {}
      };

  /**
   * What is void, and until when that counts.
   *
   * @param id {@link #ID_OCTETS} octets: the end of a used ticket, or the SPI of a deleted IKE SA
   * @param epochMillis until when it counts; for {@link #ALL} the time before which tickets are
   *     void
   */
  record Mark(Bytes id, long epochMillis) {}

  /** Takes marks. */
  interface Reader {
    void take(Mark mark);
  }

  /** All marks that were written, in their order. */
  void read(Reader reader);

  /** Adds one. A failure is reported by the one who writes, and the mark counts in memory. */
  void append(Mark mark);

  /** Replaces all that was written. */
  void rewrite(Iterable<Mark> all);
}
