package org.ikev2d.config.properties;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ikev2d.control.DebugLevel;
import org.ikev2d.control.Privilege;
import org.ikev2d.crypto.Secret;

/**
 * The settings of the daemon: ikev2d.conf and {@code -o}. Named as there; docs/ikev2d.conf.md
 * explains each. Defaults and ranges are those of {@link SettingsReader}.
 *
 * @param debugLogfile empty: standard error
 * @param responseWaitTime how long a request waits for its response before the peer counts as gone
 * @param fragmentationMtu octets of an IP packet with a fragment, 576 to 9216
 * @param listen addresses to serve; empty: all of this host
 * @param adminPrivilege how much ikeadm may show and change of keys
 * @param wiresharkKeys file or directory for the keys of IKE SAs, a debugging aid; empty: never
 *     written
 * @param keyStore where certificates and keys are, and which signatures are in use
 * @param configOwner user who must own the files; empty: the daemon's own
 * @param tunnels outer addresses by name of tunnel
 * @param cookieThreshold half-open IKE SAs from which on cookies are asked for; 0: always
 * @param halfOpenLimit half-open IKE SAs at most
 * @param halfOpenPerSource half-open IKE SAs of one address at most
 * @param livenessInterval silence after which a peer is asked for a sign of life; zero: never
 * @param windowSize requests of a peer that may be unanswered at once
 * @param extensions what is offered beyond RFC 7296
 */
public record DaemonSettings(
    Path configFile,
    Path presharedFile,
    Path policyFile,
    DebugLevel debugLevel,
    Optional<Path> debugLogfile,
    boolean ignoreErrors,
    int minThreads,
    int maxThreads,
    Duration responseWaitTime,
    boolean fragmentationEnable,
    int fragmentationMtu,
    Optional<String> pkcs11TokenUri,
    Optional<Secret> pkcs11TokenPin,
    KeyStoreSettings keyStore,
    KernelChoice kernel,
    Path controlSocket,
    Privilege adminPrivilege,
    int ikePort,
    int nattPort,
    Path journalFile,
    List<InetAddress> listen,
    Optional<Path> wiresharkKeys,
    Optional<String> configOwner,
    Map<String, TunnelEndpoints> tunnels,
    int cookieThreshold,
    int halfOpenLimit,
    int halfOpenPerSource,
    Duration livenessInterval,
    int windowSize,
    ExtensionSettings extensions) {
  public DaemonSettings {
    listen = List.copyOf(listen);
    tunnels = Map.copyOf(tunnels);
  }
}
