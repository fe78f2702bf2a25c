package org.ikev2d.pki.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ikev2d.pki.policy.RevocationPolicy.Proxy;
import org.ikev2d.wire.Bytes;

/**
 * One retrieval by HTTP/1.1 (RFC 9112) in a connection of its own. A name is looked up once, and
 * the connection goes to an address that was looked at: the JDK's client would ask the resolver
 * again, which a stranger's name server may answer in another way. Redirects are not followed: they
 * would evade the rules.
 */
final class HttpFetch {
  private static final int DEFAULT_PORT = 80;
  private static final int MAX_ADDRESSES = 4;

  private final HostLookup hosts;

  HttpFetch(HostLookup hosts) {
    this.hosts = hosts;
  }

  /**
   * Retrieves; blocks.
   *
   * @param timeout for all of it: name, connection, headers and content
   */
  Fetched fetch(Resource resource, Duration timeout) {
    String name = resource.uri().toString();
    Deadline deadline = new Deadline(timeout);
    String host = resource.uri().getHost().replaceAll("^\\[|]$", "");
    // What a proxy will find for a name is the proxy's affair.
    boolean judged = !resource.anyAddress() && (resource.proxy().isEmpty() || isLiteral(host));
    if (judged || resource.proxy().isEmpty()) {
      switch (hosts.addresses(host, deadline.left())) {
        case HostLookup.Answer.None(String why, boolean late) -> {
          return new Fetched.Failed(name + ": " + why, late);
        }
        case HostLookup.Answer.Found(List<InetAddress> addresses) -> {
          Optional<String> objection =
              judged
                  ? addresses.stream().flatMap(a -> objection(a).stream()).findFirst()
                  : Optional.empty();
          if (objection.isPresent()) {
            return new Fetched.Failed(name + ": " + objection.get(), false);
          }
          if (resource.proxy().isEmpty()) {
            int port = resource.uri().getPort() < 0 ? DEFAULT_PORT : resource.uri().getPort();
            return connect(resource, addresses, port, deadline);
          }
        }
      }
    }
    Proxy proxy = resource.proxy().orElseThrow();
    return switch (hosts.addresses(proxy.host(), deadline.left())) {
      case HostLookup.Answer.None(String why, boolean late) ->
          new Fetched.Failed(name + ": proxy " + proxy + ": " + why, late);
      case HostLookup.Answer.Found(List<InetAddress> addresses) ->
          connect(resource, addresses, proxy.port(), deadline);
    };
  }

  private static Optional<String> objection(InetAddress address) {
    return AddressRules.isPublic(address)
        ? Optional.empty()
        : Optional.of(
            "server has the private address "
                + address.getHostAddress()
                + ", which is not asked unless private-addresses allows it");
  }

  private static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  /**
   * One address after the other, each with a fair part of the time, until one takes connections.
   */
  private static Fetched connect(
      Resource resource, List<InetAddress> addresses, int port, Deadline deadline) {
    String name = resource.uri().toString();
    int tried = Math.min(addresses.size(), MAX_ADDRESSES);
    boolean late = false;
    for (int i = 0; i < tried; i++) {
      try (Socket socket = new Socket()) {
        int patience = Math.max(1, deadline.millis() / (tried - i));
        try {
          socket.connect(new InetSocketAddress(addresses.get(i), port), patience);
        } catch (SocketTimeoutException silent) {
          late = true;
          continue;
        } catch (IOException refused) {
          continue;
        }
        return exchange(socket, resource, deadline);
      } catch (SocketTimeoutException silent) {
        return late(name, deadline);
      } catch (IOException broken) {
        return Thread.currentThread().isInterrupted()
            ? new Fetched.Failed(name + ": interrupted", false)
            : new Fetched.Failed(name + ": no usable answer: " + broken.getMessage(), false);
      }
    }
    return late ? late(name, deadline) : new Fetched.Failed(name + ": no connection", false);
  }

  private static Fetched late(String name, Deadline deadline) {
    return new Fetched.Failed(
        name + ": no answer within " + deadline.total().toMillis() + " ms", true);
  }

  private static Fetched exchange(Socket socket, Resource resource, Deadline deadline)
      throws IOException {
    socket.getOutputStream().write(request(resource));
    return switch (HttpAnswer.read(new TimedInput(socket, deadline), resource.maxOctets())) {
      case HttpAnswer.Read.Content(Bytes content) -> new Fetched.Good(content);
      case HttpAnswer.Read.Other(String why) ->
          new Fetched.Failed(resource.uri() + ": " + why, false);
    };
  }

  private static byte[] request(Resource resource) {
    URI uri = resource.uri();
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    String absolute = "http://" + uri.getRawAuthority() + target;
    byte[] body = resource.body().toArray();
    StringBuilder head =
        new StringBuilder(body.length == 0 ? "GET " : "POST ")
            .append(resource.proxy().isPresent() ? absolute : target)
            .append(" HTTP/1.1\r\nHost: ")
            .append(uri.getRawAuthority())
            .append("\r\nConnection: close\r\nUser-Agent: ikev2d\r\n");
    if (body.length > 0) {
      head.append("Content-Type: ").append(resource.bodyType()).append("\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    Bytes octets = Bytes.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    return Bytes.concat(octets, resource.body()).toArray();
  }
}
