package org.ikev2d.daemon.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ikev2d.control.CertCacheView;
import org.ikev2d.control.Command;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.IkeSaView;
import org.ikev2d.control.MonitorEvent;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.Reply;
import org.ikev2d.control.RuleView;
import org.ikev2d.control.SadbView;
import org.ikev2d.control.StatsView;

/** Replies and events as JSON objects. */
public final class ReplyJson {
  private ReplyJson() {}

  /** The reply object. */
  static ObjectNode write(long id, Reply reply) {
    ObjectNode node = Json.MAPPER.createObjectNode().put("v", Json.VERSION).put("id", id);
    if (reply instanceof Reply.Refused(ErrorCode code, String message)) {
      node.put("ok", false);
      node.putObject("error").put("code", code.word()).put("message", message);
      return node;
    }
    node.put("ok", true).set("result", result(reply));
    return node;
  }

  private static JsonNode result(Reply reply) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    return switch (reply) {
      case Reply.Refused refused -> node.put("message", refused.message());
      case Reply.Done done -> node.put("message", done.message()).put("count", done.count());
      case Reply.Stats stats -> Json.MAPPER.valueToTree(stats.stats());
      case Reply.Debug debug -> {
        node.put("level", debug.level().hex()).put("file", debug.file());
        debug.level().categories().forEach(c -> node.withArray("categories").add(c.word()));
        yield node;
      }
      case Reply.Priv priv -> node.put("level", priv.level().word());
      case Reply.PrivChanged changed ->
          node.put("before", changed.before().word()).put("after", changed.after().word());
      case Reply.Defaults defaults -> Json.MAPPER.valueToTree(defaults.rows());
      case Reply.Rules rules -> Json.MAPPER.valueToTree(rules.rules());
      case Reply.IkeSas sas -> Json.MAPPER.valueToTree(sas.sas());
      case Reply.Groups groups -> Json.MAPPER.valueToTree(groups.groups());
      case Reply.EncrAlgs algorithms -> Json.MAPPER.valueToTree(algorithms.algorithms());
      case Reply.AuthAlgs algorithms -> Json.MAPPER.valueToTree(algorithms.algorithms());
      case Reply.Sadb sadb -> Json.MAPPER.valueToTree(sadb.sas());
      case Reply.CertCache cache -> Json.MAPPER.valueToTree(cache.cache());
      case Reply.Monitoring monitoring -> node;
    };
  }

  /** The object of one event that follows a {@code monitor} command. */
  static ObjectNode event(long id, MonitorEvent event) {
    ObjectNode node = Json.MAPPER.createObjectNode().put("v", Json.VERSION).put("id", id);
    ObjectNode body = node.putObject("event");
    body.put("time", event.time()).put("severity", event.severity()).put("name", event.name());
    ObjectNode fields = body.putObject("fields");
    event.fields().forEach(f -> fields.put(f.key(), f.value()));
    return node;
  }

  /** Reads an event that {@link #event} wrote. */
  public static MonitorEvent readEvent(JsonNode node) {
    JsonNode body = node.path("event");
    List<MonitorEvent.Field> fields = new ArrayList<>();
    body.path("fields")
        .properties()
        .forEach(f -> fields.add(new MonitorEvent.Field(f.getKey(), f.getValue().asText())));
    return new MonitorEvent(
        body.path("time").asLong(),
        body.path("severity").asText(),
        body.path("name").asText(),
        fields);
  }

  /** Reads the reply to a command. */
  public static Reply read(Command command, JsonNode node) {
    if (!node.path("ok").asBoolean()) {
      JsonNode error = node.path("error");
      return new Reply.Refused(
          ErrorCode.named(error.path("code").asText()).orElse(ErrorCode.INTERNAL),
          error.path("message").asText());
    }
    JsonNode result = node.path("result");
    return switch (command) {
      case Command.GetStats c -> new Reply.Stats(Json.MAPPER.convertValue(result, StatsView.class));
      case Command.GetDebug c -> debug(result);
      case Command.SetDebug c -> debug(result);
      case Command.GetPriv c -> new Reply.Priv(privilege(result, "level"));
      case Command.SetPriv c ->
          new Reply.PrivChanged(privilege(result, "before"), privilege(result, "after"));
      case Command.GetDefaults c -> new Reply.Defaults(list(result, Reply.DefaultRow.class));
      case Command.GetRule c -> new Reply.Rules(list(result, RuleView.class));
      case Command.DumpRules c -> new Reply.Rules(list(result, RuleView.class));
      case Command.GetIkeSa c -> new Reply.IkeSas(list(result, IkeSaView.class));
      case Command.DumpIkeSas c -> new Reply.IkeSas(list(result, IkeSaView.class));
      case Command.DumpGroups c -> new Reply.Groups(list(result, Reply.GroupRow.class));
      case Command.DumpEncrAlgs c -> new Reply.EncrAlgs(list(result, Reply.AlgorithmRow.class));
      case Command.DumpAuthAlgs c -> new Reply.AuthAlgs(list(result, Reply.AlgorithmRow.class));
      case Command.DumpCertCache c ->
          new Reply.CertCache(Json.MAPPER.convertValue(result, CertCacheView.class));
      case Command.FlushCertCache c -> done(result);
      case Command.ReadCertCache c -> done(result);
      case Command.DumpSadb c -> new Reply.Sadb(list(result, SadbView.class));
      case Command.GetSa c -> new Reply.Sadb(list(result, SadbView.class));
      case Command.DeleteIkeSa c -> done(result);
      case Command.FlushIkeSas c -> done(result);
      case Command.Initiate c -> done(result);
      case Command.RekeyIkeSa c -> done(result);
      case Command.ReauthIkeSa c -> done(result);
      case Command.RedirectIkeSa c -> done(result);
      case Command.RekeyChildSa c -> done(result);
      case Command.DeleteChildSa c -> done(result);
      case Command.ReadRules c -> done(result);
      case Command.ReadPreshared c -> done(result);
      case Command.TokenLogin c -> done(result);
      case Command.TokenLogout c -> done(result);
      case Command.DeleteSa c -> done(result);
      case Command.FlushSadb c -> done(result);
      case Command.Monitor c -> new Reply.Monitoring();
    };
  }

  private static <T> List<T> list(JsonNode result, Class<T> type) {
    return Json.MAPPER.convertValue(
        result, Json.MAPPER.getTypeFactory().constructCollectionType(List.class, type));
  }

  private static Reply debug(JsonNode result) {
    return new Reply.Debug(
        DebugLevel.parse(result.path("level").asText()).orElse(DebugLevel.NONE),
        result.path("file").asText());
  }

  private static Privilege privilege(JsonNode result, String member) {
    return Privilege.parse(result.path(member).asText()).orElse(Privilege.BASE);
  }

  private static Reply done(JsonNode result) {
    return new Reply.Done(result.path("message").asText(), result.path("count").asLong());
  }
}
