#!/usr/bin/env python3
"""Tests/Lab/energy.py LAB NAME WORK PORT PLAIN-PORT EXPORTER-PORT: the energy ledger on a machine with real kernel
interfaces, whose counters are told how much to count, node_exporter beside it.

WORK is a folder with probe and probe-agent that the machine may write to; pages, logs and what `probe doctor`
says are left there as text. Prints one line a check and exits 1 if one failed.
"""
import sys
import time

from lives import killed, restarted
from machine import exporter, increase
from sources import boards, denied, failing_zone, ladder, leaving_zone
from stage import (AGENT, DOCKER, EXPORTER, NOBODY, PLACES, PLAIN, SLURM, ZONES, boot, check, failed, keep_page,
                   machine, power, raw, unwrapped)


def jobs_begin():
    """A Slurm step that computes, and a container that holds memory and does nothing; each has one CPU."""
    docker = f"system.slice/docker-{'a1' * 32}.scope"
    machine.inside(f"""
cd /sys/fs/cgroup; echo '+cpu +cpuset +memory' > cgroup.subtree_control
mkdir system.slice; echo '+cpu +cpuset +memory' > system.slice/cgroup.subtree_control
mkdir system.slice/slurmstepd.scope; echo '+cpu +cpuset +memory' > system.slice/slurmstepd.scope/cgroup.subtree_control
job=system.slice/slurmstepd.scope/job_7; task=$job/step_0/user/task_0
mkdir -p $task {docker}; echo 0 > $job/cpuset.cpus; echo 1 > {docker}/cpuset.cpus; echo 512M > {docker}/memory.max
(echo $BASHPID > $task/cgroup.procs; exec setsid bash -c 'while :; do :; done' <&- >&- 2>&-) &
(echo $BASHPID > {docker}/cgroup.procs
 exec setsid bash -c 'x=$(head -c 20000000 /dev/zero | tr "\\0" x); while :; do sleep 1000; done' <&- >&- 2>&-) &
""")
    return docker


def wraps():
    first, start = raw(), machine.still()
    power(True)
    began, shown, other = time.monotonic(), [], []
    docker = jobs_begin()
    for number in range(7):
        time.sleep(max(0, began + 3 + 15 * number - time.monotonic()))
        shown.append(machine.page())
        other.append(exporter(machine.ports[EXPORTER]))
    jobs(docker)
    power(False)
    seconds, last, end = time.monotonic() - began, raw(), machine.still()
    truth, wrong, count, lost = 0, [], 0, []
    for zone, place in PLACES.items():
        energy, times = unwrapped(zone, first[zone], last[zone], seconds)
        truth, count = truth + energy, count + times
        seen = end.place(*place) - start.place(*place)
        if seen != energy:
            wrong.append(f"{zone}: {seen - energy} uJ")
        theirs = increase([x[place] for x in other]) * 1e6
        ours = increase([x.place(*place) for x in shown])
        lost.append(f"{zone} {100 * (1 - theirs / ours):.1f} %")
    seen = end.node() - start.node()
    check("RAPL with wraps is counted to the microjoule", not wrong and seen == truth and count >= 5,
          f"{truth} uJ in {seconds:.0f} s, {count} wraps, error {abs(seen - truth) * 100 / truth:.6f} % {wrong}")
    ours = [sum(x.place(*place) for place in PLACES.values()) for x in shown]
    theirs = sum(increase([x[place] for x in other]) for place in PLACES.values()) * 1e6
    steps = [(b - a) / 1e6 for a, b in zip(ours, ours[1:])]
    expected = sum(rate for *_, rate, _ in ZONES.values()) * 15
    check("differences at 15 s are the power", all(abs(x / expected - 1) < 0.2 for x in steps),
          " ".join(f"{x:.0f}" for x in steps) + f" J, {expected} J at {expected // 15} W")
    check("node_exporter's counter loses energy at wraps", theirs < increase(ours),
          f"{100 * (1 - theirs / increase(ours)):.1f} % at 15 s ({', '.join(lost)})")
    return docker


def jobs(docker):
    """While they run."""
    before = machine.page().find("nodeprobe_job_cpu_seconds_total", job_id=SLURM)
    stat, memory_file = machine.inside(f"""cd /sys/fs/cgroup/system.slice
sed -n 's/usage_usec //p' slurmstepd.scope/job_7/cpu.stat; cat {docker.split('/')[1]}/memory.current""").split()
    used, page = int(stat) / 1e6, machine.still()
    keep_page("jobs")
    seconds = before + page.find("nodeprobe_job_cpu_seconds_total", job_id=SLURM)
    # What it did before it was found is not the agent's.
    check("a Slurm job has its CPU time", len(seconds) == 2 and seconds[0] - 0.1 <= used <= seconds[1] + 3,
          f"cpu.stat {used:.1f} s, page {seconds} before and after")
    memory = page.find("nodeprobe_job_memory_bytes", job_id=DOCKER)
    check("a container has its memory", len(memory) == 1 and abs(memory[0] - int(memory_file)) < 4e6
          and memory[0] > 20e6, f"{memory}, memory.current {memory_file}")
    check("jobs and buckets are the node", page.surplus() == 0 and page.job(SLURM) > 0,
          f"{page.node()} uJ, {page.surplus()} uJ too many")
    dynamic = {job: page.micro("nodeprobe_job_dynamic_energy_joules_total", job_id=job)
               for job in (SLURM, DOCKER)}
    idle = page.job(DOCKER) - dynamic[DOCKER]
    check("who computes gets what follows from it, who reserves a share of the rest",
          dynamic[SLURM] > 10 * dynamic[DOCKER] and idle > 0,
          f"Slurm {dynamic[SLURM] / 1e6:.0f} J dynamic, idle container {dynamic[DOCKER] / 1e6:.0f} J"
          f" and {idle / 1e6:.0f} J reserved")


def main():
    began = time.monotonic()
    boot({zone: row[4] for zone, row in ZONES.items()})
    machine.start(AGENT, "/tmp/state/s")
    machine.start(PLAIN, "/tmp/state/plain", NOBODY)
    machine.inside("setsid prometheus-node-exporter --collector.disable-defaults --collector.rapl"
                   f" --web.listen-address=0.0.0.0:{EXPORTER} > /tmp/exporter 2>&1 < /dev/null &")
    # Counters that have counted nothing have no energy on the page: give them a little.
    machine.until(lambda page: page.ladder().get("components") == "source", 90)
    power(True)
    machine.until(lambda page: all(page.place(*place) for place in PLACES.values()), 20)
    power(False)
    parts = [wraps, failing_zone, leaving_zone, denied, ladder, boards, lambda: restarted(killed())]
    for part in parts:
        part()
    print(f"energy: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    try:
        main()
    finally:
        machine.down()
    sys.exit(1 if failed else 0)
