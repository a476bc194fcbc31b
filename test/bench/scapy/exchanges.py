"""What people do today: scapy asks the kernel behind a veth, and waits for the answer.

Run in a network namespace of its own: unshare --net /usr/bin/python3 exchanges.py srp1|l2 SECONDS
Prints exchanges per second.
"""
import logging
import subprocess
import sys
import time

logging.getLogger("scapy.runtime").setLevel(logging.ERROR)
from scapy.all import ARP, Ether, conf, srp1  # noqa: E402

conf.verb = 0
way, seconds = sys.argv[1], float(sys.argv[2])
# The asked side is another namespace; the holder keeps it alive.
holder = subprocess.Popen(["unshare", "--net", "sleep", "600"])
try:
    time.sleep(0.3)
    commands = f"""ip link add tester type veth peer name sut netns {holder.pid}
ip link set tester up
nsenter --net=/proc/{holder.pid}/ns/net ip link set sut address 02:00:00:00:00:01 up
nsenter --net=/proc/{holder.pid}/ns/net ip address add 192.0.2.1/24 dev sut"""
    subprocess.run(["sh", "-ec", commands], check=True)
    time.sleep(0.3)
    conf.ifaces.reload()
    conf.route.resync()
    request = Ether(dst="ff:ff:ff:ff:ff:ff", src="02:00:00:00:00:09") / ARP(
        op=1, hwsrc="02:00:00:00:00:09", psrc="192.0.2.9", pdst="192.0.2.1"
    )
    exchanges = 0
    start = time.monotonic()
    if way == "srp1":
        while time.monotonic() - start < seconds:
            if srp1(request, iface="tester", timeout=1) is not None:
                exchanges += 1
    else:
        link = conf.L2socket(iface="tester")
        octets = bytes(request)
        while time.monotonic() - start < seconds:
            link.outs.send(octets)
            while True:
                answer = link.recv()
                if answer is not None and ARP in answer and answer[ARP].op == 2:
                    break
            exchanges += 1
    print(f"{exchanges / (time.monotonic() - start):.0f}")
finally:
    holder.kill()
