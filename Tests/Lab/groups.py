#!/usr/bin/env python3
"""Tests/Lab/groups.py LAB NAME WORK PORT PLAIN-PORT EXPORTER-PORT: jobs by control groups of version 2 with all
controllers, which are made as each manager names them, with real processes in them; and `probe run` there.

WORK is a folder with probe and probe-agent that the machine may write to. Prints one line a check and exits 1 if one
failed.
"""
import json
import sys
import time

from stage import AGENT, NOBODY, ZONES, boot, check, failed, keep, keep_page, machine, power

UID = "0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5"
SLICE = UID.replace("-", "_")


def number(digit):
    """A container's id, which begins with the digit and is told from others by it."""
    return digit * 64


# Where the job's process is, the job's own folder above it, and its name on the page. Sources: the managers'
# documentation of both cgroup drivers, systemd.slice(5), Slurm's cgroup_v2 plugin.
PLACES = [
    (f"system.slice/docker-{number('a')}.scope", "", f"docker:lab/{'a' * 12}"),
    (f"docker/{number('b')}", "", f"docker:lab/{'b' * 12}"),
    (f"batch.slice/docker-{number('c')}.scope", "init.scope", f"docker:lab/{'c' * 12}"),
    (f"machine.slice/libpod-{number('d')}.scope", "container", f"podman:lab/{'d' * 12}"),
    (f"libpod_parent/libpod-{number('e')}", "", f"podman:lab/{'e' * 12}"),
    (f"system.slice/web.service/libpod-payload-{number('f')}", "", f"podman:lab/{'f' * 12}"),
    (f"machine.slice/machine-libpod_pod_{number('1')}.slice/libpod-{number('2')}.scope", "container",
     f"podman:lab/{'2' * 12}"),
    (f"system.slice/nerdctl-{number('3')}.scope", "", f"containerd:lab/{'3' * 12}"),
    (f"kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{SLICE}.slice",
     f"cri-containerd-{number('4')}.scope", f"k8s:{UID}"),
    (f"kubepods.slice/kubepods-pod{SLICE.replace('0f1c', '1f1c')}.slice", f"crio-{number('5')}.scope",
     f"k8s:{UID.replace('0f1c', '1f1c')}"),
    (f"kubepods/besteffort/pod{UID.replace('0f1c', '2f1c')}", number('6'), f"k8s:{UID.replace('0f1c', '2f1c')}"),
    ("system.slice/slurmstepd.scope/job_7", "step_0/user/task_0", "slurm:cluster/7"),
    ("user.slice/user-1000.slice", "session-3.scope", "systemd:lab/user-1000.slice"),
    ("machine.slice/machine-qemu\\x2d1\\x2dweb.scope", "libvirt", "libvirt:lab/web"),
    ("machine.slice/systemd-nspawn@db.service", "payload", "machine:lab/db"),
]
# What belongs to the system, whatever it looks like.
OTHERS = ["system.slice/ssh.service", f"machine.slice/libpod-conmon-{number('d')}.scope",
          "system.slice/web.service/runtime"]
GROUPS = "/sys/fs/cgroup"


def quoted(path):
    return "'" + path + "'"


def fill():
    """Makes the groups, each with 10 MB in a process of its own; the first two compute, each on a CPU."""
    lines = ["""enter() {
  mkdir -p "$1"; p=.
  for part in $(echo "$1" | tr / ' '); do
    echo '+cpu +cpuset +memory' > $p/cgroup.subtree_control; p=$p/$part
  done
}
hold='x=$(head -c 10000000 /dev/zero | tr "\\\\0" x); while :; do sleep 1000; done'
cd """ + GROUPS]
    for index, (folder, inner, _) in enumerate(PLACES):
        leaf = quoted(folder + ("/" + inner if inner else ""))
        work = "'while :; do :; done'" if index < 2 else '"$hold"'
        lines.append(f"enter {leaf}")
        if index < 2:
            lines.append(f"echo {index} > {quoted(folder)}/cpuset.cpus")
        lines.append(f"(echo $BASHPID > {leaf}/cgroup.procs; exec setsid bash -c {work} <&- >&- 2>&-) &")
    for folder in OTHERS:
        lines.append(f"enter {quoted(folder)}; (echo $BASHPID > {quoted(folder)}/cgroup.procs;"
                     " exec setsid sleep 1000 <&- >&- 2>&-) &")
    said = machine.inside("\n".join(lines))
    if said:
        keep("groups-said", said)


def files(name):
    """{job: number} of a file of every group, whose first number it is."""
    text = machine.inside("cd " + GROUPS + "\n" + "\n".join(
        f"head -n 1 {quoted(folder)}/{name}" for folder, *_ in PLACES))
    return {job: int(line.split()[-1]) for (*_, job), line in zip(PLACES, text.splitlines())}


def jobs_of(page):
    return {labels["job_id"] for family, labels, _ in page.samples if family == "nodeprobe_job_info"}


def groups():
    fill()
    wanted = {job for *_, job in PLACES}
    page = machine.until(lambda page: jobs_of(page) == wanted, 60)
    check("each manager's group is its job, and nobody else's is one", jobs_of(page) == wanted,
          f"{len(wanted)} jobs; missing {wanted - jobs_of(page)}, more {jobs_of(page) - wanted}")
    # Each page lies between two looks at the files; what it shows may be two rounds old.
    looks, pages = [files("cpu.stat")], []
    for pause in (0, 15):
        time.sleep(pause)
        looks.append(files("cpu.stat"))
        pages.append(machine.page())
        looks.append(files("cpu.stat"))
    before, after = pages
    wrong = []
    for *_, job in PLACES:
        least, most = (looks[3][job] - looks[2][job]) / 1e6, (looks[4][job] - looks[0][job]) / 1e6
        seen = (after.one("nodeprobe_job_cpu_seconds_total", job_id=job)
                - before.one("nodeprobe_job_cpu_seconds_total", job_id=job))
        if not least - 3 <= seen <= most + 3:
            wrong.append(f"{job}: {seen:.2f} of {least:.2f} to {most:.2f} s")
    busy = [after.one("nodeprobe_job_cpu_seconds_total", job_id=job) for *_, job in PLACES[:2]]
    check("each job has the CPU time of its group", not wrong and min(busy) > 10,
          f"{wrong}; " + ", ".join(f"{seconds:.1f} s" for seconds in busy))
    held = files("memory.current")
    wrong = [f"{job}: {after.one('nodeprobe_job_memory_bytes', job_id=job)} of {held[job]}"
             for *_, job in PLACES[2:]
             if abs((after.one("nodeprobe_job_memory_bytes", job_id=job) or 0) - held[job]) > 2e6
             or held[job] < 10e6]
    check("each job has the memory of its group", not wrong, f"{wrong}")
    after = machine.page()
    check("jobs and buckets are the node", after.surplus() == 0 and after.node() > before.node(),
          f"{after.node()} uJ, {after.surplus()} uJ too many")
    keep_page("groups")
    parts()


def parts():
    """Steps and containers right below their jobs."""
    text = machine.inside("/tmp/probe jobs --parts --json --state-dir /tmp/state/s")
    keep("parts", text)
    found, wrong = {}, []
    for row in json.loads(text):
        if "parts" not in row:
            continue
        told = row["parts"]
        found[row["job_id"]] = [part["id"] for part in told["named"]]
        shares = sum(part["dynamic_energy_uj"] for part in [*told["named"], told["rest"]])
        if shares != row["dynamic_energy_uj"]:
            wrong.append(f"{row['job_id']}: {shares} of {row['dynamic_energy_uj']} uJ")
    wanted = {f"k8s:{UID}": ["4" * 12], f"k8s:{UID.replace('0f1c', '1f1c')}": ["5" * 12],
              f"k8s:{UID.replace('0f1c', '2f1c')}": ["6" * 12], "slurm:cluster/7": ["step_0"]}
    check("steps and containers are parts of their jobs, with all of their dynamic energy",
          found == wanted and not wrong, f"{found}; {wrong}")


def gone():
    """All processes end, and their groups."""
    machine.inside(f"""cd {GROUPS}; for f in $(find . -name cgroup.kill); do
  case $f in ./cgroup.kill) ;; *) echo 1 > "$f" ;; esac; done
sleep 1; find . -mindepth 1 -depth -type d -exec rmdir {{}} \\; 2> /dev/null""")
    ended = {}
    end = time.monotonic() + 60
    while time.monotonic() < end:
        text = machine.inside("/tmp/probe jobs --json --state-dir /tmp/state/s")
        try:
            ended = {row["job_id"] for row in json.loads(text) if row.get("state") == "ended"}
        except ValueError:
            keep("jobs-said", text)
        if len(ended) == len(PLACES):
            break
    check("all of them end", ended == {job for *_, job in PLACES}, f"{len(ended)} of {len(PLACES)}")


LOOP = "for ((i = 0; i < 60000; i++)); do :; done"
# Computes, leaves an orphan that does so as well, and waits for its end.
ORPHANING = f"'{LOOP}; (setsid bash -c \"{LOOP}\" &); sleep 6'"


def run(name, prefix, group=""):
    """What `probe run` says of it below a group, and what it prints."""
    out = f"/tmp/state/{name}.json"
    enter = f"echo $BASHPID > {GROUPS}/{group}/cgroup.procs; " if group else ""
    text = machine.inside(
        f"({enter}{prefix} /tmp/probe run --state-dir /tmp/state/s --job {name} -o {out} -- bash -c {ORPHANING}; "
        "echo status $?)", timeout=200)
    keep("run-" + name, text)
    try:
        return json.loads(machine.inside(f"cat {out}")), text
    except ValueError:
        return {}, text


def left():
    return machine.inside(f"find {GROUPS} -name 'nodeprobe-*'").split()


def runs():
    # bash alone needs so long for one of the two loops.
    alone = machine.inside(f"bash -c '{LOOP}; times'").split()[0]
    minutes, seconds = alone.rstrip("s").split("m")
    loop = int(minutes) * 60 + float(seconds)

    def right(summary):
        return 1.4 * loop < summary.get("cpu_seconds", 0) < 4 * loop + 1

    summary, text = run("root", "")
    check("probe run makes a group, with all that the command starts in it",
          "weak" not in summary and right(summary) and "status 0" in text and not left(),
          f"{summary.get('cpu_seconds')} s, a loop {loop:.2f} s; left {left()}; {summary.get('weak')}")

    machine.inside(f"""cd {GROUPS}; echo '+cpu +memory' > cgroup.subtree_control; mkdir -p lent/inner shut
chown 65534 lent lent/cgroup.procs lent/cgroup.subtree_control lent/inner lent/inner/cgroup.procs""")
    summary, text = run("lent", NOBODY, "lent/inner")
    check("so it does for a user to whom the tree is delegated",
          "weak" not in summary and right(summary) and "status 0" in text and not left(),
          f"{summary.get('cpu_seconds')} s; left {left()}; {summary.get('weak')}")

    summary, text = run("shut", NOBODY, "shut")
    check("where nothing is delegated it follows processes, orphans too, and says that this is weak",
          "group" in (summary.get("weak") or "") and right(summary) and "status 0" in text and not left(),
          f"{summary.get('cpu_seconds')} s; {summary.get('weak')}")

    summary, text = run("space", "unshare -C", "lent/inner")
    check("in a namespace of groups that shows the tree of another one no group is made outside of its own",
          "group" in (summary.get("weak") or "") and right(summary) and not left(),
          f"{summary.get('cpu_seconds')} s; left {left()}; {summary.get('weak')}")

    own = "umount -l /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup"
    summary, text = run("mounted", f"unshare -C -m bash -c '{own}; exec \"$@\"' -", "lent/inner")
    check("and in one that shows its own it is made there", "weak" not in summary and right(summary) and not left(),
          f"{summary.get('cpu_seconds')} s; left {left()}; {summary.get('weak')}")

    docker = f"system.slice/docker-{number('9')}.scope"
    machine.inside(f"cd {GROUPS}; mkdir -p {docker}")
    summary, text = run("inside", "", docker)
    check("inside of a container it is a part of the container's job",
          summary.get("within") == f"docker:lab/{'9' * 12}" and "weak" not in summary and right(summary),
          f"within {summary.get('within')}")


def main():
    began = time.monotonic()
    boot({zone: row[4] for zone, row in ZONES.items()})
    machine.start(AGENT, "/tmp/state/s")
    machine.until(lambda page: page.ladder().get("components") == "source", 90)
    power(True)
    machine.until(lambda page: page.node() > 0, 60)
    for part in (groups, gone, runs):
        part()
    print(f"groups: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    try:
        main()
    finally:
        machine.down()
    sys.exit(1 if failed else 0)
