package org.ikev2d.cli.ipseckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.ikev2d.cli.HostNames;
import org.ikev2d.control.LineWords;
import org.ikev2d.control.SadbType;
import org.ikev2d.wire.ChildSpi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaWordsTest {
  private static SaWords.Parsed parse(String line) {
    return SaWords.parse("get", LineWords.of(line), new HostNames(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "esp spi 0x1234 dst 192.0.2.1",
        "ESP dst 192.0.2.1 spi 4660",
        "3 inbound spi 011064 daddr 192.0.2.1 saddr 192.0.2.9",
      })
  void takesNumbersAsInCAndAnySynonymInAnyOrder(String line) {
    assertThat(parse(line))
        .isEqualTo(
            new SaWords.Parsed.Good(
                new SaWords(
                    SadbType.ESP,
                    new ChildSpi(0x1234),
                    List.of(InetAddress.ofLiteral("192.0.2.1")))));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          `` | Unexpected end of command line: get needs an SA type, ah or esp
          espp spi 1 dst ::1 | Unknown SA type "espp": expected ah or esp
          all spi 1 dst ::1 | get needs one SA type: ah or esp
          esp spi 0 dst ::1 | Bad SPI "0": expected a number from 1 to 0xffffffff
          esp spi 0x100000000 dst ::1 | Bad SPI "0x100000000": expected a number from 1 to 0xffffffff
          esp spi 1 | get needs both spi and dst
          esp spi 1 dst | Unexpected end of command line: dst needs a value
          esp dst ::1 daddr ::1 spi 1 | Can only specify single dst
          esp spi 1 dst ::1 encrkey 00 | Don't use extension "encrkey" for get
          esp spi 1 dst ::1 frob 1 | Unknown extension "frob"
          esp spi 1 dst6 192.0.2.1 | "192.0.2.1" has no IPv6 address
          esp spi 1 dst nobody.example | Unknown host or address "nobody.example"
          """)
  void namesWhatIsWrong(String line, String message) {
    assertThat(parse(line)).isEqualTo(new SaWords.Parsed.Wrong(message));
  }
}
