package org.ikev2d.pki.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ikev2d.wire.Bytes;
import org.jspecify.annotations.Nullable;

/** One retrieval by the JDK's client. Redirects are not followed: they would evade the rules. */
final class HttpFetch {
  private final HttpClient direct = builder().build();

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  Fetched fetch(Resource resource, Duration timeout) {
    String name = resource.uri().toString();
    if (!resource.anyAddress()) {
      String objection = objection(resource);
      if (!objection.isEmpty()) {
        return new Fetched.Failed(name + ": " + objection, false);
      }
    }
    if (resource.proxy().isEmpty()) {
      return exchange(direct, resource, timeout);
    }
    InetSocketAddress proxy =
        new InetSocketAddress(resource.proxy().get().host(), resource.proxy().get().port());
    try (HttpClient client = builder().proxy(ProxySelector.of(proxy)).build()) {
      Fetched fetched = exchange(client, resource, timeout);
      client.shutdownNow();
      return fetched;
    }
  }

  /**
   * Why the server is not asked. The JDK remembers names for 30 seconds, so that the client
   * connects to an address that was looked at here.
   */
  private static String objection(Resource resource) {
    String host = resource.uri().getHost().replaceAll("^\\[|]$", "");
    try {
      InetAddress[] addresses =
          resource.proxy().isPresent() && !isLiteral(host)
              ? new InetAddress[0]
              : InetAddress.getAllByName(host);
      for (InetAddress address : addresses) {
        if (!AddressRules.isPublic(address)) {
          return "server has the private address "
              + address.getHostAddress()
              + ", which is not asked unless private-addresses allows it";
        }
      }
      return "";
    } catch (UnknownHostException unknown) {
      return "host is unknown";
    }
  }

  private static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static Fetched exchange(HttpClient client, Resource resource, Duration timeout) {
    String name = resource.uri().toString();
    HttpRequest.Builder request = HttpRequest.newBuilder(resource.uri()).timeout(timeout);
    if (!resource.body().isEmpty()) {
      request
          .header("Content-Type", resource.bodyType())
          .POST(BodyPublishers.ofByteArray(resource.body().toArray()));
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), resource.maxOctets()));
    try {
      // The request's own timeout ends with the headers; this one covers the content too.
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return response.statusCode() == 200
          ? new Fetched.Good(Bytes.wrap(response.body()))
          : new Fetched.Failed(name + ": HTTP status " + response.statusCode(), false);
    } catch (TimeoutException late) {
      return new Fetched.Failed(name + ": no answer within " + timeout.toMillis() + " ms", true);
    } catch (ExecutionException failed) {
      boolean late = failed.getCause() instanceof java.net.http.HttpTimeoutException;
      return new Fetched.Failed(
          name
              + ": "
              + (late
                  ? "no answer within " + timeout.toMillis() + " ms"
                  : reason(failed.getCause())),
          late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Fetched.Failed(name + ": interrupted", false);
    } finally {
      answer.cancel(true);
    }
  }

  private static String reason(@Nullable Throwable failed) {
    return failed instanceof java.net.ConnectException
        ? "no connection"
        : failed instanceof IOException && failed.getMessage() != null
            ? "no usable answer: " + failed.getMessage()
            : "no usable answer";
  }
}
