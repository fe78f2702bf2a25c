"""The ESP SAs of a network namespace, read from its kernel by NETLINK_XFRM: starting `ip xfrm` for each look is the dearest thing
that a machine with one slow processor can be asked for.

sad.py: answers each line of standard input with one line of JSON, a list of [source, destination, SPI, packets].
"""
import json
import socket
import struct
import subprocess
import sys

NETLINK_XFRM, XFRM_MSG_NEWSA, XFRM_MSG_GETSA = 6, 0x10, 0x12
NLMSG_ERROR, NLMSG_DONE, NLM_F_REQUEST, NLM_F_DUMP = 2, 3, 1, 0x300
HEADER = struct.Struct("=IHHII")  # struct nlmsghdr
# offsets in struct xfrm_usersa_info, and its size
DADDR, SPI, PROTOCOL, SADDR, PACKETS, FAMILY, SIZE = 56, 72, 76, 80, 168, 212, 224


class Sad:
    """The SAD of a namespace, seen from outside."""

    def __init__(self, namespace):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", namespace, sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def packets(self, addresses):
        """SPI to packets, of the SAs between two addresses."""
        self.process.stdin.write("\n")
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the kernel does not list its SAs")
        return {spi: packets for source, destination, spi, packets in json.loads(line) if {source, destination} == set(addresses)}


def dump(netlink):
    netlink.send(HEADER.pack(HEADER.size, XFRM_MSG_GETSA, NLM_F_REQUEST | NLM_F_DUMP, 1, 0))
    found = []
    while True:
        data = netlink.recv(1 << 16)
        while data:
            length, kind, _, _, _ = HEADER.unpack_from(data)
            if kind == NLMSG_DONE:
                return found
            if kind == NLMSG_ERROR:
                raise SystemExit("NETLINK_XFRM refuses to list SAs")
            if kind == XFRM_MSG_NEWSA:
                found += entry(data[HEADER.size : HEADER.size + SIZE])
            data = data[(length + 3) & ~3 :]


def entry(info):
    if info[PROTOCOL] != socket.IPPROTO_ESP:
        return []
    (family,), (spi,), (packets,) = (struct.unpack_from(form, info, at) for form, at in (("=H", FAMILY), (">I", SPI), ("=Q", PACKETS)))
    size = 4 if family == socket.AF_INET else 16
    source, destination = (socket.inet_ntop(family, info[at : at + size]) for at in (SADDR, DADDR))
    return [[source, destination, spi, packets]]


def main():
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_XFRM) as netlink:
        for _ in sys.stdin:
            print(json.dumps(dump(netlink)), flush=True)


if __name__ == "__main__":
    main()
