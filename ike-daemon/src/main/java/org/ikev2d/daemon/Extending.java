package org.ikev2d.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.actor.Leases;
import org.ikev2d.actor.TicketBox;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.properties.ExtensionSettings;
import org.ikev2d.config.properties.ExtensionSettings.RedirectAt;
import org.ikev2d.crypto.Crypto;
import org.ikev2d.crypto.Secret;
import org.ikev2d.port.EventSink;
import org.ikev2d.port.IkeEvent;
import org.ikev2d.port.TicketMarks;
import org.ikev2d.port.TicketVault;
import org.ikev2d.sa.Extensions;
import org.ikev2d.sa.Extensions.Families;
import org.ikev2d.sa.Extensions.Gateway;
import org.ikev2d.sa.Extensions.Redirect;

/** From the settings to what the endpoint offers beyond RFC 7296. */
record Extending(DaemonSettings settings, Crypto crypto, SecureRandom random, EventSink events) {
  Extensions extensions() {
    return Extensions.DEFAULT
        .withChildless(settings.extensions().childless())
        .withCrashDetection(settings.extensions().crashDetection().takes(), crashSecret())
        .withMessageIdSync(settings.extensions().messageIdSync())
        .withRedirects(settings.extensions().redirectFollow(), redirect())
        .withAddresses(gateway(), virtualAddresses())
        .withMobike(settings.extensions().mobike())
        .withSessions(settings.extensions().sessionResume(), ticketVault());
  }

  private Optional<Redirect> redirect() {
    boolean late = settings.extensions().redirectAt() == RedirectAt.AUTH;
    return settings.extensions().redirectTo().map(to -> new Redirect(to, late));
  }

  private Optional<Gateway> gateway() {
    ExtensionSettings given = settings.extensions();
    return given.addressPool().isEmpty() && !given.addressRequired()
        ? Optional.empty()
        : Optional.of(
            new Gateway(
                new Leases(given.addressPool(), given.addressLimit()),
                given.addressDns(),
                given.addressSubnets(),
                given.addressRequired()));
  }

  private Map<String, Families> virtualAddresses() {
    Map<String, Families> all = new HashMap<>();
    settings
        .extensions()
        .virtualAddresses()
        .forEach((label, families) ->
            all.put(
                label,
                switch (families) {
                  case IPV4 -> new Families(true, false);
                  case IPV6 -> new Families(false, true);
                  case BOTH -> new Families(true, true);
                }));
    return all;
  }

  /** Without it peers learn of a restart as they always did, by our silence. */
  private Optional<Secret> crashSecret() {
    return settings.extensions().crashDetection().makes()
        ? secret("crash_secret", "crash_detection")
        : Optional.empty();
  }

  /** With the same secret a gateway takes its clients back after a restart. */
  private Optional<TicketVault> ticketVault() {
    return settings.extensions().sessionTickets()
        ? secret("ticket_secret", "session_tickets")
            .map(s -> new TicketBox(crypto, s, settings.extensions().ticketLifetime(), marks()))
        : Optional.empty();
  }

  private TicketMarks marks() {
    return new TicketMarkFile(beside("ticket_marks"), events);
  }

  private Path beside(String name) {
    return settings.journalFile().toAbsolutePath().resolveSibling(name);
  }

  private Optional<Secret> secret(String name, String setting) {
    Path file = beside(name);
    try {
      return Optional.of(SecretFile.open(file, random));
    } catch (IOException failed) {
      events.emit(
          IkeEvent.warn("daemon.secret.failed")
              .with("file", file)
              .with("why", failed)
              .with("without", setting));
      return Optional.empty();
    }
  }
}
