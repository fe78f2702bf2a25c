package org.ikev2d.cli.ipseckey;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.ikev2d.cli.HostNames;
import org.ikev2d.control.SadbType;
import org.ikev2d.kernel.msg.SaType;
import org.ikev2d.kernel.text.SadbText;
import org.ikev2d.port.KernelAnswer;
import org.ikev2d.port.SaId;
import org.ikev2d.port.SaStatus;

/** Carries out the commands of one user on one SADB. */
final class KeySession {
  private final SadbAccess sadb;
  private final HostNames hosts;
  private final boolean paranoid;
  private final PrintStream out;
  private final PrintStream err;

  KeySession(SadbAccess sadb, HostNames hosts, boolean paranoid, PrintStream out, PrintStream err) {
    this.sadb = sadb;
    this.hosts = hosts;
    this.paranoid = paranoid;
    this.out = out;
    this.err = err;
  }

  /** Carries out one command and gives the exit status. */
  int run(List<String> words) {
    List<String> rest = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "dump" -> withType("dump", rest, this::dump);
      case "flush" -> withType("flush", rest, this::flush);
      case "get" -> withSa("get", rest, this::get);
      case "delete" -> withSa("delete", rest, this::delete);
      case "monitor" -> monitor(rest, true);
      case "passive_monitor", "pmonitor" -> monitor(rest, false);
      case "help", "?" -> {
        out.print(IpsecKey.COMMANDS);
        yield 0;
      }
      case "add", "update", "update-pair", "delete-pair", "save" ->
          fail("command \"" + words.getFirst() + "\" is not supported by this version");
      default -> {
        fail("Unknown command \"" + words.getFirst() + "\"");
        err.print(IpsecKey.COMMANDS);
        yield 1;
      }
    };
  }

  private interface OnType {
    int run(SadbType type);
  }

  private interface OnSa {
    int run(SaWords wanted);
  }

  /** A word that is no type must not become "all": the flush would be one of everything. */
  private int withType(String command, List<String> words, OnType action) {
    if (words.size() > 1) {
      return fail(command + " takes one SA type at most: all, ah or esp");
    }
    Optional<SadbType> type =
        words.isEmpty() ? Optional.of(SadbType.ALL) : SadbType.parse(words.getFirst());
    return type.isPresent()
        ? action.run(type.get())
        : fail("Unknown SA type \"" + words.getFirst() + "\": expected all, ah or esp");
  }

  private int withSa(String command, List<String> words, OnSa action) {
    return switch (SaWords.parse(command, words, hosts)) {
      case SaWords.Parsed.Good(SaWords wanted) -> action.run(wanted);
      case SaWords.Parsed.Wrong(String message) -> fail(message);
    };
  }

  private int dump(SadbType type) {
    return switch (sadb.dump(type)) {
      case KernelAnswer.Done<SadbAccess.Listing>(SadbAccess.Listing listing) -> {
        SadbText text = text(listing.keysShown());
        Instant now = Instant.now();
        for (SaStatus sa : listing.sas()) {
          out.println(text.dump(sa, now));
        }
        out.print(text.dumpEnd(new SaType(type.number())));
        yield 0;
      }
      case KernelAnswer.Refused<SadbAccess.Listing> refused -> fail(words(refused));
    };
  }

  private int get(SaWords wanted) {
    return onFound(
        wanted,
        (sa, keysShown) -> {
          out.print(text(keysShown).get(sa, Instant.now()));
          return 0;
        });
  }

  private int delete(SaWords wanted) {
    return onFound(
        wanted,
        (sa, keysShown) ->
            switch (sadb.delete(sa.id())) {
              case KernelAnswer.Done<SaId> done -> 0;
              case KernelAnswer.Refused<SaId> refused -> fail(words(refused));
            });
  }

  private interface OnFound {
    int run(SaStatus sa, boolean keysShown);
  }

  /** The source address, which PF_KEY wants and users need not give, comes from a dump. */
  private int onFound(SaWords wanted, OnFound action) {
    return switch (sadb.dump(wanted.type())) {
      case KernelAnswer.Refused<SadbAccess.Listing> refused -> fail(words(refused));
      case KernelAnswer.Done<SadbAccess.Listing>(SadbAccess.Listing listing) -> {
        List<SaStatus> found = listing.sas().stream().filter(sa -> wanted.names(sa.id())).toList();
        if (found.isEmpty()) {
          yield fail(
              "Association (type "
                  + wanted.type().word()
                  + ", spi "
                  + wanted.spi()
                  + ", addr "
                  + wanted.destinations().getFirst().getHostAddress()
                  + ") does not exist");
        }
        int status = 0;
        for (SaStatus sa : found) {
          status = Math.max(status, action.run(sa, listing.keysShown()));
        }
        yield status;
      }
    };
  }

  private int flush(SadbType type) {
    return switch (sadb.flush(type)) {
      case KernelAnswer.Done<SadbType> done -> 0;
      case KernelAnswer.Refused<SadbType> refused -> fail(words(refused));
    };
  }

  private int monitor(List<String> rest, boolean promiscuous) {
    if (!rest.isEmpty()) {
      return fail("monitor takes no arguments");
    }
    out.println(
        (promiscuous ? "Actively" : "Passively") + " monitoring " + sadb.name() + "; end with ^C");
    out.flush();
    Optional<String> problem =
        sadb.monitor(
            promiscuous,
            !paranoid,
            text -> {
              out.println(text);
              out.flush();
            });
    return problem.isPresent() ? fail(problem.get()) : 0;
  }

  private SadbText text(boolean keysShown) {
    return new SadbText(keysShown && !paranoid, ZoneId.systemDefault());
  }

  private static String words(KernelAnswer.Refused<?> refused) {
    return refused.operation().isEmpty()
        ? refused.reason()
        : refused.operation() + ": " + refused.reason();
  }

  private int fail(String message) {
    err.println("ipseckey: " + message);
    return 1;
  }
}
