"""A steady flow of numbered UDP packets in both directions, each end with a process of its own.

flow.py LOCAL REMOTE PORT RATE RESULT [SKIPPED]: makes RESULT.ready, and after SIGUSR1 sends RATE packets a second from LOCAL to
REMOTE and notes what comes back. After SIGTERM it sends no more, listens for another moment and writes what it counted to RESULT as JSON. Each packet of which
the number is SKIPPED is counted, yet not sent: so that a check of the counting has a loss to find.
"""
import json
import select
import signal
import socket
import sys
import time

LINGER = 1.0  # seconds for packets on their way at the end
BURST = 16  # after a stall of the machine no more packets at once than any queue holds


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
        self.seen, self.last, self.started, self.stopped = bytearray(), None, False, None

    def start(self, *_):
        self.started = True

    def stop(self, *_):
        self.stopped = self.stopped or time.monotonic()

    def run(self):
        due = time.monotonic()
        while True:
            now = time.monotonic()
            if not self.started:
                due = now + LINGER / 50
            if self.stopped and now > self.stopped + LINGER:
                return
            if not self.stopped and now >= due:
                self.send()
                due = max(due + self.interval, now - BURST * self.interval)
            ready, _, _ = select.select([self.socket], [], [], LINGER / 4 if self.stopped else max(0.0, due - now))
            if ready:
                self.receive()

    def send(self):
        number = self.sent
        self.sent += 1
        if number == self.skipped:
            return
        try:
            self.socket.sendto(number.to_bytes(8, "big") + bytes(56), self.remote)
        except OSError as refused:
            self.refused.append([number, refused.strerror])

    def receive(self):
        number = int.from_bytes(self.socket.recv(2048)[:8], "big")
        now = time.monotonic()
        self.longest = max(self.longest, now - self.last if self.last else 0.0)
        self.last = now
        if number >= len(self.seen):
            self.seen.extend(bytes(number - len(self.seen) + 1))
        self.repeated += self.seen[number]
        self.received += 1 - self.seen[number]
        self.seen[number] = 1

    def result(self):
        return {
            "sent": self.sent,
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
