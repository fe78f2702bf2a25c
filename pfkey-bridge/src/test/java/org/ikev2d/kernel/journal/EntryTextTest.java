package org.ikev2d.kernel.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ikev2d.kernel.Samples.net;
import static org.ikev2d.kernel.Samples.service;

import java.util.List;
import java.util.Optional;
import org.ikev2d.kernel.Samples;
import org.ikev2d.kernel.journal.JournalEntry.Policy;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.port.Direction;
import org.ikev2d.port.KernelPolicy;
import org.junit.jupiter.api.Test;

class EntryTextTest {
  private static final List<JournalEntry> ENTRIES =
      List.of(
          new JournalEntry.Sa(Samples.id(0xfedcba98, Samples.US6, Samples.PEER6), 16_383),
          new Policy(
              Direction.FORWARD,
              service("2001:db8::", 64, 6, 443),
              net("::", 0),
              Policy.Kind.DISCARD,
              0),
          Policy.of(Samples.transport(Direction.OUT, 12_288)));

  @Test
  void whatIsWrittenIsRead() {
    for (JournalEntry entry : ENTRIES) {
      assertThat(EntryText.parse(EntryText.of(entry))).contains(entry);
    }
  }

  @Test
  void whatIsCutIsNotRead() {
    for (JournalEntry entry : ENTRIES) {
      String line = EntryText.of(entry);
      for (int length = 0; length < line.lastIndexOf(' ') + 1; length++) {
        assertThat(EntryText.parse(line.substring(0, length)))
            .as(line.substring(0, length))
            .isEmpty();
      }
    }
  }

  @Test
  void aPolicyIsKnownAgainWithTheProtocolOnBothSides() {
    AddressSelector source = net("10.0.0.0", 8);
    var ours =
        Policy.of(
            new KernelPolicy(
                Direction.OUT,
                source,
                service("10.9.0.2", 32, 6, 443),
                1,
                false,
                Optional.empty()));
    var told =
        new KernelPolicy(
            Direction.OUT,
            new AddressSelector(6, 0, 65_535, source.start(), source.end()),
            service("10.9.0.2", 32, 6, 443),
            1,
            false,
            Optional.empty());
    assertThat(ours.isThat(told)).isTrue();
    var otherPort =
        new KernelPolicy(
            Direction.OUT,
            told.source(),
            service("10.9.0.2", 32, 6, 80),
            1,
            false,
            Optional.empty());
    assertThat(ours.isThat(otherPort)).isFalse();
  }
}
