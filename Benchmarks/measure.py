"""What the scripts here have in common: costs of a process with its children, and plain HTTP."""

import ctypes
import glob
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
AGENT = os.path.join(HERE, "..", ".build", "release", "probe-agent")
# What Prometheus 2 and 3 send.
PROMETHEUS = {
    "Accept": "application/openmetrics-text;version=1.0.0;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    "Accept-Encoding": "gzip",
}
TICK = os.sysconf("SC_CLK_TCK")
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def ends_with_us():
    """In a child before it becomes a program: it is killed when this script ends, however that ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def stop(process):
    """Asks a program to end, and does not wait for ever."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def children(pid):
    found = []
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            found += [int(word) for word in open(path).read().split()]
        except OSError:
            pass
    return found


def cpu_seconds(pid):
    """CPU time of a process, its running children, and its children that ended."""
    total = 0.0
    for one in [pid] + children(pid):
        for path in glob.glob(f"/proc/{one}/task/*/schedstat"):
            try:
                total += int(open(path).read().split()[0]) / 1e9
            except OSError:
                pass
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return total + (int(fields[13]) + int(fields[14])) / TICK


def memory(pid):
    """Memory of a process with its children in bytes, by the names of smaps_rollup."""
    sums = {"Rss": 0, "Pss": 0, "Anonymous": 0}
    for one in [pid] + children(pid):
        try:
            lines = open(f"/proc/{one}/smaps_rollup").readlines()
        except OSError:
            continue
        for line in lines:
            name = line.split(":")[0]
            if name in sums:
                sums[name] += int(line.split()[1]) * 1024
    return sums


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


class Connection:
    """One kept connection without the costs of an HTTP library."""

    def __init__(self, port, headers, path="/metrics"):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.request = "\r\n".join(lines + ["", ""]).encode()
        self.buffer = bytearray(1 << 16)

    def scrape(self):
        """The seconds from the request to the last byte, and the length of the body."""
        start = time.perf_counter()
        self.socket.sendall(self.request)
        head = b""
        while b"\r\n\r\n" not in head:
            part = self.socket.recv(1 << 16)
            if not part:
                raise OSError("closed")
            head += part
        head, _, body = head.partition(b"\r\n\r\n")
        if b" 200 OK" not in head.split(b"\r\n")[0]:
            raise OSError(head)
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        left = length - len(body)
        while left:
            got = self.socket.recv_into(self.buffer, min(left, len(self.buffer)))
            if not got:
                raise OSError("closed")
            left -= got
        return time.perf_counter() - start, length

    def close(self):
        self.socket.close()


class Agent:
    """A running agent with a state directory of its own."""

    def __init__(self, *arguments, program=AGENT, environment={}):
        self.folder = tempfile.TemporaryDirectory()
        self.port = free_port()
        self.process = subprocess.Popen(
            [program, "agent", f"--listen=127.0.0.1:{self.port}",
             f"--state-dir={self.folder.name}/state", *arguments],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **environment})
        self.pid = self.process.pid
        for _ in range(400):
            try:
                connection = Connection(self.port, {})
                connection.scrape()
                connection.close()
                return
            except OSError:
                time.sleep(0.05)
        self.process.kill()
        sys.exit("the agent did not come up; was it built? (make build)")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
