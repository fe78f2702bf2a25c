package org.ikev2d.pki.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ikev2d.pki.token.Cryptoki;
import org.ikev2d.pki.token.TokenAnswer;
import org.ikev2d.pki.token.TokenInfo;

/** PKCS#11 libraries, and the one token that a URI means. */
public final class TokenModule {
  /** Where distributions put the libraries of software tokens, the default. */
  private static final List<String> USUAL =
      List.of(
          "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so");

  /** Keys made in a token are born there and stay there. */
  private static final String ATTRIBUTES =
      """
      attributes(*,CKO_PRIVATE_KEY,*) = {
        CKA_SENSITIVE = true
        CKA_EXTRACTABLE = false
        CKA_SIGN = true
      }
      """;

  private TokenModule() {}

  /** A token, its library, and the provider of the JDK for its keys. */
  record Found(Cryptoki library, TokenInfo token, Provider provider) {}

  /** The library of a URI: the one it names, else the first of the usual ones that is installed. */
  static TokenAnswer<Path> library(Pkcs11Uri uri) {
    if (uri.modulePath().isPresent()) {
      Path named = Path.of(uri.modulePath().get());
      return Files.isReadable(named)
          ? new TokenAnswer.Good<>(named)
          : new TokenAnswer.Failed<>(uri + ": " + named + " is no readable library");
    }
    return USUAL.stream()
        .map(Path::of)
        .filter(Files::isReadable)
        .findFirst()
        .<TokenAnswer<Path>>map(TokenAnswer.Good::new)
        .orElseGet(() ->
            new TokenAnswer.Failed<>(
                uri + ": no PKCS#11 library found; name it with ?module-path=FILE"));
  }

  /** All tokens of the library that a URI names. */
  public static TokenAnswer<List<TokenInfo>> tokens(Pkcs11Uri uri) {
    return switch (library(uri)) {
      case TokenAnswer.Good<Path>(Path file) ->
          switch (Cryptoki.load(file)) {
            case TokenAnswer.Good<Cryptoki>(Cryptoki library) -> library.tokens();
            case TokenAnswer.Failed<Cryptoki>(String why) -> new TokenAnswer.Failed<>(why);
          };
      case TokenAnswer.Failed<Path>(String why) -> new TokenAnswer.Failed<>(why);
    };
  }

  /** The token that a URI means: exactly one must fit. */
  static TokenAnswer<Found> find(Pkcs11Uri uri) {
    Path file;
    switch (library(uri)) {
      case TokenAnswer.Good<Path>(Path found) -> file = found;
      case TokenAnswer.Failed<Path>(String why) -> {
        return new TokenAnswer.Failed<>(why);
      }
    }
    return switch (Cryptoki.load(file)) {
      case TokenAnswer.Good<Cryptoki>(Cryptoki library) ->
          switch (library.tokens()) {
            case TokenAnswer.Good<List<TokenInfo>>(List<TokenInfo> tokens) ->
                choose(uri, file, library, tokens);
            case TokenAnswer.Failed<List<TokenInfo>>(String why) ->
                new TokenAnswer.Failed<>(uri + ": " + why);
          };
      case TokenAnswer.Failed<Cryptoki>(String why) -> new TokenAnswer.Failed<>(uri + ": " + why);
    };
  }

  private static TokenAnswer<Found> choose(
      Pkcs11Uri uri, Path file, Cryptoki library, List<TokenInfo> tokens) {
    List<TokenInfo> usable = tokens.stream().filter(TokenInfo::initialized).toList();
    List<TokenInfo> fitting =
        usable.stream()
            .filter(t -> fits(uri.token(), t.label()))
            .filter(t -> fits(uri.manufacturer(), t.manufacturer()))
            .filter(t -> fits(uri.serial(), t.serial()))
            .toList();
    if (fitting.size() != 1) {
      String present = usable.stream().map(TokenInfo::label).collect(Collectors.joining("`, `"));
      return new TokenAnswer.Failed<>(
          uri
              + ": "
              + (fitting.isEmpty() ? "no such token" : fitting.size() + " tokens fit")
              + (usable.isEmpty() ? "; there is none" : "; there are `" + present + "`"));
    }
    TokenInfo token = fitting.getFirst();
    try {
      return new TokenAnswer.Good<>(new Found(library, token, provider(file, token)));
    } catch (ProviderException refused) {
      return new TokenAnswer.Failed<>(uri + ": " + refused.getMessage());
    }
  }

  private static boolean fits(Optional<String> wanted, String given) {
    return wanted.map(given::equals).orElse(true);
  }

  private static Provider provider(Path file, TokenInfo token) {
    return Security.getProvider("SunPKCS11")
        .configure(
            "--name = ikev2d\nlibrary = "
                + file
                + "\nslot = "
                + token.slot()
                + "\nshowInfo = false\n"
                + ATTRIBUTES);
  }
}
