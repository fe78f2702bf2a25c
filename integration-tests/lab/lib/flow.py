"""A steady flow of numbered UDP packets in both directions, each end with a process of its own.

flow.py LOCAL REMOTE PORT RATE RESULT [SKIPPED]: makes RESULT.ready, and after SIGUSR1 sends RATE packets a second from LOCAL to
REMOTE and notes what comes back. After SIGTERM it sends no more, listens for another moment and writes what it counted to RESULT
as JSON, `rate` among it: the packets a second that it did send. Each packet of which the number is SKIPPED is counted, yet not
sent: so that a check of the counting has a loss to find.
"""
import json
import signal
import socket
import sys
import time

LINGER = 1.0  # seconds for packets on their way at the end
BURST = 200  # after a stall of the machine no more packets at once than any queue holds (net.core.netdev_max_backlog is 1000)
PADDING = bytes(56)


def tally(seen, count):
    """The numbers below count that did not come, as ranges."""
    missing, start = [], None
    for number in range(count + 1):
        absent = number < count and not (number < len(seen) and seen[number])
        if absent and start is None:
            start = number
        if not absent and start is not None:
            missing.append([start, number - 1])
            start = None
    return missing


class Flow:
    def __init__(self, local, remote, port, rate, skipped):
        family = socket.AF_INET6 if ":" in local else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # SO_RCVBUFFORCE
        self.socket.bind((local, port))
        self.socket.setblocking(False)
        self.remote, self.interval, self.skipped = (remote, port), 1.0 / rate, skipped
        self.sent, self.refused, self.received, self.repeated, self.longest = 0, [], 0, 0, 0.0
        self.seen, self.last, self.started, self.stopped, self.took = bytearray(), None, False, False, 0.0

    def start(self, *_):
        self.started = True

    def stop(self, *_):
        self.stopped = True

    def run(self):
        """One packet when its time has come, and with it what has arrived: one look at the clock and one sleep for both."""
        while not self.started:
            time.sleep(LINGER / 50)
        begun = due = time.monotonic()
        while not self.stopped:
            now = time.monotonic()
            self.receive(now)
            due = max(due, now - BURST * self.interval)
            while due <= now:
                self.send()
                due += self.interval
            time.sleep(max(0.0, due - time.monotonic()))
        self.took = time.monotonic() - begun
        until = time.monotonic() + LINGER
        while time.monotonic() < until:
            self.receive(time.monotonic())
            time.sleep(LINGER / 50)

    def send(self):
        number = self.sent
        self.sent += 1
        if number == self.skipped:
            return
        try:
            self.socket.sendto(number.to_bytes(8, "big") + PADDING, self.remote)
        except OSError as refused:
            self.refused.append([number, refused.strerror])

    def receive(self, now):
        while True:
            try:
                packet = self.socket.recv(2048)
            except BlockingIOError:
                return
            self.note(int.from_bytes(packet[:8], "big"))
            self.longest = max(self.longest, now - self.last if self.last else 0.0)
            self.last = now

    def note(self, number):
        if number >= len(self.seen):
            self.seen.extend(bytes(number - len(self.seen) + 1))
        self.repeated += self.seen[number]
        self.received += 1 - self.seen[number]
        self.seen[number] = 1

    def result(self):
        return {
            "sent": self.sent,
            "rate": int(self.sent / self.took),
            "refused": len(self.refused),
            "refusals": self.refused[:10],
            "received": self.received,
            "repeated": self.repeated,
            "longest_gap_ms": round(self.longest * 1000),
            "missing": tally(self.seen, len(self.seen))[:20],
        }


def main():
    local, remote, port, rate, result = sys.argv[1:6]
    flow = Flow(local, remote, int(port), float(rate), int(sys.argv[6]) if len(sys.argv) > 6 else -1)
    signal.signal(signal.SIGUSR1, flow.start)
    signal.signal(signal.SIGTERM, flow.stop)
    open(result + ".ready", "w").close()
    flow.run()
    with open(result, "w") as out:
        json.dump(flow.result(), out)


main()
