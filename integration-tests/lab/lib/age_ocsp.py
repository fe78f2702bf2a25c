"""Makes an OCSP response that expired long ago of one that is in force. Usage: age_ocsp.py RESPONSE RSA-KEY.pem OUT

All its times move to the year 2020; then it is signed again. The signature of an RSA key has the length of the one before.
"""
import re
import subprocess
import sys


def inside(octets, at):
    """Where the content of the element at that place begins and ends."""
    length, at = octets[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, at = int.from_bytes(octets[at : at + count], "big"), at + count
    return at, at + length


octets = bytearray(open(sys.argv[1], "rb").read())
at = inside(octets, 0)[0]  # OCSPResponse
at = inside(octets, inside(octets, at)[1])[0]  # past responseStatus, into [0]
at = inside(octets, at)[0]  # ResponseBytes
at = inside(octets, inside(octets, at)[1])[0]  # past the OID, into the OCTET STRING
tbs = inside(octets, at)[0]  # BasicOCSPResponse
tbs_end = inside(octets, tbs)[1]
aged = re.sub(rb"\x18\x0f20\d\d", b"\x18\x0f2020", bytes(octets[tbs:tbs_end]))
octets[tbs:tbs_end] = aged
signature, end = inside(octets, inside(octets, tbs_end)[1])  # past the algorithm, into the BIT STRING
signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", sys.argv[2]], input=aged, capture_output=True, check=True).stdout
assert len(signed) == end - signature - 1
octets[signature + 1 : end] = signed
open(sys.argv[3], "wb").write(octets)
