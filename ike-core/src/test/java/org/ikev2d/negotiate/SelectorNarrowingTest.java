package org.ikev2d.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ikev2d.payload.AddressSelector;
import org.ikev2d.payload.TrafficSelector;
import org.ikev2d.payload.UnknownSelector;
import org.ikev2d.wire.Bytes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SelectorNarrowingTest {
  private static final AddressSelector NET = net(10, 1, 0, 0, 16);
  private static final AddressSelector PART = net(10, 1, 2, 0, 24);
  private static final AddressSelector OTHER = net(10, 9, 0, 0, 16);
  private static final TrafficSelector UNKNOWN = new UnknownSelector(10, Bytes.ofText("label"));

  private static AddressSelector net(int a, int b, int c, int d, int bits) {
    return AddressSelector.ofPrefix(Bytes.of(a, b, c, d), bits);
  }

  @Test
  @Tag("R7296-2.9-2")
  void allIsKeptIfAllIsAllowed() {
    assertThat(SelectorNarrowing.narrow(List.of(PART, OTHER), List.of(NET, OTHER)))
        .containsExactly(PART, OTHER);
  }

  @Test
  @Tag("R7296-2.9-2")
  void whatIsLeftLiesWithinBothAndTheFirstSelectorWithIt() {
    AddressSelector packet = net(10, 1, 2, 3, 32);
    List<AddressSelector> left =
        SelectorNarrowing.narrow(List.of(packet, net(10, 0, 0, 0, 8)), List.of(NET));
    assertThat(left).containsExactly(NET);
    assertThat(left.getFirst().contains(packet)).isTrue();
    assertThat(SelectorNarrowing.narrow(List.of(OTHER), List.of(NET))).isEmpty();
  }

  @Test
  @Tag("R7296-2.9-2")
  void protocolsAndPortsAreNarrowedToo() {
    AddressSelector web = AddressSelector.ofPrefix(Bytes.of(10, 1, 0, 0), 16, 6, 80, 443);
    AddressSelector one = AddressSelector.ofPrefix(Bytes.of(10, 1, 2, 0), 24, 6, 443, 8443);
    AddressSelector udp = AddressSelector.ofPrefix(Bytes.of(10, 1, 2, 0), 24, 17, 443, 443);
    assertThat(SelectorNarrowing.narrow(List.of(one), List.of(web)))
        .containsExactly(AddressSelector.ofPrefix(Bytes.of(10, 1, 2, 0), 24, 6, 443, 443));
    assertThat(SelectorNarrowing.narrow(List.of(udp), List.of(web))).isEmpty();
    assertThat(SelectorNarrowing.narrow(List.of(NET), List.of(udp))).containsExactly(udp);
  }

  @Test
  @Tag("R7296-2.9-4")
  void unknownTypesAreLeftOut() {
    assertThat(SelectorNarrowing.narrow(List.of(UNKNOWN, PART), List.of(NET)))
        .containsExactly(PART);
    assertThat(SelectorNarrowing.narrow(List.of(UNKNOWN), List.of(NET))).isEmpty();
  }

  @Test
  @Tag("R7296-2.9-7")
  void anAnswerIsWithinTheOfferOnlyIfAllOfItIs() {
    assertThat(SelectorNarrowing.isWithin(List.of(PART), List.of(NET))).isTrue();
    assertThat(SelectorNarrowing.isWithin(List.of(PART, OTHER), List.of(NET))).isFalse();
    assertThat(SelectorNarrowing.isWithin(List.of(NET), List.of(PART))).isFalse();
    assertThat(SelectorNarrowing.isWithin(List.of(UNKNOWN), List.of(NET))).isFalse();
  }

  @Test
  @Tag("RX-TS-1")
  void bothFamiliesMayBeAskedForAtOnce() {
    AddressSelector six =
        AddressSelector.ofPrefix(Bytes.ofHex("20010db8000000000000000000000000"), 32);
    assertThat(SelectorNarrowing.narrow(List.of(six, PART), List.of(NET, six)))
        .containsExactly(six, PART);
    assertThat(SelectorNarrowing.narrow(List.of(six, PART), List.of(NET))).containsExactly(PART);
  }
}
