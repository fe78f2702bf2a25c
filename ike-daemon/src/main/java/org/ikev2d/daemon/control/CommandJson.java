package org.ikev2d.daemon.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ikev2d.control.ChildReference;
import org.ikev2d.control.Command;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.SaReference;
import org.ikev2d.control.SadbReference;
import org.ikev2d.control.SadbType;
import org.ikev2d.crypto.Secret;
import org.ikev2d.wire.ChildSpi;
import org.ikev2d.wire.IkeSpi;

/** Commands as JSON objects. */
public final class CommandJson {
  private CommandJson() {}

  /** The request object of a command. */
  public static ObjectNode write(long id, Command command) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("v", Json.VERSION).put("id", id);
    return switch (command) {
      case Command.GetStats c -> words(node, "get", "stats");
      case Command.GetDebug c -> words(node, "get", "debug");
      case Command.GetPriv c -> words(node, "get", "priv");
      case Command.GetDefaults c -> words(node, "get", "defaults");
      case Command.SetDebug c ->
          optional(words(node, "set", "debug").put("level", c.level().hex()), "file", c.file());
      case Command.SetPriv c -> words(node, "set", "priv").put("level", c.level().word());
      case Command.GetRule c -> words(node, "get", "rule").put("label", c.label());
      case Command.GetIkeSa c -> reference(words(node, "get", "ikesa"), c.id());
      case Command.DumpIkeSas c -> words(node, "dump", "ikesa");
      case Command.DumpRules c -> words(node, "dump", "rule");
      case Command.DumpGroups c -> words(node, "dump", "groups");
      case Command.DumpEncrAlgs c -> words(node, "dump", "encralgs");
      case Command.DumpAuthAlgs c -> words(node, "dump", "authalgs");
      case Command.DeleteIkeSa c -> reference(words(node, "del", "ikesa"), c.id());
      case Command.FlushIkeSas c -> words(node, "flush", "ikesa");
      case Command.ReauthIkeSa c -> reference(words(node, "reauth", "ikesa"), c.id());
      case Command.RekeyIkeSa c -> reference(words(node, "rekey", "ikesa"), c.id());
      case Command.RedirectIkeSa c ->
          reference(words(node, "redirect", "ikesa"), c.id()).put("to", c.to().getHostAddress());
      case Command.RekeyChildSa c -> child(words(node, "rekey", "childsa"), c.id());
      case Command.DeleteChildSa c -> child(words(node, "del", "childsa"), c.id());
      case Command.Initiate c ->
          optional(node.put("command", "initiate").put("label", c.rule()), "policy", c.policy());
      case Command.ReadRules c -> optional(words(node, "read", "rule"), "file", c.file());
      case Command.ReadPreshared c -> optional(words(node, "read", "preshared"), "file", c.file());
      case Command.TokenLogin c ->
          words(node, "token", "login").put("token", c.token()).put("pin", plain(c.pin()));
      case Command.TokenLogout c -> words(node, "token", "logout").put("token", c.token());
      case Command.DumpCertCache c -> words(node, "dump", "certcache");
      case Command.FlushCertCache c -> words(node, "flush", "certcache");
      case Command.ReadCertCache c -> words(node, "read", "certcache");
      case Command.DumpSadb c -> words(node, "dump", "sadb").put("type", c.type().word());
      case Command.GetSa c -> sa(words(node, "get", "sadb"), c.id());
      case Command.DeleteSa c -> sa(words(node, "del", "sadb"), c.id());
      case Command.FlushSadb c -> words(node, "flush", "sadb").put("type", c.type().word());
      case Command.Monitor c -> node.put("command", "monitor");
    };
  }

  /** Reads a request line. */
  static Request read(byte[] line) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(line);
    } catch (JsonProcessingException malformed) {
      return bad(0, "not one JSON object: " + malformed.getOriginalMessage());
    } catch (java.io.IOException unreadable) {
      return bad(0, "not one JSON object");
    }
    if (!node.isObject()) {
      return bad(0, "expected a JSON object");
    }
    long id = node.path("id").asLong(0);
    if (node.path("v").asInt(0) != Json.VERSION) {
      return bad(id, "member \"v\": expected protocol version " + Json.VERSION);
    }
    try {
      Optional<Command> command = command(node);
      return command.isPresent()
          ? new Request.Good(id, command.get())
          : new Request.Bad(
              id,
              ErrorCode.UNKNOWN_COMMAND,
              "unknown command \"" + node.path("command").asText() + objectOf(node) + "\"");
    } catch (BadMember bad) {
      return bad(id, bad.reason());
    }
  }

  private static Optional<Command> command(JsonNode node) throws BadMember {
    return Optional.ofNullable(
        switch (node.path("command").asText() + objectOf(node)) {
          case "get stats" -> new Command.GetStats();
          case "get debug" -> new Command.GetDebug();
          case "get priv" -> new Command.GetPriv();
          case "get defaults" -> new Command.GetDefaults();
          case "set debug" ->
              new Command.SetDebug(
                  DebugLevel.parse(text(node, "level"))
                      .orElseThrow(() -> new BadMember("level", "a debug level")),
                  optional(node, "file"));
          case "set priv" ->
              new Command.SetPriv(
                  Privilege.parse(text(node, "level"))
                      .orElseThrow(() -> new BadMember("level", "base, modkeys or keymat")));
          case "get rule" -> new Command.GetRule(text(node, "label"));
          case "get ikesa" -> new Command.GetIkeSa(reference(node));
          case "dump ikesa" -> new Command.DumpIkeSas();
          case "dump rule" -> new Command.DumpRules();
          case "dump groups" -> new Command.DumpGroups();
          case "dump encralgs" -> new Command.DumpEncrAlgs();
          case "dump authalgs" -> new Command.DumpAuthAlgs();
          case "del ikesa" -> new Command.DeleteIkeSa(reference(node));
          case "del childsa" -> new Command.DeleteChildSa(child(node));
          case "reauth ikesa" -> new Command.ReauthIkeSa(reference(node));
          case "rekey ikesa" -> new Command.RekeyIkeSa(reference(node));
          case "redirect ikesa" ->
              new Command.RedirectIkeSa(reference(node), address(text(node, "to"), "to"));
          case "rekey childsa" -> new Command.RekeyChildSa(child(node));
          case "flush ikesa" -> new Command.FlushIkeSas();
          case "initiate" -> new Command.Initiate(text(node, "label"), optional(node, "policy"));
          case "read rule" -> new Command.ReadRules(optional(node, "file"));
          case "read preshared" -> new Command.ReadPreshared(optional(node, "file"));
          case "token login" ->
              new Command.TokenLogin(
                  text(node, "token"),
                  Secret.wrap(text(node, "pin").getBytes(StandardCharsets.UTF_8)));
          case "token logout" -> new Command.TokenLogout(text(node, "token"));
          case "dump certcache" -> new Command.DumpCertCache();
          case "flush certcache" -> new Command.FlushCertCache();
          case "read certcache" -> new Command.ReadCertCache();
          case "dump sadb" -> new Command.DumpSadb(type(node));
          case "get sadb" -> new Command.GetSa(sa(node));
          case "del sadb" -> new Command.DeleteSa(sa(node));
          case "flush sadb" -> new Command.FlushSadb(type(node));
          case "monitor" -> new Command.Monitor();
          default -> null;
        });
  }

  private static String objectOf(JsonNode node) {
    return node.has("object") ? " " + node.get("object").asText() : "";
  }

  private static ObjectNode words(ObjectNode node, String command, String object) {
    return node.put("command", command).put("object", object);
  }

  private static ObjectNode optional(ObjectNode node, String name, Optional<String> value) {
    value.ifPresent(v -> node.put(name, v));
    return node;
  }

  private static ObjectNode reference(ObjectNode node, SaReference id) {
    switch (id) {
      case SaReference.BySpis(IkeSpi initiator, IkeSpi responder) ->
          node.put("initiator_spi", "0x" + initiator).put("responder_spi", "0x" + responder);
      case SaReference.ByAddresses(List<InetAddress> local, List<InetAddress> remote) -> {
        local.forEach(a -> node.withArray("local").add(a.getHostAddress()));
        remote.forEach(a -> node.withArray("remote").add(a.getHostAddress()));
      }
    }
    return node;
  }

  private static SaReference reference(JsonNode node) throws BadMember {
    if (node.has("initiator_spi")) {
      return new SaReference.BySpis(ikeSpi(node, "initiator_spi"), ikeSpi(node, "responder_spi"));
    }
    return new SaReference.ByAddresses(addresses(node, "local"), addresses(node, "remote"));
  }

  private static ObjectNode child(ObjectNode node, ChildReference id) {
    return switch (id) {
      case ChildReference.BySpi(ChildSpi spi) -> node.put("spi", spi.toString());
      case ChildReference.Between(SaReference.ByAddresses hosts) -> reference(node, hosts);
    };
  }

  private static ChildReference child(JsonNode node) throws BadMember {
    if (node.has("spi")) {
      return new ChildReference.BySpi(childSpi(node));
    }
    return new ChildReference.Between(
        new SaReference.ByAddresses(addresses(node, "local"), addresses(node, "remote")));
  }

  private static ChildSpi childSpi(JsonNode node) throws BadMember {
    String spi = text(node, "spi");
    if (!spi.matches("0x[0-9a-fA-F]{1,8}")) {
      throw new BadMember("spi", "0x and up to 8 hexadecimal digits");
    }
    return new ChildSpi(Integer.parseUnsignedInt(spi.substring(2), 16));
  }

  private static IkeSpi ikeSpi(JsonNode node, String name) throws BadMember {
    String text = text(node, name);
    if (!text.matches("0x[0-9a-fA-F]{1,16}")) {
      throw new BadMember(name, "0x and up to 16 hexadecimal digits");
    }
    return new IkeSpi(Long.parseUnsignedLong(text.substring(2), 16));
  }

  private static List<InetAddress> addresses(JsonNode node, String name) throws BadMember {
    JsonNode array = node.path(name);
    if (!array.isArray() || array.isEmpty() || array.size() > 64) {
      throw new BadMember(name, "an array of 1 to 64 addresses");
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (JsonNode element : array) {
      addresses.add(address(element.asText(), name));
    }
    return addresses;
  }

  private static InetAddress address(String text, String name) throws BadMember {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException notAnAddress) {
      throw new BadMember(name, "a numeric address, not \"" + text + "\"");
    }
  }

  private static ObjectNode sa(ObjectNode node, SadbReference id) {
    return node.put("type", id.type().word())
        .put("spi", id.spi().toString())
        .put("destination", id.destination().getHostAddress());
  }

  private static SadbReference sa(JsonNode node) throws BadMember {
    SadbType type = type(node);
    if (type == SadbType.ALL) {
      throw new BadMember("type", "ah or esp");
    }
    return new SadbReference(
        type, childSpi(node), address(text(node, "destination"), "destination"));
  }

  private static SadbType type(JsonNode node) throws BadMember {
    return SadbType.parse(text(node, "type"))
        .orElseThrow(() -> new BadMember("type", "all, ah or esp"));
  }

  private static String text(JsonNode node, String name) throws BadMember {
    JsonNode value = node.path(name);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new BadMember(name, "a string that is not empty");
    }
    return value.textValue();
  }

  /** The socket is the owner's alone, and the line is not kept. */
  private static String plain(Secret pin) {
    byte[] octets = pin.expose();
    String text = new String(octets, StandardCharsets.UTF_8);
    Arrays.fill(octets, (byte) 0);
    return text;
  }

  private static Optional<String> optional(JsonNode node, String name) throws BadMember {
    return node.has(name) ? Optional.of(text(node, name)) : Optional.empty();
  }

  private static Request bad(long id, String message) {
    return new Request.Bad(id, ErrorCode.BAD_REQUEST, message);
  }

  /** Leaves the reader of one request; it never leaves this class. */
  private static final class BadMember extends Exception {
    private static final long serialVersionUID = 1;

    BadMember(String name, String expected) {
      super("member \"" + name + "\": expected " + expected, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
