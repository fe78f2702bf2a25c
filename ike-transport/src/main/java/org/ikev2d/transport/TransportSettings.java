package org.ikev2d.transport;

import java.net.InetAddress;
import java.util.List;

/**
 * How to listen.
 *
 * @param listen addresses; a wildcard stands for all addresses of its family, an empty list for all
 * @param ikePort 500 but in tests; 0 takes any free port
 * @param nattPort 4500 but in tests; 0 takes any free port
 * @param engine which system calls to use
 * @param loops threads that read sockets, 1 to 64
 * @param receiveBuffer octets asked for the kernel's queue of each socket
 * @param sendBacklog octets that may wait to be sent on one socket before datagrams are dropped
 * @param maxDatagram longest datagram taken, 1 to 65535 octets; longer ones are dropped
 */
public record TransportSettings(
    List<InetAddress> listen,
    int ikePort,
    int nattPort,
    Engine engine,
    int loops,
    int receiveBuffer,
    int sendBacklog,
    int maxDatagram,
    SocketSetup setup) {
  /** The two ways to reach UDP sockets. */
  public enum Engine {
    /** Epoll where its library loads, else NIO. */
    AUTO,
    /** Linux epoll with many datagrams per system call. */
    EPOLL,
    /** The JDK's own; knows no socket options of IPsec. */
    NIO
  }

  public TransportSettings {
    listen = List.copyOf(listen);
    check("ike_port", ikePort, 0, 65535);
    check("natt_port", nattPort, 0, 65535);
    check("loops", loops, 1, 64);
    check("receiveBuffer", receiveBuffer, 1, Integer.MAX_VALUE);
    check("sendBacklog", sendBacklog, 65536, Integer.MAX_VALUE);
    check("maxDatagram", maxDatagram, 1, 65535);
    if (ikePort == nattPort && ikePort != 0) {
      throw new IllegalArgumentException("ike_port and natt_port are both " + ikePort);
    }
  }

  private static void check(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(name + " " + value + " is not " + low + " to " + high);
    }
  }

  /** All addresses, ports 500 and 4500. */
  public static TransportSettings defaults() {
    return new TransportSettings(
        List.of(), 500, 4500, Engine.AUTO, 1, 4 << 20, 4 << 20, 65535, SocketSetup.PLAIN);
  }

  public TransportSettings withListen(List<InetAddress> addresses) {
    return new TransportSettings(
        addresses,
        ikePort,
        nattPort,
        engine,
        loops,
        receiveBuffer,
        sendBacklog,
        maxDatagram,
        setup);
  }

  public TransportSettings withPorts(int ike, int natt) {
    return new TransportSettings(
        listen, ike, natt, engine, loops, receiveBuffer, sendBacklog, maxDatagram, setup);
  }

  public TransportSettings withEngine(Engine other) {
    return new TransportSettings(
        listen, ikePort, nattPort, other, loops, receiveBuffer, sendBacklog, maxDatagram, setup);
  }

  public TransportSettings withSetup(SocketSetup other) {
    return new TransportSettings(
        listen, ikePort, nattPort, engine, loops, receiveBuffer, sendBacklog, maxDatagram, other);
  }

  public TransportSettings withMaxDatagram(int octets) {
    return new TransportSettings(
        listen, ikePort, nattPort, engine, loops, receiveBuffer, sendBacklog, octets, setup);
  }
}
