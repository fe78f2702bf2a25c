package org.ikev2d.kernel.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The calls on sockets of this machine: any datagram socket serves. */
class SystemCallTest {
  private static final int EBADF = 9;
  private static final int EAGAIN = 11;
  private static final int EAFNOSUPPORT = 97;

  @Test
  void anUnknownFamilyHasNoSocket() {
    SysResult result = SocketCall.socket(4_000, TestSockets.SOCK_DGRAM, 0);
    assertThat(result).isEqualTo(new SysResult(-1, EAFNOSUPPORT));
  }

  @Test
  void aDescriptorIsClosedOnce() {
    int fd = TestSockets.udp();
    assertThat(CloseCall.close(fd).failed()).isFalse();
    assertThat(CloseCall.close(1_000_000).errno()).isEqualTo(EBADF);
  }

  @Test
  void aMessageIsPeekedAtThenTaken() throws Exception {
    int fd = TestSockets.udp();
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      int port = connect(fd, socket);
      assertThat(ReceiveCall.nextSize(fd).errno()).isEqualTo(EAGAIN);
      assertThat(PollCall.readable(fd, 0).value()).isZero();
      byte[] message = new byte[3000];
      Arrays.fill(message, (byte) 7);
      socket.send(
          new DatagramPacket(message, message.length, InetAddress.getLoopbackAddress(), port));
      assertThat(PollCall.readable(fd, 5_000).value()).isEqualTo(1);
      assertThat(ReceiveCall.nextSize(fd).value()).isEqualTo(3000);
      byte[] taken = new byte[3000];
      assertThat(ReceiveCall.receive(fd, taken).value()).isEqualTo(3000);
      assertThat(taken).isEqualTo(message);
      assertThat(ReceiveCall.nextSize(fd).errno()).isEqualTo(EAGAIN);
    } finally {
      CloseCall.close(fd);
    }
  }

  @Test
  void anOptionIsSetOrRefused() {
    int fd = TestSockets.udp();
    try {
      assertThat(
              SetSockOptCall.set(fd, SetSockOptCall.SOL_SOCKET, SetSockOptCall.SO_RCVBUF, 65_536)
                  .failed())
          .isFalse();
      assertThat(SetSockOptCall.set(fd, SetSockOptCall.SOL_SOCKET, 9_999, 1).errno()).isEqualTo(92);
    } finally {
      CloseCall.close(fd);
    }
  }

  @Test
  void aSettingOfTheKernelIsReadWhole() throws Exception {
    assertThat(SysctlFile.read(Path.of("/proc/sys/kernel/random/boot_id"))).hasSize(36);
  }

  /** Makes the descriptor known to the socket by a datagram, and returns its port. */
  private static int connect(int fd, DatagramSocket socket) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    assertThat(TestSockets.connect(fd, loopback, socket.getLocalPort()).failed()).isFalse();
    assertThat(SendCall.send(fd, new byte[] {1}, 0).value()).isEqualTo(1);
    var hello = new DatagramPacket(new byte[8], 8);
    socket.receive(hello);
    assertThat(hello.getLength()).isEqualTo(1);
    return hello.getPort();
  }
}
