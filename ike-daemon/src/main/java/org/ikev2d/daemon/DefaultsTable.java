package org.ikev2d.daemon;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ikev2d.config.properties.DaemonSettings;
import org.ikev2d.config.properties.KernelChoice;
import org.ikev2d.config.properties.SettingsReader;
import org.ikev2d.control.Reply.DefaultRow;
import org.ikev2d.port.ChildLifetime;

/** The table of {@code ikeadm get defaults}. */
final class DefaultsTable {
  private final DaemonSettings settings;
  private final DaemonSettings untouched = SettingsReader.defaults();
  private final List<DefaultRow> rows = new ArrayList<>();

  private DefaultsTable(DaemonSettings settings) {
    this.settings = settings;
  }

  /**
   * @param kernel the backend in use
   */
  static List<DefaultRow> of(DaemonSettings settings, String kernel) {
    DefaultsTable table = new DefaultsTable(settings);
    table.fill(kernel);
    return table.rows;
  }

  private void fill(String kernel) {
    row("config_file", "", "rules", s -> s.configFile().toString());
    row("preshared_file", "", "pre-shared keys", s -> s.presharedFile().toString());
    row("key_store", "", "certificates and keys", s -> s.keyStore().locator());
    row("rsa_padding", "", "of our RSA signatures", s -> s.keyStore().rsaPadding().toString());
    row("policy_file", "", "IPsec policy", s -> s.policyFile().toString());
    boolean chosen = settings.kernel() != KernelChoice.AUTO;
    rows.add(
        new DefaultRow(
            "kernel", chosen ? "config" : "default", kernel, "", "backend of SADB and SPD"));
    row("ike_port", "", "UDP port of IKE", s -> text(s.ikePort()));
    row("natt_port", "", "UDP port behind NATs", s -> text(s.nattPort()));
    row(
        "response_wait_time",
        "seconds",
        "wait for a peer's response",
        s -> text(s.responseWaitTime().toSeconds()));
    row(
        "fragmentation_enable",
        "",
        "IKE fragmentation (RFC 7383)",
        s -> Boolean.toString(s.fragmentationEnable()));
    row(
        "fragmentation_mtu",
        "octets",
        "IP packet with a fragment",
        s -> text(s.fragmentationMtu()));
    row(
        "cookie_threshold",
        "IKE SAs",
        "half-open ones that call for cookies",
        s -> text(s.cookieThreshold()));
    row("half_open_limit", "IKE SAs", "half-open ones at most", s -> text(s.halfOpenLimit()));
    row(
        "half_open_per_source",
        "IKE SAs",
        "half-open ones of one address",
        s -> text(s.halfOpenPerSource()));
    row(
        "liveness_interval",
        "seconds",
        "silence before a sign of life is asked",
        s -> text(s.livenessInterval().toSeconds()));
    row("window_size", "requests", "unanswered at once", s -> text(s.windowSize()));
    row("childless", "", "IKE SA without CHILD SA", s -> s.extensions().childless().toString());
    row(
        "crash_detection",
        "",
        "quick crash detection (RFC 6290)",
        s -> s.extensions().crashDetection().toString());
    row(
        "message_id_sync",
        "",
        "peer of clusters (RFC 6311)",
        s -> Boolean.toString(s.extensions().messageIdSync()));
    row(
        "mobike",
        "",
        "moves to other addresses (RFC 4555)",
        s -> Boolean.toString(s.extensions().mobike()));
    row(
        "redirect_follow",
        "",
        "go where gateways send us (RFC 5685)",
        s -> Boolean.toString(s.extensions().redirectFollow()));
    row(
        "redirect_to",
        "",
        "where clients are sent",
        s -> s.extensions().redirectTo().map(InetAddress::getHostAddress).orElse("nowhere"));
    row(
        "session_resume",
        "",
        "resume lost IKE SAs (RFC 5723)",
        s -> Boolean.toString(s.extensions().sessionResume()));
    row(
        "session_tickets",
        "",
        "give clients tickets to resume",
        s -> Boolean.toString(s.extensions().sessionTickets()));
    row(
        "ticket_lifetime",
        "seconds",
        "tickets after an authentication",
        s -> text(s.extensions().ticketLifetime().toSeconds()));
    row(
        "null_auth",
        "",
        "rules without proof (RFC 7619)",
        s -> Boolean.toString(s.extensions().nullAuth()));
    row("min_threads", "threads", "kept ready", s -> text(s.minThreads()));
    row("max_threads", "threads", "at most", s -> text(s.maxThreads()));
    row(
        "sha1_signatures",
        "",
        "SHA-1 in method RSA_SIGNATURE",
        s -> Boolean.toString(s.keyStore().sha1()));
    row("mldsa_signatures", "", "ML-DSA keys", s -> Boolean.toString(s.keyStore().mlDsa()));
    row(
        "hash_and_url",
        "",
        "fetch peers' certificates by HTTP",
        s -> Boolean.toString(s.keyStore().hashAndUrl()));
    row(
        "certificate_url",
        "",
        "where our certificates lie",
        s -> s.keyStore().certificateUrl().orElse("nowhere"));
    row(
        "announce_methods",
        "",
        "tell which signatures we take",
        s -> Boolean.toString(s.keyStore().announceMethods()));
    row("dss_signatures", "", "DSS keys", s -> Boolean.toString(s.keyStore().dss()));
    row("debug_logfile", "", "log", s -> s.debugLogfile().map(Path::toString).orElse("stderr"));
    row("admin_privilege", "", "what ikeadm may see of keys", s -> s.adminPrivilege().word());
    row("control_socket", "", "control socket", s -> s.controlSocket().toString());
    row("journal_file", "", "journal of our SAs", s -> s.journalFile().toString());
    ChildLifetime life = ChildLifetime.DEFAULT;
    fixed("childsa_lifetime_secs", text(life.hard().toSeconds()), "seconds", "CHILD SA lifetime");
    fixed(
        "childsa_softlife_secs",
        text(life.soft().toSeconds()),
        "seconds",
        "CHILD SA is rekeyed after");
  }

  private void row(
      String token, String unit, String description, Function<DaemonSettings, String> value) {
    String now = value.apply(settings);
    boolean same = value.apply(untouched).equals(now);
    rows.add(new DefaultRow(token, same ? "default" : "config", now, unit, description));
  }

  /** A default of ikev2.config, which its rules may override. */
  private void fixed(String token, String value, String unit, String description) {
    rows.add(new DefaultRow(token, "default", value, unit, description));
  }

  private static String text(long number) {
    return Long.toString(number);
  }
}
