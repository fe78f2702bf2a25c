"""Has both daemons replace and delete SAs, and looks after each step whether they still agree.

drive.py replace FACTS COUNT                    one side after the other, CHILD SAs and IKE SAs; nothing may be missing afterwards
drive.py collide FACTS COUNT                    both sides at the same moment, deletions as well; all must come up again

FACTS is a JSON object: `label` (rule and connection), `control` (our socket), `vici` (strongSwan's socket), `namespaces` (ours,
strongSwan's), `addresses` (ours, strongSwan's). Prints one line a step and at the end one JSON object that counts.
"""
import collections
import itertools
import json
import socket
import struct
import sys
import time

from sad import Sad

PATIENCE = 40.0  # seconds for both sides to agree again: strongSwan repeats what it was refused after up to 15 s
PAUSE = 0.1  # seconds between two steps


class Ours:
    """The control protocol of ikev2d."""

    def __init__(self, path):
        self.path = path

    def start(self, **request):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(self.path)
        client.sendall(json.dumps({"v": 1, "id": 1, **request}).encode() + b"\n")
        return client

    def finish(self, client):
        with client, client.makefile() as answers:
            return json.loads(answers.readline())

    def call(self, **request):
        return self.finish(self.start(**request))

    def ike_sas(self, label):
        return [sa for sa in self.call(command="dump", object="ikesa")["result"] if sa["rule"] == label]


class Theirs:
    """vici, strongSwan's control protocol: length, type, name, then a tree of keys and values."""

    REQUEST, RESPONSE, REGISTER, CONFIRM, EVENT = 0, 1, 3, 5, 7

    def __init__(self, path):
        self.path = path

    def start(self, name, **keys):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(self.path)
        self.send(client, self.REQUEST, name, keys)
        return client

    def finish(self, client):
        with client:
            while True:
                kind, _, body = self.packet(client)
                if kind == self.RESPONSE:
                    return body

    def call(self, name, **keys):
        return self.finish(self.start(name, **keys))

    def ike_sas(self, label):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.connect(self.path)
            self.send(client, self.REGISTER, "list-sa", {})
            if self.packet(client)[0] != self.CONFIRM:
                raise SystemExit("vici does not list SAs")
            self.send(client, self.REQUEST, "list-sas", {"ike": label})
            found = []
            while True:
                kind, _, body = self.packet(client)
                if kind == self.RESPONSE:
                    return found
                found += [sa for name, sa in body.items() if name == label]

    @staticmethod
    def send(client, kind, name, keys):
        body = bytes([kind, len(name)]) + name.encode()
        for key, value in keys.items():
            text = str(value).encode()
            body += bytes([3, len(key)]) + key.encode() + struct.pack(">H", len(text)) + text
        client.sendall(struct.pack(">I", len(body)) + body)

    def packet(self, client):
        (length,) = struct.unpack(">I", self.octets(client, 4))
        data = self.octets(client, length)
        kind, name = data[0], ""
        rest = data[1:]
        if kind == self.EVENT:
            name, rest = rest[1 : 1 + rest[0]].decode(), rest[1 + rest[0] :]
        return kind, name, self.tree(rest) if kind in (self.RESPONSE, self.EVENT) else {}

    @staticmethod
    def octets(client, count):
        data = b""
        while len(data) < count:
            more = client.recv(count - len(data))
            if not more:
                raise SystemExit("vici closed the connection")
            data += more
        return data

    @staticmethod
    def tree(data):
        root, at = {}, 0
        stack, items = [root], None

        def name():
            nonlocal at
            size = data[at]
            at += 1 + size
            return data[at - size : at].decode()

        def value():
            nonlocal at
            (size,) = struct.unpack_from(">H", data, at)
            at += 2 + size
            return data[at - size : at].decode(errors="replace")

        while at < len(data):
            element = data[at]
            at += 1
            if element == 1:
                stack.append(stack[-1].setdefault(name(), {}))
            elif element == 2:
                stack.pop()
            elif element == 3:
                key = name()
                stack[-1][key] = value()
            elif element == 4:
                items = stack[-1].setdefault(name(), [])
            elif element == 5:
                items.append(value())
        return root


class Pair:
    def __init__(self, facts):
        self.label, self.addresses = facts["label"], facts["addresses"]
        self.sads = [Sad(namespace) for namespace in facts["namespaces"]]
        self.ours, self.theirs = Ours(facts["control"]), Theirs(facts["vici"])
        self.counts = collections.Counter()

    def state(self):
        """What both sides have if they agree: the SPIs of the IKE SA and of the CHILD SA; else why they do not."""
        ours, theirs = self.ours.ike_sas(self.label), self.theirs.ike_sas(self.label)
        if len(ours) != 1 or len(theirs) != 1:
            return None, f"we have {len(ours)} IKE SAs, strongSwan has {len(theirs)}"
        if ours[0]["state"] != "ACTIVE" or theirs[0]["state"] != "ESTABLISHED":
            return None, f"the IKE SA is {ours[0]['state']} here, {theirs[0]['state']} there"
        ike = tuple(int(ours[0][k], 16) for k in ("initiator_spi", "responder_spi"))
        if ike != tuple(int(theirs[0][k], 16) for k in ("initiator-spi", "responder-spi")):
            return None, "the IKE SAs have different SPIs"
        mine = [(int(c["spi_in"], 16), int(c["spi_out"], 16)) for c in ours[0]["children"]]
        peers = [
            (int(c["spi-out"], 16), int(c["spi-in"], 16))
            for c in theirs[0].get("child-sas", {}).values()
            if c["state"] in ("INSTALLED", "REKEYING")
        ]
        if len(mine) != 1 or mine != peers:
            return None, f"CHILD SAs {mine} here, {peers} there"
        kernels = [sad.packets(self.addresses) for sad in self.sads]
        for kernel in kernels:
            if not set(mine[0]) <= set(kernel):
                return None, "a kernel lacks an SA of the CHILD SA"
        return (ike, mine[0], kernels), ""

    def settle(self, what, flowing=True):
        """Waits until both sides agree, and until packets arrive on both sides over the SAs they agree on."""
        deadline, began, asked = time.monotonic() + PATIENCE, time.monotonic(), False
        while True:
            state, why = self.state()
            if state:
                ike, (spi_in, spi_out), (here, there) = state
                if not flowing or here[spi_in] > 0 and there[spi_out] > 0:
                    self.counts["slowest_ms"] = max(self.counts["slowest_ms"], round((time.monotonic() - began) * 1000))
                    return ike, (spi_in, spi_out)
                why = "nothing arrives over the new SAs"
            now = time.monotonic()
            if now > deadline:
                raise SystemExit(f"after {what}: {why}")
            if not asked and now > began + 5 and not self.ours.ike_sas(self.label):
                # the kernel asks for an SA once, and again when that has timed out
                asked = True
                self.counts["initiated"] += 1
                self.ours.call(command="initiate", label=self.label)
            time.sleep(0.02)

    # what either side can be told; each gives a function that waits for the outcome

    def our_child(self, ike, child):
        client = self.ours.start(command="rekey", object="childsa", spi=f"0x{child[0]:08x}")
        return lambda: self.ours.finish(client)

    def our_ike(self, ike, child):
        client = self.ours.start(command="rekey", object="ikesa", initiator_spi=f"0x{ike[0]:016x}", responder_spi=f"0x{ike[1]:016x}")
        return lambda: self.ours.finish(client)

    def our_child_delete(self, ike, child):
        client = self.ours.start(command="del", object="childsa", spi=f"0x{child[0]:08x}")
        return lambda: self.ours.finish(client)

    def our_ike_delete(self, ike, child):
        client = self.ours.start(command="del", object="ikesa", initiator_spi=f"0x{ike[0]:016x}", responder_spi=f"0x{ike[1]:016x}")
        return lambda: self.ours.finish(client)

    def their_child(self, ike, child):
        client = self.theirs.start("rekey", child=self.label)
        return lambda: self.theirs.finish(client)

    def their_ike(self, ike, child):
        client = self.theirs.start("rekey", ike=self.label)
        return lambda: self.theirs.finish(client)

    def their_child_delete(self, ike, child):
        client = self.theirs.start("terminate", child=self.label, timeout=-1)
        return lambda: self.theirs.finish(client)

    def their_ike_delete(self, ike, child):
        client = self.theirs.start("terminate", ike=self.label, timeout=-1)
        return lambda: self.theirs.finish(client)


def replace(pair, count):
    """Each step must have changed what it says, and nothing else."""
    ike, child = pair.settle("the start")
    steps = [pair.our_child, pair.their_child, pair.our_child, pair.their_child, pair.our_ike, pair.their_ike]
    for number, step in zip(range(count), itertools.cycle(steps)):
        what = f"{number}: {step.__name__}"
        before = ike, child
        step(ike, child)()
        deadline = time.monotonic() + PATIENCE
        changed = 1 if "child" in step.__name__ else 0
        while True:
            ike, child = pair.settle(what)
            if (ike, child)[changed] != before[changed]:
                break
            if time.monotonic() > deadline:
                raise SystemExit(f"after {what}: nothing was replaced")
        if (ike, child)[1 - changed] != before[1 - changed]:
            raise SystemExit(f"after {what}: something else was replaced")
        pair.counts[step.__name__] += 1
        print(what, f"{ike[0]:016x} {child[0]:08x}", flush=True)
        time.sleep(PAUSE)


def collide(pair, count):
    ours = [pair.our_child, pair.our_ike, pair.our_child_delete, pair.our_ike_delete]
    theirs = [pair.their_child, pair.their_ike, pair.their_child_delete, pair.their_ike_delete]
    ike, child = pair.settle("the start")
    for number, (one, other) in zip(range(count), itertools.cycle(itertools.product(ours, theirs))):
        what = f"{number}: {one.__name__} and {other.__name__}"
        # each side goes first in turn: its message may be on its way when the other one begins
        first, second = (one, other) if number // 16 % 2 == 0 else (other, one)
        waiting = [first(ike, child), second(ike, child)]
        for outcome in waiting:
            outcome()
        began = time.monotonic()
        ike, child = pair.settle(what)
        pair.counts["collisions"] += 1
        print(what, f"{ike[0]:016x} {child[0]:08x} {round((time.monotonic() - began) * 1000)} ms", flush=True)


def main():
    mode, facts, count = sys.argv[1:4]
    pair = Pair(json.loads(facts))
    {"replace": replace, "collide": collide}[mode](pair, int(count))
    print(json.dumps(pair.counts), flush=True)


main()
