package org.ikev2d.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ikev2d.control.ChildReference;
import org.ikev2d.control.Command;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.SaReference;
import org.ikev2d.control.SadbReference;
import org.ikev2d.control.SadbType;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.IkeSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandJsonTest {
  static Stream<Command> everyCommand() {
    SaReference spis = new SaReference.BySpis(new IkeSpi(0x8000_0000_0000_0001L), IkeSpi.NONE);
    SaReference hosts =
        new SaReference.ByAddresses(
            List.of(InetAddress.ofLiteral("192.0.2.1")),
            List.of(InetAddress.ofLiteral("2001:db8::1"), InetAddress.ofLiteral("192.0.2.2")));
    SadbReference sa =
        new SadbReference(
            SadbType.ESP, new ChildSpi(0xfedcba98), InetAddress.ofLiteral("192.0.2.1"));
    return Stream.of(
        new Command.GetStats(),
        new Command.GetDebug(),
        new Command.GetPriv(),
        new Command.GetDefaults(),
        new Command.SetDebug(DebugLevel.VERBOSE, Optional.of("/var/log/x")),
        new Command.SetDebug(DebugLevel.NONE, Optional.empty()),
        new Command.SetPriv(Privilege.BASE),
        new Command.GetRule("a \"b\""),
        new Command.GetIkeSa(spis),
        new Command.GetIkeSa(hosts),
        new Command.DumpIkeSas(),
        new Command.DumpRules(),
        new Command.DumpGroups(),
        new Command.DumpEncrAlgs(),
        new Command.DumpAuthAlgs(),
        new Command.DeleteIkeSa(spis),
        new Command.DeleteChildSa(new ChildReference.BySpi(new ChildSpi(0xfedcba98))),
        new Command.RekeyChildSa(
            new ChildReference.Between(
                new SaReference.ByAddresses(
                    List.of(InetAddress.ofLiteral("192.0.2.1")),
                    List.of(InetAddress.ofLiteral("2001:db8::1"))))),
        new Command.RekeyIkeSa(spis),
        new Command.ReauthIkeSa(spis),
        new Command.RedirectIkeSa(spis, InetAddress.ofLiteral("192.0.2.9")),
        new Command.FlushIkeSas(),
        new Command.Initiate("a", Optional.empty()),
        new Command.Initiate("a", Optional.of("b")),
        new Command.ReadRules(Optional.of("/f")),
        new Command.ReadPreshared(Optional.empty()),
        new Command.TokenLogin("My Token", Secret.copyOf(new byte[] {49, 50})),
        new Command.TokenLogout("My Token"),
        new Command.DumpSadb(SadbType.ALL),
        new Command.GetSa(sa),
        new Command.DeleteSa(sa),
        new Command.FlushSadb(SadbType.AH),
        new Command.DumpCertCache(),
        new Command.FlushCertCache(),
        new Command.ReadCertCache(),
        new Command.Monitor());
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void readsBackWhatItWrote(Command command) {
    byte[] line = CommandJson.write(3, command).toString().getBytes(StandardCharsets.UTF_8);
    assertThat(CommandJson.read(line)).isEqualTo(new Request.Good(3, command));
  }

  @Test
  void coversEveryKindOfCommand() {
    assertThat(everyCommand().map(Object::getClass).distinct().toList())
        .containsExactlyInAnyOrder(Command.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          "command":"get","object":"rule" | member "label": expected a string that is not empty
          "command":"get","object":"rule","label":7 | member "label": expected a string that is not empty
          "command":"get","object":"ikesa","initiator_spi":"12","responder_spi":"0x1" | member "initiator_spi": expected 0x and up to 16 hexadecimal digits
          "command":"del","object":"ikesa","local":["host.example"],"remote":["192.0.2.1"] | member "local": expected a numeric address, not "host.example"
          "command":"del","object":"ikesa" | member "local": expected an array of 1 to 64 addresses
          "command":"del","object":"sadb","type":"all","spi":"0x1","destination":"::1" | member "type": expected ah or esp
          "command":"set","object":"priv","level":"4" | member "level": expected base, modkeys or keymat
          """)
  void namesTheMemberThatIsWrong(String members, String message) {
    byte[] line = ("{\"v\":1,\"id\":9," + members + "}").getBytes(StandardCharsets.UTF_8);
    assertThat(CommandJson.read(line))
        .isInstanceOfSatisfying(
            Request.Bad.class,
            bad -> {
              assertThat(bad.id()).isEqualTo(9);
              assertThat(bad.message()).isEqualTo(message);
            });
  }
}
