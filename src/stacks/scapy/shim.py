"""scapy's answering machine for ARP, ARP_am (farpd), behind pipes: what it recognises and what it replies.

It needs scapy 2.5 (Debian: python3-scapy). No sockets: frames come and go on standard input and output as a 32-bit
big-endian length and an Ethernet frame without frame check sequence. Control requests come as one JSON object a line on
the socket that ARPCHECK_CONTROL_FD names, and are answered in order. A request says in "after" how many frames were
written before it, and a reply in "frames" how many frames were.
"""

import json
import logging
import os
import select
import struct
import sys

logging.getLogger("scapy").setLevel(logging.ERROR)

import scapy  # noqa: E402  (the logger has to be quiet first)
from scapy.layers.l2 import ARP_am, Ether  # noqa: E402

HEADER = struct.Struct("!I")
# Bytes; more in front of a frame means that the framing is lost.
FRAME_LIMIT = 65535
# Bytes read at a time, some hundred frames.
BUFFER_SIZE = 1 << 16
# Bytes of one control request.
REQUEST_LIMIT = 8192
# Lines about frames that scapy cannot take apart; in a fuzzing run there are thousands, all alike.
COMPLAINT_LIMIT = 20
# Never opened: with an interface given, scapy does not look into the routes of this machine for one.
INTERFACE = "none"


class Responder:
    """ARP_am applied to frames instead of to what it sniffs. It keeps no state."""

    def __init__(self, mac, addresses):
        self.complaints = 0
        self.machines = [ARP_am(IP_addr=address, ARP_addr=mac) for address in addresses]
        for machine in self.machines:
            machine.optsend = {"iface": INTERFACE}

    def replies(self, frame):
        """The frames that it sends to one frame. What scapy cannot take apart, or raises at, is not answered."""
        try:
            packet = Ether(frame)
            return [bytes(machine.make_reply(packet)) for machine in self.machines if machine.is_request(packet)]
        except Exception as error:  # scapy's dissectors raise whatever they run into
            self.complaints += 1
            if self.complaints <= COMPLAINT_LIMIT:
                print("arpcheck shim: scapy: %s: %s" % (type(error).__name__, error), file=sys.stderr, flush=True)
            return []


class Shim:
    """Joins the answering machine to the two channels, in one thread."""

    def __init__(self, responder, control):
        self.responder = responder
        self.control = control
        self.received = bytearray()
        self.sending = bytearray()
        self.line = b""
        self.frames_in = 0
        self.frames_out = 0

    def write(self, descriptor, data):
        view = memoryview(bytes(data))
        while view:
            try:
                view = view[os.write(descriptor, view) :]
            except BlockingIOError:
                select.select([], [descriptor], [])

    def flush(self):
        self.write(1, self.sending)
        self.sending.clear()

    def process_frame(self):
        """Hands over one frame if a whole one has been read."""
        if len(self.received) < HEADER.size:
            return False
        (length,) = HEADER.unpack_from(self.received)
        if length > FRAME_LIMIT:
            sys.exit("arpcheck shim: a frame is longer than 65535 bytes: the framing is lost")
        end = HEADER.size + length
        if len(self.received) < end:
            return False
        frame = bytes(self.received[HEADER.size : end])
        del self.received[:end]
        self.frames_in += 1
        for reply in self.responder.replies(frame):
            self.sending += HEADER.pack(len(reply)) + reply
            self.frames_out += 1
        return True

    def read_frames(self):
        """Waits for at least one byte; False at the end of standard input."""
        while True:
            try:
                chunk = os.read(0, BUFFER_SIZE)
            except BlockingIOError:
                select.select([0], [], [])
                continue
            self.received += chunk
            return len(chunk) > 0

    def execute(self, request):
        operation = request.get("op")
        if operation == "hello":
            capabilities = ["reset", "advance"]
            return {"ok": True, "name": "scapy ARP_am", "version": scapy.__version__, "capabilities": capabilities}
        if operation in ("reset", "advance"):
            # It has no state to forget, and looks at no clock: time of any length passes at once.
            return {"ok": True}
        return {"ok": False, "error": "unknown op"}

    def handle_request(self, line):
        """Serves one request, after the frames that were written before it. False if standard input ends before."""
        try:
            request = json.loads(line)
            after = int(request.get("after", 0))
        except (ValueError, AttributeError, TypeError) as error:
            request, after = {}, 0
            reply = {"ok": False, "error": str(error)}
        else:
            while self.frames_in < after:
                if not self.process_frame() and not self.read_frames():
                    return False
            reply = self.execute(request)
        self.flush()
        reply["frames"] = self.frames_out
        self.write(self.control, json.dumps(reply).encode() + b"\n")
        return True

    def handle_requests(self):
        """Serves every request that is here now."""
        while self.control is not None and select.select([self.control], [], [], 0)[0]:
            try:
                chunk = os.read(self.control, REQUEST_LIMIT)
            except ConnectionResetError:
                chunk = b""
            if not chunk:
                self.control = None
                break
            *lines, self.line = (self.line + chunk).split(b"\n")
            if len(self.line) > REQUEST_LIMIT:
                sys.exit("arpcheck shim: a control request is too long")
            for line in lines:
                if not self.handle_request(line):
                    return False
        return True

    def run(self):
        """Serves until standard input ends.

        Requests are looked at between reading frames and processing them: a request that was written before a frame is
        here when that frame is, so it is executed before that frame, as it was meant.
        """
        is_open = True
        while is_open:
            ready, _, _ = select.select([0] if self.control is None else [0, self.control], [], [])
            if 0 in ready:
                is_open = self.read_frames()
            if not self.handle_requests():
                break
            while self.process_frame():
                pass
            self.flush()


def main():
    mac = os.environ.get("ARPCHECK_MAC", "")
    addresses = [each.split("/")[0] for each in os.environ.get("ARPCHECK_IPV4", "").split(",") if each]
    if not mac or not addresses:
        sys.exit("arpcheck shim: ARPCHECK_MAC and ARPCHECK_IPV4 have to be set, as in 02:00:00:00:00:01 and 10.0.0.1/8")
    control = os.environ.get("ARPCHECK_CONTROL_FD", "")
    try:
        Shim(Responder(mac, addresses), int(control) if control else None).run()
    except BrokenPipeError:
        # The harness has gone away.
        os._exit(0)


if __name__ == "__main__":
    main()
