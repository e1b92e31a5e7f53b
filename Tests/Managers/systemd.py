"""The unit, as it is installed, under a real systemd: see run.sh."""

import contextlib
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

import beside
from beside import expect

# What would wait for hardware that a namespace has not, and is not needed.
MASKED = ["systemd-udevd", "systemd-udev-trigger", "systemd-logind", "systemd-networkd", "systemd-resolved",
          "systemd-timesyncd", "systemd-random-seed", "dbus"]
CONFIGURATION = 'jobs: {units: ["batch-*.service"]}'
TARGET = """[Unit]
Description=What the unit of nodeprobe needs
Requires=basic.target
After=basic.target
"""


class Unable(Exception):
    """Why systemd cannot run here."""


class Machine:
    """systemd in namespaces of its own, with what `make install` installs."""

    def __init__(self, tree):
        self.group = self.make_group()
        self.folder = tempfile.mkdtemp(prefix="nodeprobe-systemd.")
        self.log = open(f"{self.folder}.log", "w+")
        install = (f"make --no-print-directory -C {tree} install DESTDIR=$ROOT >/dev/null;"
                   " rm -rf $ROOT/var/lib/nodeprobe $ROOT/etc/nodeprobe; mkdir $ROOT/etc/nodeprobe;"
                   f" echo '{CONFIGURATION}' > $ROOT/etc/nodeprobe/probe.yaml; cd $ROOT/etc/systemd/system;"
                   f" printf %s '{TARGET}' > nodeprobe-test.target;"
                   f" for name in {' '.join(MASKED)}; do ln -sf /dev/null $name.service; done")
        boot = os.path.join(os.path.dirname(os.path.abspath(__file__)), "boot.sh")
        self.process = subprocess.Popen(
            # Whatever ends this program ends systemd, and with it all that it has started.
            ["setpriv", "--pdeathsig", "KILL",
             "unshare", "--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--fork", "--kill-child",
             boot, f"{self.folder}", "nodeprobe-test.target", "bash", "-ec", install],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            preexec_fn=lambda: open(f"{self.group}/cgroup.procs", "w").write("0"))

    @staticmethod
    def make_group():
        for mount in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified"):
            if os.path.exists(f"{mount}/cgroup.procs") and os.path.exists(f"{mount}/cgroup.controllers"):
                group = f"{mount}/nodeprobe-systemd-{os.getpid()}"
                try:
                    os.mkdir(group)
                    return group
                except OSError as reason:
                    raise Unable(f"systemd: {reason}")
        raise Unable("systemd: there are no control groups of version 2")

    def leader(self):
        """The number of systemd; nil where it has not begun."""
        for file in glob.glob(f"/proc/{self.process.pid}/task/*/children"):
            for number in open(file).read().split():
                if open(f"/proc/{number}/comm").read().strip() == "systemd":
                    return number
        return None

    def run(self, *words):
        """What a program says inside, and how it ended."""
        return subprocess.run(["nsenter", "-t", self.leader() or "0", "-a", "-r", "-w", *words],
                              capture_output=True, text=True, timeout=60)

    def systemctl(self, *words):
        return self.run("systemctl", "--no-pager", *words)

    def show(self, name):
        return self.systemctl("show", "nodeprobe", "--value", f"--property={name}").stdout.strip()

    def page(self):
        return beside.Page(self.run("curl", "-s", "-m", "5", "http://127.0.0.1:9944/metrics").stdout)

    def wait_until_up(self):
        for _ in range(150):
            with contextlib.suppress(OSError):
                if self.leader() and self.run("systemctl", "is-active", "basic.target").stdout.strip() == "active":
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        self.log.seek(0)
        lines = self.log.read().strip().splitlines()
        if "boot.sh: installing" in lines and "boot.sh: installed" not in lines:
            raise AssertionError("make install: " + lines[-1])
        raise Unable(f"systemd: {lines[-1] if lines else 'it does not come up'}")

    def remove(self):
        self.process.kill()
        self.process.wait()
        self.log.close()
        time.sleep(0.5)
        subprocess.run(["find", self.group, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"],
                       stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.remove(f"{self.folder}.log")


def until(condition, what, seconds=30):
    for _ in range(seconds * 5):
        if condition():
            expect(True, what)
            return True
        time.sleep(0.2)
    expect(False, f"{what} within {seconds} s")
    return False


def check_start(machine):
    done = machine.systemctl("enable", "--now", "nodeprobe")
    expect(done.returncode == 0, f"it starts and says that it is ready {done.stderr.strip()[-200:]}")
    expect(machine.show("SubState") == "running", f"it is {machine.show('SubState')}")
    state = machine.run("stat", "-c", "%U:%G %a", "/var/lib/nodeprobe").stdout.strip()
    expect(state == "nodeprobe:nodeprobe 750", f"its state directory is {state}")
    time.sleep(3)


def check_page(machine):
    """Nothing that the unit takes away is missing on the page, beside what only root may read."""
    page = machine.page()
    expect(len(page) > 100, f"{len(page)} families on the page")
    expect("nodeprobe_clock_synchronized" in page, "it may ask the kernel about the clock")
    denied = {labels["probe"] for labels, _ in page.get("nodeprobe_probe_failure_info", [])
              if labels["reason"] == "eacces"}
    expect(denied <= {"rapl", "rapl_perf", "energy", "memory_modules"}, f"denied: {', '.join(sorted(denied)) or 'nothing'}")
    for family in ("nodeprobe_filesystem_size_bytes", "nodeprobe_disk_reads_total", "nodeprobe_node_energy_joules_total"):
        expect(family in page, f"{family} is there")
    energy = page.sum("nodeprobe_node_energy_joules_total")
    node, handed = beside.balance(page)
    expect(energy > 0 and abs(node - handed) < 1e-5, f"jobs and buckets are the node: {node:.6f} J")


def check_unit(machine):
    """A unit that the configuration names is a job with the CPU time that systemd says."""
    machine.run("systemd-run", "--quiet", "--unit=batch-1", "sh", "-c", "while :; do :; done")
    machine.run("systemd-run", "--quiet", "--unit=other-1", "sleep", "60")
    time.sleep(4)
    machine.systemctl("kill", "--signal=STOP", "batch-1")
    time.sleep(2.5)
    page = machine.page()
    jobs = [labels["job_id"] for labels, _ in page.get("nodeprobe_job_info", [])]
    expect(len(jobs) == 1 and jobs[0].endswith("/batch-1.service"), f"jobs: {', '.join(jobs) or 'none'}")
    truth = int(machine.systemctl("show", "batch-1", "--value", "--property=CPUUsageNSec").stdout) / 1e9
    told = page.sum("nodeprobe_job_cpu_seconds_total")
    expect(truth > 1 and abs(told - truth) < 1e-5, f"  {told:.6f} s of CPU time; systemd says {truth:.6f} s")
    machine.systemctl("kill", "--signal=KILL", "batch-1")


def check_users(machine):
    """People of the agent's group may ask it, others may not."""
    user = ["setpriv", "--reuid=65534", "--regid=65534"]
    listed = machine.run(*user, "--groups=nodeprobe", "probe", "jobs", "--json")
    expect(listed.returncode == 0 and "batch-1" in listed.stdout, f"its group may ask for jobs {listed.stderr.strip()}")
    denied = machine.run(*user, "--clear-groups", "probe", "jobs", "--json")
    expect("batch-1" not in denied.stdout, f"others may not: {denied.stderr.strip()}")


def check_reload(machine):
    machine.run("sh", "-c", "echo 'interval: 2s' > /etc/nodeprobe/probe.yaml")
    expect(machine.systemctl("reload", "nodeprobe").returncode == 0, "it reloads")
    machine.run("sh", "-c", "echo 'intervall: 2s' > /etc/nodeprobe/probe.yaml")
    expect(machine.systemctl("reload", "nodeprobe").returncode != 0, "a reload with a mistake fails")
    expect(machine.show("SubState") == "running" and len(machine.page()) > 100, "and it goes on")
    machine.run("rm", "/etc/nodeprobe/probe.yaml")


def check_crash(machine):
    before, energy = machine.show("MainPID"), machine.page().sum("nodeprobe_node_energy_joules_total")
    machine.systemctl("kill", "--signal=KILL", "nodeprobe")
    until(lambda: machine.show("MainPID") not in ("0", before) and machine.show("SubState") == "running",
          "killed, it is started again")
    time.sleep(3)
    after = machine.page().sum("nodeprobe_node_energy_joules_total")
    expect(after >= energy > 0, f"its energy goes on: {energy:.3f} J, then {after:.3f} J")


TREE = """
mkdir -p /srv/sys/class/powercap/intel-rapl:0
cd /srv/sys/class/powercap/intel-rapl:0
echo package-0 > name; echo 262143328850 > max_energy_range_uj; echo 1 > enabled
echo 1000000 > energy_uj; chmod 400 energy_uj
"""


def advised(machine, *options):
    """The blocks of lines that doctor gives somebody who may read nothing, to be put into drop-ins."""
    said = machine.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                       "probe", "doctor", *options).stdout
    blocks, inside = [], False
    for line in said.splitlines():
        if line == "  [Service]":
            blocks.append([])
            inside = True
        inside = inside and line.startswith("  ")
        if inside:
            blocks[-1].append(line.strip())
    return blocks


def restart(machine, *blocks):
    """With these drop-ins and no others."""
    folder = "/etc/systemd/system/nodeprobe.service.d"
    machine.run("sh", "-c", f"rm -rf {folder}; mkdir {folder}")
    for number, lines in enumerate(blocks):
        machine.run("sh", "-c", f"printf '%s\\n' \"$@\" > {folder}/{number}.conf", "sh", *lines)
    machine.systemctl("daemon-reload")
    expect(machine.systemctl("restart", "nodeprobe").returncode == 0, "it starts with drop-ins")
    time.sleep(3)
    return {labels["probe"]: labels["reason"]
            for labels, _ in machine.page().get("nodeprobe_probe_failure_info", [])}


def check_rights(machine):
    """What doctor advises where a counter is root's alone lets the agent read it."""
    machine.run("sh", "-ec", TREE)
    tree = ["[Service]", "ExecStart=", "ExecStart=/usr/local/bin/probe agent --sysfs /srv/sys"]
    reading, counting = advised(machine, "--sysfs", "/srv/sys")
    reasons = restart(machine, tree)
    expect(reasons.get("rapl") == "eacces", f"a counter of mode 0400: {reasons.get('rapl')}")
    reasons = restart(machine, tree, reading)
    expect("rapl" not in reasons, f"with {reading[1]}: {reasons.get('rapl', 'it is read')}")
    reasons = restart(machine)
    expect(reasons.get("rapl_perf", "absent") in ("eacces", "absent"), f"perf events: {reasons.get('rapl_perf')}")
    reasons = restart(machine, counting)
    expect(reasons.get("rapl_perf") != "eacces" and reasons.get("energy") != "eacces",
           f"with {counting[1]}: {reasons.get('rapl_perf', 'they are read')}")
    restart(machine)


def check_stop(machine):
    done = machine.systemctl("stop", "nodeprobe")
    expect(done.returncode == 0 and machine.show("Result") == "success", f"it stops: {machine.show('Result')}")
    expect(machine.show("ExecMainStatus") == "0", f"with {machine.show('ExecMainStatus')}")
    machine.run("sh", "-c", "echo 'listen: nowhere' > /etc/nodeprobe/probe.yaml")
    machine.systemctl("start", "nodeprobe")
    time.sleep(3)
    expect(machine.show("NRestarts") == "0" and machine.show("ExecMainStatus") == "2",
           f"wrong configuration ends it with {machine.show('ExecMainStatus')}, and it is not tried again")


def main(program):
    tree = os.path.realpath(program).split("/.build/")[0]
    with contextlib.ExitStack() as stack:
        try:
            machine = Machine(tree)
            stack.callback(machine.remove)
            machine.wait_until_up()
        except Unable as reason:
            print(f"skipped: {reason}")
            return
        check_start(machine)
        check_page(machine)
        check_unit(machine)
        check_users(machine)
        check_reload(machine)
        check_crash(machine)
        check_rights(machine)
        check_stop(machine)
        if beside.failures:
            print(machine.run("systemctl", "status", "nodeprobe", "--no-pager", "-n", "30").stdout)
    sys.exit(1 if beside.failures else 0)


if __name__ == "__main__":
    main(sys.argv[1])
