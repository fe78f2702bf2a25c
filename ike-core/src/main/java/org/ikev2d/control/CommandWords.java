package org.ikev2d.control;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.IkeSpi;

/**
 * Reads the command language of ikeadm. Words compare exactly, letter case included, as on Solaris.
 */
public final class CommandWords {
  /** Outcome of reading a line. */
  public sealed interface Parsed {
    record Run(Command command) implements Parsed {}

    /** A login, for which a PIN must be asked. */
    record Login(String token) implements Parsed {}

    /**
     * @param topic a command word, or empty for the list of commands
     */
    record Help(String topic) implements Parsed {}

    /**
     * @param topic the command whose help shows what is right, or empty
     */
    record Wrong(String message, String topic) implements Parsed {}
  }

  /** Finds the addresses of a host name; with -n it knows numeric addresses only. */
  @FunctionalInterface
  public interface HostLookup {
    List<InetAddress> addresses(String host) throws UnknownHostException;
  }

  private static final int LABEL_LIMIT = 255;

  private final HostLookup hosts;
  private final UnaryOperator<String> files;

  /**
   * @param files gives the name of a file as the daemon will understand it
   */
  public CommandWords(HostLookup hosts, UnaryOperator<String> files) {
    this.hosts = hosts;
    this.files = files;
  }

  /** Reads the words of one command; there must be at least one. */
  public Parsed parse(List<String> words) {
    String verb = words.getFirst();
    List<String> rest = words.subList(1, words.size());
    return switch (verb) {
      case "get" -> get(rest);
      case "set" -> set(rest);
      case "dump" -> dump(rest);
      case "del" -> delete(rest);
      case "flush" -> flush(rest);
      case "read" -> read(rest);
      case "initiate" -> initiate(rest);
      case "rekey" -> rekey(rest);
      case "reauth" ->
          rest.isEmpty()
              ? wrong("reauth", "\"reauth\" needs an object")
              : rest.getFirst().equals("ikesa")
                  ? reference("reauth", rest, Command.ReauthIkeSa::new)
                  : unknownObject("reauth", rest.getFirst());
      case "redirect" -> redirect(rest);
      case "monitor" ->
          rest.isEmpty() ? new Parsed.Run(new Command.Monitor()) : new Parsed.Help("monitor");
      case "help" -> new Parsed.Help(rest.isEmpty() ? "" : rest.getFirst());
      case "token" -> token(rest);
      case "add", "write" -> wrong("", "command \"" + verb + "\" is not supported by this daemon");
      default -> wrong("", "unknown command \"" + verb + "\"");
    };
  }

  private Parsed token(List<String> rest) {
    boolean known =
        !rest.isEmpty() && (rest.getFirst().equals("login") || rest.getFirst().equals("logout"));
    if (!known) {
      return wrong("token", "\"token\" needs login or logout");
    }
    if (rest.size() != 2 || rest.get(1).isEmpty()) {
      return wrong("token", "\"token " + rest.getFirst() + "\" needs the label of a token");
    }
    return rest.getFirst().equals("login")
        ? new Parsed.Login(rest.get(1))
        : new Parsed.Run(new Command.TokenLogout(rest.get(1)));
  }

  private Parsed get(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("get", "\"get\" needs an object");
    }
    return switch (rest.getFirst()) {
      case "stats" -> alone("get", rest, new Command.GetStats());
      case "debug" -> alone("get", rest, new Command.GetDebug());
      case "priv" -> alone("get", rest, new Command.GetPriv());
      case "defaults" -> alone("get", rest, new Command.GetDefaults());
      case "rule", "rules" ->
          label(rest).map(l -> run(new Command.GetRule(l))).orElseGet(() -> badLabel("get", rest));
      case "ikesa" -> reference("get", rest, Command.GetIkeSa::new);
      default -> unknownObject("get", rest.getFirst());
    };
  }

  private Parsed set(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("set", "\"set\" needs an object");
    }
    if (rest.size() < 2 && (rest.getFirst().equals("debug") || rest.getFirst().equals("priv"))) {
      return wrong("set", "\"set " + rest.getFirst() + "\" needs a level");
    }
    switch (rest.getFirst()) {
      case "debug" -> {
        if (rest.size() > 3) {
          return new Parsed.Help("set");
        }
        Optional<DebugLevel> level = DebugLevel.parse(rest.get(1));
        if (level.isEmpty()) {
          return wrong(
              "",
              "bad debug level \""
                  + rest.get(1)
                  + "\": expected a number up to 0x3ff, or words joined by + and -: "
                  + DebugLevel.words());
        }
        return run(new Command.SetDebug(level.get(), third(rest).map(files)));
      }
      case "priv" -> {
        if (rest.size() > 2) {
          return new Parsed.Help("set");
        }
        return Privilege.parse(rest.get(1))
            .map(level -> run(new Command.SetPriv(level)))
            .orElseGet(() ->
                wrong(
                    "",
                    "bad privilege level \""
                        + rest.get(1)
                        + "\": expected 0 or base, 1 or modkeys, 2 or keymat"));
      }
      default -> {
        return unknownObject("set", rest.getFirst());
      }
    }
  }

  private Parsed dump(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("dump", "\"dump\" needs an object");
    }
    return switch (rest.getFirst()) {
      case "ikesa" -> alone("dump", rest, new Command.DumpIkeSas());
      case "rule", "rules" -> alone("dump", rest, new Command.DumpRules());
      case "certcache" -> alone("dump", rest, new Command.DumpCertCache());
      case "groups" -> alone("dump", rest, new Command.DumpGroups());
      case "encralgs" -> alone("dump", rest, new Command.DumpEncrAlgs());
      case "authalgs" -> alone("dump", rest, new Command.DumpAuthAlgs());
      default -> unknownObject("dump", rest.getFirst());
    };
  }

  private Parsed delete(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("del", "\"del\" needs an object");
    }
    return switch (rest.getFirst()) {
      case "ikesa" -> reference("del", rest, Command.DeleteIkeSa::new);
      case "childsa" -> child("del", rest, Command.DeleteChildSa::new);
      default -> unknownObject("del", rest.getFirst());
    };
  }

  private Parsed rekey(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("rekey", "\"rekey\" needs an object");
    }
    return switch (rest.getFirst()) {
      case "ikesa" -> reference("rekey", rest, Command.RekeyIkeSa::new);
      case "childsa" -> child("rekey", rest, Command.RekeyChildSa::new);
      default -> unknownObject("rekey", rest.getFirst());
    };
  }

  /** The last word is where to. */
  private Parsed redirect(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("redirect", "\"redirect\" needs an object");
    }
    if (!rest.getFirst().equals("ikesa")) {
      return unknownObject("redirect", rest.getFirst());
    }
    if (rest.size() != 4) {
      return wrong(
          "redirect",
          "\"redirect ikesa\" needs two SPIs or two addresses, and the other gateway's address");
    }
    try {
      InetAddress to = hosts.addresses(rest.getLast()).getFirst();
      return reference("redirect", rest.subList(0, 3), id -> new Command.RedirectIkeSa(id, to));
    } catch (UnknownHostException unknown) {
      return wrong("", "unknown host or address \"" + rest.getLast() + "\"");
    }
  }

  private Parsed flush(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("flush", "\"flush\" needs an object");
    }
    return switch (rest.getFirst()) {
      case "ikesa" -> alone("flush", rest, new Command.FlushIkeSas());
      case "certcache" -> alone("flush", rest, new Command.FlushCertCache());
      default -> unknownObject("flush", rest.getFirst());
    };
  }

  private Parsed read(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("read", "\"read\" needs an object");
    }
    if (rest.size() > 2) {
      return new Parsed.Help("read");
    }
    Optional<String> file =
        rest.size() == 2 ? Optional.of(files.apply(rest.get(1))) : Optional.empty();
    return switch (rest.getFirst()) {
      case "rule", "rules" -> run(new Command.ReadRules(file));
      case "preshared" -> run(new Command.ReadPreshared(file));
      case "certcache" ->
          file.isEmpty()
              ? run(new Command.ReadCertCache())
              : wrong(
                  "read",
                  "\"read certcache\" takes no file: certificates come from the key store, add them"
                      + " by ikev2cert");
      default -> unknownObject("read", rest.getFirst());
    };
  }

  private static Parsed initiate(List<String> rest) {
    if (rest.isEmpty()) {
      return wrong("initiate", "\"initiate\" needs the label of a rule");
    }
    if (rest.size() > 2) {
      return new Parsed.Help("initiate");
    }
    return run(
        new Command.Initiate(
            rest.getFirst(), rest.size() == 2 ? Optional.of(rest.get(1)) : Optional.empty()));
  }

  private static Optional<String> third(List<String> rest) {
    return rest.size() > 2 ? Optional.of(rest.get(2)) : Optional.empty();
  }

  private static Optional<String> label(List<String> rest) {
    return rest.size() == 2 && !rest.get(1).isEmpty() && rest.get(1).length() <= LABEL_LIMIT
        ? Optional.of(rest.get(1))
        : Optional.empty();
  }

  private static Parsed badLabel(String verb, List<String> rest) {
    return wrong(
        verb,
        "\""
            + verb
            + " "
            + rest.getFirst()
            + "\" needs one label of 1 to "
            + LABEL_LIMIT
            + " characters; quote a label that has blanks");
  }

  /** Two SPIs or two hosts; the first word decides. */
  private Parsed reference(String verb, List<String> rest, Function<SaReference, Command> command) {
    if (rest.size() != 3) {
      return wrong(
          verb,
          "\""
              + verb
              + " ikesa\" needs two SPIs (initiator, responder) or two addresses (local, remote)");
    }
    String first = rest.get(1);
    String second = rest.get(2);
    if (first.startsWith("0x")) {
      Optional<IkeSpi> initiator = spi(first);
      Optional<IkeSpi> responder = spi(second);
      if (initiator.isEmpty() || responder.isEmpty()) {
        return wrong(
            "",
            "bad SPI \""
                + (initiator.isEmpty() ? first : second)
                + "\": expected 0x and up to 16 hexadecimal digits");
      }
      return run(command.apply(new SaReference.BySpis(initiator.get(), responder.get())));
    }
    return between(first, second, command::apply);
  }

  private Parsed between(
      String first, String second, Function<SaReference.ByAddresses, Command> command) {
    String host = first;
    try {
      List<InetAddress> local = hosts.addresses(first);
      host = second;
      return run(command.apply(new SaReference.ByAddresses(local, hosts.addresses(second))));
    } catch (UnknownHostException unknown) {
      return wrong("", "unknown host or address \"" + host + "\"");
    }
  }

  /** One SPI or two hosts. */
  private Parsed child(String verb, List<String> rest, Function<ChildReference, Command> command) {
    if (rest.size() == 3) {
      return between(
          rest.get(1), rest.get(2), pair -> command.apply(new ChildReference.Between(pair)));
    }
    if (rest.size() != 2) {
      return wrong(verb, "\"" + verb + " childsa\" needs an SPI or two addresses (local, remote)");
    }
    String word = rest.get(1);
    return word.matches("0x[0-9a-fA-F]{1,8}")
        ? run(
            command.apply(
                new ChildReference.BySpi(
                    new ChildSpi(Integer.parseUnsignedInt(word.substring(2), 16)))))
        : wrong("", "bad SPI \"" + word + "\": expected 0x and up to 8 hexadecimal digits");
  }

  private static Optional<IkeSpi> spi(String word) {
    if (!word.matches("0x[0-9a-fA-F]{1,16}")) {
      return Optional.empty();
    }
    return Optional.of(new IkeSpi(new BigInteger(word.substring(2), 16).longValue()));
  }

  private static Parsed alone(String verb, List<String> rest, Command command) {
    return rest.size() == 1 ? run(command) : new Parsed.Help(verb);
  }

  private static Parsed run(Command command) {
    return new Parsed.Run(command);
  }

  private static Parsed wrong(String topic, String message) {
    return new Parsed.Wrong(message, topic);
  }

  private static Parsed unknownObject(String verb, String object) {
    return switch (object) {
      case "p1" -> wrong(verb, "object \"p1\" belongs to IKEv1; this daemon has \"ikesa\"");
      case "preshared", "certcache" ->
          wrong(verb, "\"" + verb + " " + object + "\" is not supported by this daemon");
      default -> wrong(verb, "unknown object \"" + object + "\" for command \"" + verb + "\"");
    };
  }
}
