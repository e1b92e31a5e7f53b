"""What a program costs: its CPU seconds with those of its children, and its memory."""

import os
import subprocess
import sys

# The kernel counts what a process had before it became another program, so whoever starts one has to be small.
LAUNCHER = """
import os, sys, time
start = time.perf_counter()
_, status, usage = os.wait4(os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ), 0)
elapsed = time.perf_counter() - start
os.write(int(sys.argv[1]), f"{usage.ru_utime + usage.ru_stime} {elapsed} {usage.ru_maxrss * 1024}".encode())
sys.exit(os.waitstatus_to_exitcode(status) & 255)
"""


def run(command, output):
    """CPU seconds, elapsed seconds and the greatest resident memory in bytes; None where it failed."""
    reader, writer = os.pipe()
    with open(output, "wb") as file:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writer), *command], stdout=file,
            stderr=subprocess.PIPE, pass_fds=(writer,))
    os.close(writer)
    with open(reader) as pipe:
        figures = pipe.read().split()
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        print(f"{command[0]}: exit status {done.returncode}: {''.join(last)}", file=sys.stderr)
        return None
    return float(figures[0]), float(figures[1]), int(figures[2])
