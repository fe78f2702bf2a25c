package org.ikev2d.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.ikev2d.control.CommandWords.Parsed;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.IkeSpi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandWordsTest {
  private static final CommandWords WORDS =
      new CommandWords(
          host -> {
            if (host.equals("two.example")) {
              return List.of(
                  InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("192.0.2.2"));
            }
            try {
              return List.of(InetAddress.ofLiteral(host));
            } catch (IllegalArgumentException notNumeric) {
              throw new UnknownHostException(host);
            }
          },
          file -> "/here/" + file);

  private static Parsed parse(String line) {
    return WORDS.parse(LineWords.of(line));
  }

  private static Command command(String line) {
    return assertThat(parse(line))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.type(Parsed.Run.class))
        .actual()
        .command();
  }

  @Test
  void readsEveryCommandWithoutArguments() {
    assertThat(command("get stats")).isEqualTo(new Command.GetStats());
    assertThat(command("get debug")).isEqualTo(new Command.GetDebug());
    assertThat(command("get priv")).isEqualTo(new Command.GetPriv());
    assertThat(command("get defaults")).isEqualTo(new Command.GetDefaults());
    assertThat(command("dump ikesa")).isEqualTo(new Command.DumpIkeSas());
    assertThat(command("dump rule")).isEqualTo(new Command.DumpRules());
    assertThat(command("dump groups")).isEqualTo(new Command.DumpGroups());
    assertThat(command("dump encralgs")).isEqualTo(new Command.DumpEncrAlgs());
    assertThat(command("dump authalgs")).isEqualTo(new Command.DumpAuthAlgs());
    assertThat(command("flush ikesa")).isEqualTo(new Command.FlushIkeSas());
    assertThat(command("dump certcache")).isEqualTo(new Command.DumpCertCache());
    assertThat(command("flush certcache")).isEqualTo(new Command.FlushCertCache());
    assertThat(command("read certcache")).isEqualTo(new Command.ReadCertCache());
    assertThat(command("monitor")).isEqualTo(new Command.Monitor());
  }

  @Test
  void takesTheFormWithAndWithoutAFile() {
    assertThat(command("read rules")).isEqualTo(new Command.ReadRules(Optional.empty()));
    assertThat(command("read rule x")).isEqualTo(new Command.ReadRules(Optional.of("/here/x")));
    assertThat(command("read preshared k"))
        .isEqualTo(new Command.ReadPreshared(Optional.of("/here/k")));
    assertThat(command("set debug all-op log"))
        .isEqualTo(new Command.SetDebug(new DebugLevel(0x3fb), Optional.of("/here/log")));
  }

  @Test
  void certificatesAreReadFromKeyStoresAndNotFromAFile() {
    assertThat(parse("read certcache certs.pem"))
        .isInstanceOfSatisfying(
            Parsed.Wrong.class, wrong -> assertThat(wrong.message()).contains("ikev2cert"));
    assertThat(parse("flush certcache now")).isEqualTo(new Parsed.Help("flush"));
  }

  @Test
  void namesChildSasByOneSpiOrTwoHosts() {
    assertThat(command("rekey childsa 0xfedcba98"))
        .isEqualTo(new Command.RekeyChildSa(new ChildReference.BySpi(new ChildSpi(0xfedcba98))));
    assertThat(command("del childsa 192.0.2.1 192.0.2.2"))
        .isEqualTo(
            new Command.DeleteChildSa(
                new ChildReference.Between(
                    new SaReference.ByAddresses(
                        List.of(InetAddress.ofLiteral("192.0.2.1")),
                        List.of(InetAddress.ofLiteral("192.0.2.2"))))));
    assertThat(command("redirect ikesa 0x1 0x2 192.0.2.9"))
        .isEqualTo(
            new Command.RedirectIkeSa(
                new SaReference.BySpis(new IkeSpi(1), new IkeSpi(2)),
                java.net.InetAddress.ofLiteral("192.0.2.9")));
    assertThat(command("reauth ikesa 0x1 0x2"))
        .isEqualTo(new Command.ReauthIkeSa(new SaReference.BySpis(new IkeSpi(1), new IkeSpi(2))));
    assertThat(command("rekey ikesa 0x1 0x2"))
        .isEqualTo(new Command.RekeyIkeSa(new SaReference.BySpis(new IkeSpi(1), new IkeSpi(2))));
  }

  @Test
  void keepsBlanksAndCaseOfAQuotedLabel() {
    assertThat(command("get rule \"My Site\"")).isEqualTo(new Command.GetRule("My Site"));
    assertThat(command("initiate \"My Site\" ipsecinit.conf:3"))
        .isEqualTo(new Command.Initiate("My Site", Optional.of("ipsecinit.conf:3")));
  }

  @Test
  void namesAnIkeSaByItsSpis() {
    assertThat(command("get ikesa 0x1 0xffffffffffffffff"))
        .isEqualTo(new Command.GetIkeSa(new SaReference.BySpis(new IkeSpi(1), new IkeSpi(-1))));
  }

  @Test
  void namesIkeSasByAddressesAndTriesAllOfAHost() {
    assertThat(command("del ikesa two.example 2001:db8::1"))
        .isEqualTo(
            new Command.DeleteIkeSa(
                new SaReference.ByAddresses(
                    List.of(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("192.0.2.2")),
                    List.of(InetAddress.ofLiteral("2001:db8::1")))));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          frob                    , unknown command "frob"
          Get stats               , unknown command "Get"
          get Stats               , unknown object "Stats" for command "get"
          dump p1                 , object "p1" belongs to IKEv1; this daemon has "ikesa"
          get                     , "get" needs an object
          get ikesa 0x1 0xzz      , bad SPI "0xzz": expected 0x and up to 16 hexadecimal digits
          get ikesa 192.0.2.1 nobody.example , unknown host or address "nobody.example"
          rekey                   , "rekey" needs an object
          rekey rule x            , unknown object "rule" for command "rekey"
          rekey childsa           , `"rekey childsa" needs an SPI or two addresses (local, remote)`
          del childsa 0x123456789 , bad SPI "0x123456789": expected 0x and up to 8 hexadecimal digits
          set priv 3              , `bad privilege level "3": expected 0 or base, 1 or modkeys, 2 or keymat`
          """)
  void saysWhichWordIsWrong(String line, String message) {
    assertThat(parse(line))
        .isInstanceOfSatisfying(
            Parsed.Wrong.class, wrong -> assertThat(wrong.message()).isEqualTo(message));
  }

  @ParameterizedTest
  @CsvSource({"get stats now,get", "dump groups 1,dump", "flush ikesa all,flush", "help get,get"})
  void showsTheHelpOfTheCommandForSurplusWords(String line, String topic) {
    assertThat(parse(line)).isEqualTo(new Parsed.Help(topic));
  }
}
