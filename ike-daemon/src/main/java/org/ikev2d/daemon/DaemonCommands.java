package org.ikev2d.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ikev2d.actor.CommandOutcome;
import org.ikev2d.actor.EndpointCounters;
import org.ikev2d.actor.IkeEndpoint;
import org.ikev2d.control.Command;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.ErrorCode;
import org.ikev2d.control.Privilege;
import org.ikev2d.control.Reply;
import org.ikev2d.control.SaReference;
import org.ikev2d.control.StatsView;
import org.ikev2d.control.StatsView.Count;
import org.ikev2d.daemon.control.CommandHandler;
import org.ikev2d.daemon.log.LogControl;
import org.ikev2d.port.PeerRule;
import org.ikev2d.port.Timers;
import org.ikev2d.sa.IkeSaSnapshot;

/** Carries out what administrators ask. */
final class DaemonCommands implements CommandHandler {
  private final IkeEndpoint endpoint;
  private final SaCommands sas;
  private final PolicyStore policies;
  private final TokenCommands tokens;
  private final CertCacheCommands certCache;
  private final SadbCommands sadb;
  private final Catalogue catalogue;
  private final List<Reply.DefaultRow> defaults;
  private final LogControl log;
  private final AdminState admin;
  private final Timers timers;

  DaemonCommands(
      IkeEndpoint endpoint,
      PolicyStore policies,
      TokenCommands tokens,
      CertCacheCommands certCache,
      SadbCommands sadb,
      Catalogue catalogue,
      List<Reply.DefaultRow> defaults,
      LogControl log,
      AdminState admin,
      Timers timers) {
    this.endpoint = endpoint;
    this.sas = new SaCommands(endpoint);
    this.policies = policies;
    this.tokens = tokens;
    this.certCache = certCache;
    this.sadb = sadb;
    this.catalogue = catalogue;
    this.defaults = defaults;
    this.log = log;
    this.admin = admin;
    this.timers = timers;
  }

  @Override
  public CompletionStage<Reply> handle(Command command) {
    return switch (command) {
      case Command.GetStats c -> now(new Reply.Stats(stats(endpoint.counters())));
      case Command.GetDebug c -> now(debug());
      case Command.GetPriv c -> now(new Reply.Priv(admin.privilege()));
      case Command.GetDefaults c -> now(new Reply.Defaults(defaults));
      case Command.SetDebug c -> now(setDebug(c.level(), c.file()));
      case Command.SetPriv c -> now(lower(c.level()));
      case Command.GetRule c -> now(rule(c.label()));
      case Command.DumpRules c -> now(rules(policies.current().rules()));
      case Command.GetIkeSa c -> now(get(c.id()));
      case Command.DumpIkeSas c -> now(views(endpoint.snapshot()));
      case Command.DumpGroups c -> now(new Reply.Groups(catalogue.groups()));
      case Command.DumpEncrAlgs c -> now(new Reply.EncrAlgs(catalogue.encryption()));
      case Command.DumpAuthAlgs c -> now(new Reply.AuthAlgs(catalogue.authentication()));
      case Command.DeleteIkeSa c -> sas.delete(c.id());
      case Command.DeleteChildSa c -> sas.delete(c.id());
      case Command.RekeyIkeSa c -> sas.rekey(c.id());
      case Command.ReauthIkeSa c -> sas.reauthenticate(c.id());
      case Command.RedirectIkeSa c -> sas.redirect(c.id(), c.to());
      case Command.RekeyChildSa c -> sas.rekey(c.id());
      case Command.FlushIkeSas c -> sas.flush();
      case Command.Initiate c -> initiate(c.rule(), c.policy());
      case Command.ReadRules c -> now(policies.readRules(c.file()));
      case Command.ReadPreshared c -> now(readPreshared(c.file()));
      case Command.TokenLogin c -> tokens.login(c.token(), c.pin());
      case Command.TokenLogout c -> tokens.logout(c.token());
      case Command.DumpCertCache c -> now(certCache.dump());
      case Command.FlushCertCache c -> certCache.flush();
      case Command.ReadCertCache c -> certCache.read();
      case Command.DumpSadb c -> now(sadb.dump(c.type()));
      case Command.GetSa c -> now(sadb.get(c.id()));
      case Command.DeleteSa c -> now(sadb.delete(c.id()));
      case Command.FlushSadb c -> now(sadb.flush(c.type()));
      case Command.Monitor c -> now(new Reply.Monitoring());
    };
  }

  private static CompletionStage<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private static StatsView stats(EndpointCounters counters) {
    EndpointCounters.Side i = counters.initiator();
    EndpointCounters.Side r = counters.responder();
    return new StatsView(
        new Count(i.current(), r.current()),
        new Count(i.total(), r.total()),
        new Count(i.attempted(), r.attempted()),
        new Count(i.failed(), r.failed()),
        counters.initiatorTimeouts());
  }

  private Reply debug() {
    return new Reply.Debug(log.level(), log.file().map(Path::toString).orElse(""));
  }

  private Reply setDebug(DebugLevel level, Optional<String> file) {
    if (file.isPresent()) {
      try {
        log.write(file.map(Path::of));
      } catch (IOException failed) {
        return new Reply.Refused(ErrorCode.FAILED, String.valueOf(failed.getMessage()));
      }
    }
    log.apply(level);
    return debug();
  }

  private Reply lower(Privilege to) {
    Optional<Privilege> before = admin.lower(to);
    return before.isPresent()
        ? new Reply.PrivChanged(before.get(), to)
        : privilege("the level is " + admin.privilege().word() + " and can only be lowered");
  }

  private static Reply privilege(String message) {
    return new Reply.Refused(ErrorCode.PRIVILEGE, message);
  }

  private Reply readPreshared(Optional<String> file) {
    return admin.privilege() == Privilege.BASE
        ? privilege(
            "reading pre-shared keys needs privilege level modkeys: set admin_privilege in"
                + " ikev2d.conf")
        : policies.readPreshared(file);
  }

  private Reply rule(String label) {
    Optional<PeerRule> rule = policies.current().rule(label);
    return rule.isPresent()
        ? rules(List.of(rule.get()))
        : notFound("no rule has the label '" + label + "'");
  }

  private static Reply rules(List<PeerRule> rules) {
    return new Reply.Rules(rules.stream().map(RuleViews::of).toList());
  }

  private Reply views(Collection<IkeSaSnapshot> snapshots) {
    IkeSaViews views = new IkeSaViews(timers.nanoTime(), timers.epochMillis());
    return new Reply.IkeSas(snapshots.stream().map(views::of).toList());
  }

  private Reply get(SaReference id) {
    List<IkeSaSnapshot> found = sas.find(id);
    return found.isEmpty() ? SaCommands.none(id) : views(found);
  }

  private static Reply notFound(String message) {
    return new Reply.Refused(ErrorCode.NOT_FOUND, message);
  }

  private CompletionStage<Reply> initiate(String rule, Optional<String> policy) {
    return endpoint
        .initiate(rule, policy)
        .thenApply(outcome ->
            switch (outcome) {
              case CommandOutcome.Done done ->
                  new Reply.Done("Successfully negotiated by rule '" + rule + "'", 1);
              case CommandOutcome.Failed(var refusal) ->
                  new Reply.Refused(
                      ErrorCode.FAILED, "initiate '" + rule + "' failed: " + refusal.text());
            });
  }
}
