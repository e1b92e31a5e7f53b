"""The agent ends, and the machine: what flowed meanwhile is in gap, once."""
from stage import AGENT, FULL, PLAIN, SLURM, WORK, boot, check, keep, machine, raw


def killed():
    start, more = machine.still(), 777_777_777
    machine.kill(AGENT, "KILL")
    first = raw()
    machine.hardware(f"energy pkg0 {(first['pkg0'] + more) % FULL}")
    machine.start(AGENT, "/tmp/state/s")
    machine.until(lambda page: page.node() > 0, 60)
    end = machine.still()
    gap = end.bucket("gap") - start.bucket("gap")
    check("kill -9: the counters go on, and what flowed meanwhile is in gap", gap == more
          and end.node() - start.node() == more and end.surplus() == 0
          and end.job(SLURM) >= start.job(SLURM), f"gap {gap} of {more} uJ")
    keep("log", machine.inside(f"cat /tmp/log{AGENT}"))
    return end


def restarted(before):
    """Another boot goes on after a clean stop, and begins a new epoch without one."""
    machine.inside(f"cp -a /tmp/state/s {WORK}/crashed")
    machine.kill(AGENT, "TERM")
    machine.inside(f"cp -a /tmp/state/s {WORK}/stopped")
    machine.down()
    # Since power-on.
    more = {"pkg0": 3_000_000, "dram0": 200_000, "pkg1": 5_000_000, "dram1": 40_000}
    boot(more)
    machine.inside(f"cp -a {WORK}/stopped {WORK}/crashed /tmp/state/; rm -f /tmp/state/crashed/*.lock")
    machine.start(AGENT, "/tmp/state/stopped")
    machine.start(PLAIN, "/tmp/state/crashed")
    # Counters that stand still are stuck after a while, which a busy host makes part of this: an estimate stands in.
    page = machine.until(lambda page: page.bucket("gap") > before.bucket("gap"), 60)
    gap = page.bucket("gap") - before.bucket("gap")
    check("a restart after a clean stop goes on, and what was counted since power-on is in gap",
          gap == sum(more.values()) and page.node() - before.node() >= gap and page.surplus() == 0,
          f"{gap} of {sum(more.values())} uJ, beside {page.node() - before.node() - gap} uJ estimated")
    page = machine.until(lambda page: page.bucket("gap") > 0, 60, PLAIN)
    log = machine.inside(f"cat /tmp/log{PLAIN}")
    check("without one a new epoch begins, with what was counted since power-on in its gap",
          page.bucket("gap") == sum(more.values()) <= page.node() and "epoch" in log,
          f"{page.bucket('gap')} of {sum(more.values())} uJ")
    keep("restart-log", machine.inside(f"cat /tmp/log{AGENT} /tmp/log{PLAIN}"))
