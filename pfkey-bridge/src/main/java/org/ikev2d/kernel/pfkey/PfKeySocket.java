package org.ikev2d.kernel.pfkey;

import java.util.Optional;
import org.ikev2d.kernel.msg.Dialect;
import org.ikev2d.kernel.msg.SadbErrno;
import org.ikev2d.kernel.os.CloseCall;
import org.ikev2d.kernel.os.PollCall;
import org.ikev2d.kernel.os.ReceiveCall;
import org.ikev2d.kernel.os.SendCall;
import org.ikev2d.kernel.os.SetSockOptCall;
import org.ikev2d.kernel.os.SocketCall;
import org.ikev2d.kernel.os.SysResult;
import org.ikev2d.port.KernelAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PF_KEY socket of the kernel. */
final class PfKeySocket implements Channel {
  private static final Logger LOG = LoggerFactory.getLogger(PfKeySocket.class);
  private static final int PF_KEY_V2 = 2;

  private static final int EBADF = 9;

  private final int fd;
  private volatile boolean closed;

  private PfKeySocket(int fd) {
    this.fd = fd;
  }

  /**
   * @param receiveBuffer octets; what does not fit is lost without a trace, and every socket gets a
   *     copy of every change of the SADB
   */
  static KernelAnswer<PfKeySocket> open(Dialect dialect, int receiveBuffer) {
    int type = SocketCall.SOCK_RAW | SocketCall.SOCK_CLOEXEC;
    SysResult socket = SocketCall.socket(dialect.domain(), type, PF_KEY_V2);
    if (socket.failed()) {
      return new KernelAnswer.Refused<>(
          "socket(PF_KEY)", socket.errno(), SadbErrno.words(socket.errno()));
    }
    int fd = socket.intValue();
    SysResult forced =
        SetSockOptCall.set(
            fd, SetSockOptCall.SOL_SOCKET, SetSockOptCall.SO_RCVBUFFORCE, receiveBuffer);
    if (forced.failed()) {
      SetSockOptCall.set(fd, SetSockOptCall.SOL_SOCKET, SetSockOptCall.SO_RCVBUF, receiveBuffer);
      LOG.info("pfkey.buffer.limited wanted={} errno={}", receiveBuffer, forced.errno());
    }
    return KernelAnswer.done(new PfKeySocket(fd));
  }

  @Override
  public int send(byte[] message) {
    if (closed) {
      return EBADF;
    }
    SysResult sent;
    do {
      sent = SendCall.send(fd, message, 0);
    } while (sent.errno() == SadbErrno.EINTR);
    return sent.errno();
  }

  @Override
  public Optional<byte[]> receive(int millis) {
    if (closed) {
      return Optional.empty();
    }
    SysResult size = ReceiveCall.nextSize(fd);
    if (size.errno() == SadbErrno.EAGAIN && millis > 0) {
      PollCall.readable(fd, millis);
      size = ReceiveCall.nextSize(fd);
    }
    if (size.failed()) {
      if (size.errno() != SadbErrno.EAGAIN && size.errno() != SadbErrno.EINTR) {
        troubled(size.errno(), millis);
      }
      return Optional.empty();
    }
    byte[] message = new byte[size.intValue()];
    SysResult received = ReceiveCall.receive(fd, message);
    return received.failed() ? Optional.empty() : Optional.of(message);
  }

  /** Not expected of PF_KEY; whoever reads in a loop must not spin because of it. */
  private static void troubled(int errno, int millis) {
    LOG.warn("pfkey.receive.failed errno={} reason=\"{}\"", errno, SadbErrno.words(errno));
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A number that is closed may soon be another file's: it is not used again. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      CloseCall.close(fd);
    }
  }
}
