"""A server of revocation data that does not do what it should. Usage: bad_http.py ADDRESS PORT DIRECTORY

The path says what happens, whatever the method: /hang/... never answers, /drip/... sends an octet of the content each second,
/garbage/... sends octets without meaning, /raw/... is no HTTP, /flood/... never ends, /long/... announces more than anybody wants,
/redirect/... points to /file/ca.crl, /file/NAME is that file of DIRECTORY. One line is logged for each request, with the number of
those that hang at that moment.
"""
import http.server
import os
import sys
import threading

hanging = 0
lock = threading.Lock()


class Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *details):
        pass

    def say(self, word):
        print(self.path, word, flush=True)

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.close_connection = True
        kind = self.path.split("/")[1]
        try:
            getattr(self, kind)()
        except (BrokenPipeError, ConnectionResetError):
            self.say("given up")

    do_POST = do_GET

    def head(self, status, *fields):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.end_headers()

    def hang(self):
        global hanging
        with lock:
            hanging += 1
            self.say("hanging %d" % hanging)
        self.connection.recv(1)  # until the other side goes away
        with lock:
            hanging -= 1
        self.say("given up")

    def drip(self):
        self.say("dripping")
        self.head(200, ("Content-Length", 1000000))
        while True:
            self.wfile.write(b"0")
            threading.Event().wait(1)

    def garbage(self):
        self.say("garbage")
        self.head(200, ("Content-Length", 1000))
        self.wfile.write(os.urandom(1000))

    def raw(self):
        self.say("raw")
        self.wfile.write(b"\0\1\2 this is not HTTP\n" * 9)

    def flood(self):
        self.say("flooding")
        self.head(200, ("Connection", "close"))
        while True:
            self.wfile.write(bytes(65536))

    def long(self):
        self.say("long")
        self.head(200, ("Content-Length", 1 << 40))
        self.wfile.write(bytes(65536))

    def redirect(self):
        self.say("redirecting")
        host, port = self.server.server_address
        self.head(302, ("Location", "http://%s:%d/file/ca.crl" % (host, port)), ("Content-Length", 0))

    def file(self):
        self.say("file")
        with open(os.path.join(sys.argv[3], os.path.basename(self.path)), "rb") as content:
            octets = content.read()
        self.head(200, ("Content-Length", len(octets)))
        self.wfile.write(octets)


server = http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Answering)
print("ready", flush=True)
server.serve_forever()
