"""Holds the locks of all files of a token of SoftHSM until it is ended: what needs the token waits meanwhile.

hold.py DIRECTORY READY-FILE
"""
import fcntl
import pathlib
import signal
import sys

held = []
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if path.is_file():
        held.append(path.open("r+b"))
        fcntl.lockf(held[-1], fcntl.LOCK_EX)
pathlib.Path(sys.argv[2]).touch()
signal.pause()
