package org.ikev2d.cli.ikeadm;

/** What {@code ikeadm help} prints. */
final class HelpText {
  static final String USAGE =
      """
      usage: ikeadm [-np] [-v 2] [-s SOCKET] [--json]                interactive
             ikeadm [-np] [-v 2] [-s SOCKET] [--json] COMMAND ...    one command
             ikeadm help [COMMAND]
      """;

  private static final String COMMANDS =
      """
      get       show a value, a rule or IKE SAs
      set       change the debug level or lower the privilege level
      dump      show all objects of a class
      del       delete IKE SAs or CHILD SAs
      flush     delete all IKE SAs, or forget certificates
      read      read rules, pre-shared keys or certificates again
      initiate  negotiate by a rule
      reauth    replace IKE SAs and authenticate anew
      token     open or close the private keys of a token
      rekey     replace IKE SAs or CHILD SAs
      redirect  send clients to another gateway
      monitor   show what happens as it happens
      help      show this list, or "help COMMAND"
      quit      leave the interactive mode (also exit)
      """;

  private HelpText() {}

  /** The help of one command, or the list of all where the topic is none. */
  static String of(String topic) {
    return switch (topic) {
      case "get" ->
          """
          get stats                  counters of IKE SAs
          get debug                  debug level
          get priv                   privilege level
          get defaults               values in force
          get rule LABEL             one rule
          get ikesa SPI SPI          one IKE SA by initiator's and responder's SPI (0x...)
          get ikesa LOCAL REMOTE     the IKE SAs between two addresses
          """;
      case "set" ->
          """
          set debug LEVEL [FILE]     LEVEL: a number, or words joined by + and -
          set priv LEVEL             LEVEL: base, modkeys or keymat; it can only be lowered
          """;
      case "dump" ->
          """
          dump ikesa                 all IKE SAs and their CHILD SAs
          dump rule                  all rules
          dump certcache             certificates and revocation lists at hand
          dump groups                key exchange groups
          dump encralgs              ciphers of IKE SAs
          dump authalgs              integrity algorithms of IKE SAs
          """;
      case "del" ->
          """
          del ikesa SPI SPI          one IKE SA by initiator's and responder's SPI (0x...)
          del ikesa LOCAL REMOTE     the IKE SAs between two addresses
          del childsa SPI            one CHILD SA by either of its SPIs (0x...)
          del childsa LOCAL REMOTE   the CHILD SAs between two hosts
          """;
      case "reauth" ->
          """
          reauth ikesa SPI SPI       one IKE SA by initiator's and responder's SPI (0x...)
          reauth ikesa LOCAL REMOTE  the IKE SAs between two addresses
          """;
      case "rekey" ->
          """
          rekey ikesa SPI SPI        one IKE SA by initiator's and responder's SPI (0x...)
          rekey ikesa LOCAL REMOTE   the IKE SAs between two addresses
          rekey childsa SPI          one CHILD SA by either of its SPIs (0x...)
          rekey childsa LOCAL REMOTE the CHILD SAs between two hosts
          """;
      case "redirect" ->
          """
          redirect ikesa SPI SPI ADDRESS       one client, by initiator's and responder's SPI (0x...)
          redirect ikesa LOCAL REMOTE ADDRESS  the clients between two addresses
          """;
      case "flush" ->
          """
          flush ikesa                delete all IKE SAs and tell their peers
          flush certcache            forget what peers and revocation servers have sent, and read
                                     the key stores again
          """;
      case "read" ->
          """
          read rule [FILE]           replace the rules by those of FILE or of the daemon's own file
          read preshared [FILE]      the same for pre-shared keys
          read certcache             read the key stores and the policy of certificates again
          """;
      case "token" ->
          """
          token login NAME           open the private keys of a token; its PIN is asked for
          token logout NAME          close them
          """;
      case "initiate" ->
          """
          initiate LABEL [POLICY]    negotiate an IKE SA and a CHILD SA by the rule LABEL,
                                     for the IPsec policy POLICY or the first that fits
          """;
      case "monitor" ->
          """
          monitor                    print events until interrupted
          """;
      default -> COMMANDS;
    };
  }
}
