"""One node of a fleet in a box: trees of sysfs and procfs whose counters move as its clock does, with known truth."""

import contextlib
import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

import measure

BENCH = os.path.join(measure.HERE, "..", "docs", "schema", "examples", "bench.json")
# Monday, 2 March 2026, 14:00 UTC; the monotonic clocks begin at 1,200 s, a multiple of all usual intervals.
BEGIN, BOOT = 1_772_460_000, 1_200
RANGE = 262_143_328_850
CPUS = 16
TICKS = 100
SLURM = "sys/fs/cgroup/system.slice/slurmstepd.scope"

MODELS = [  # vendor, product, CPU, its maker, family, model and stepping, watts idle and busy
    ("Example", "Server 2000", "AMD EPYC 9354P 32-Core Processor", ("AuthenticAMD", 25, 17, 1), 120, 410),
    ("Example", "Blade 40", "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz", ("GenuineIntel", 6, 106, 6), 95, 330),
    ("Sample", "Edge 5", "Intel(R) Xeon(R) D-2187NT CPU @ 2.00GHz", ("GenuineIntel", 6, 85, 4), 38, 110),
]
# CPUs and memory of real machines with as many threads (hwloc's), for three nodes of eight where they are there.
HARDWARE = os.environ.get("NODEPROBE_HWDATA", os.path.join(measure.HERE, "..", "..", "shared", "hwdata"))
REAL = ["16amd64-4n4c-cgroup-distance-merge", "16em64t-4s2ca2c-cpusetreorder", "16em64t-4s2c2t-offlines"]
SITES = [("fra", "DE", 1.28), ("osl", "NO", 1.12), ("vie", "AT", 1.41)]
TEAMS = ["climate", "genome", "vision", "web"]


class Job:
    """Runs from one second to another with so many CPUs."""

    def __init__(self, number, first, last, cpus, limit="max 100000\n"):
        self.number, self.first, self.last, self.cpus = number, first, last, cpus
        # What its cpu.max says.
        self.limit = limit
        self.folder = f"{SLURM}/job_{number}"
        self.used = 0.0
        self.is_shown = False

    def share(self, second, step):
        """CPU seconds within a step that ends now."""
        return self.cpus * max(0, min(second, self.last) - max(second - step, self.first))


def ports(count):
    """So many that are free, below those that the kernel gives to clients: agents come back to theirs."""
    found = []
    last = int(open("/proc/sys/net/ipv4/ip_local_port_range").read().split()[0])
    for port in range(last - 1, 1024, -1):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    sys.exit(f"no {count} ports are free below {last}")


class Node:
    """Its agent, its trees, and what truly flowed."""

    # Where its package's counter begins anew, in microjoules.
    wrap = RANGE
    # CPUs that no job keeps busy.
    system = 0.1

    def __init__(self, programs, folder, number, interval, faults, port):
        self.probe = os.path.join(programs, "probe")
        self.number, self.faults, self.interval = number, faults, interval
        self.chance = random.Random(number)
        self.folder = os.path.join(folder, f"node{number:03}")
        self.name = f"node{number:03}.example"
        self.site, self.zone, self.pue = SITES[number % len(SITES)]
        model = MODELS[number % len(MODELS)]
        self.vendor, self.product, self.processor, self.signature, self.idle, self.busy = model
        if self.real():
            # With as many cores as made-up ones a machine of their kind would lack none.
            self.processor += " as " + os.path.basename(self.real()).removesuffix(".tar.bz2")
        # Firmware that counts millijoules where microjoules are asked for. One that counts nanojoules is found by
        # the agent itself: no package draws so much, and what it says is refused.
        self.unit = 1000 if "unit" in faults else 1
        # A clock that was never set right, on each such node by another time.
        self.skew = (2 + number) * 86_400 if "skewed" in faults else 0
        self.is_dark = False
        twin = number - 1 if "cloned" in faults else number
        self.id = hashlib.sha256(f"box {twin}".encode()).hexdigest()
        self.port = port
        self.second = 0
        self.counter = self.chance.randrange(self.wrap)
        # Microjoules since the agent's first round.
        self.truth = 0
        self.ticks = [0, 0]
        self.process = None
        self.is_halted = False
        self.jobs = self.plan()
        self.build()

    def plan(self):
        jobs, second = [], self.chance.randrange(30, 600)
        while second < 3 * 3600 and len(jobs) < 60:
            length = self.chance.choice([50, 150, 600, 2400])
            cpus = self.chance.choice([1, 2, 4, 8])
            jobs.append(Job(1000 * (self.number + 1) + len(jobs), second, second + length, cpus))
            second += length + self.chance.randrange(20, 900)
        return jobs

    # What the kernel would show.

    def write(self, path, text):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def change(self, path, text):
        """As the kernel does: no reader ever sees half of it, or an empty file."""
        path = os.path.join(self.folder, path)
        if not os.path.exists(path):
            return self.write(os.path.relpath(path, self.folder), text)
        file = os.open(path, os.O_WRONLY)
        os.pwrite(file, text.encode(), 0)
        os.close(file)

    def real(self):
        """The archive of the real machine whose CPUs and memory it has; None where they are made up."""
        place = self.number % 8 - 4
        path = os.path.join(HARDWARE, "sysroots", REAL[place] + ".tar.bz2") if 0 <= place < len(REAL) else ""
        return path if os.path.exists(path) else None

    def build(self):
        if self.real():
            os.makedirs(self.folder, exist_ok=True)
            subprocess.run(
                ["tar", "--no-same-owner", "--no-same-permissions", "--wildcards", "--strip-components=1", "-C",
                 self.folder, "-xf", self.real(), "*/sys/devices/system/cpu", "*/sys/devices/system/node"],
                check=True, stderr=subprocess.DEVNULL)
            subprocess.run(["chmod", "-R", "u+rwX", self.folder + "/sys"], check=True)
        zone = "sys/class/powercap/intel-rapl:0/"
        if "no meter" not in self.faults:
            self.write(zone + "name", "package-0\n")
            self.write(zone + "enabled", "1\n")
            self.write(zone + "max_energy_range_uj", f"{self.wrap}\n")
            # What the zone draws at most bounds what it can have counted while nobody looked.
            self.write(zone + "constraint_0_name", "long_term\n")
            self.write(zone + "constraint_0_max_power_uw", f"{self.busy * 1_000_000}\n")
        chip = "sys/class/hwmon/hwmon0/"
        self.write(chip + "name", "coretemp\n")
        self.write(chip + "temp1_label", "Package id 0\n")
        self.write(chip + "temp1_max", "90000\n")
        self.write(chip + "temp1_crit", "100000\n")
        self.write(chip + "temp1_input", "104000\n" if "hot" in self.faults else "56000\n")
        self.write(chip + "temp1_crit_alarm", "1\n" if "hot" in self.faults else "0\n")
        for name, text in (
                ("sys_vendor", self.vendor), ("product_name", self.product), ("bios_version", "1.4"),
                ("product_serial", f"S{self.number:05}")):
            self.write("sys/class/dmi/id/" + name, text + "\n")
        self.write("sys/devices/system/cpu/online", f"0-{CPUS - 1}\n")
        self.write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n")
        self.write("sys/fs/cgroup/cpu.stat", "usage_usec 0\n")
        self.write(SLURM + "/cpu.stat", "usage_usec 0\n")
        self.write("proc/sys/kernel/hostname", self.name + "\n")
        self.write("proc/sys/kernel/random/boot_id", f"{self.number:08x}-0000-4000-8000-000000000001\n")
        self.write("proc/loadavg", "0.50 0.40 0.30 1/200 4711\n")
        self.write("proc/meminfo", "MemTotal: 65536000 kB\nMemFree: 40000000 kB\nMemAvailable: 50000000 kB\n")
        maker, family, model, stepping = self.signature
        self.write("proc/cpuinfo", "".join(
            f"processor\t: {cpu}\nvendor_id\t: {maker}\ncpu family\t: {family}\nmodel\t\t: {model}\n"
            f"model name\t: {self.processor}\nstepping\t: {stepping}\nmicrocode\t: 0x2b0004d0\n"
            f"physical id\t: 0\ncore id\t\t: {cpu // 2}\nsiblings\t: {CPUS}\ncpu cores\t: {CPUS // 2}\n\n" for cpu in range(CPUS)))
        self.write("state/node_id", self.id + "\n")
        self.write("state/bench.json", self.bench())
        self.write("probe.yaml", "\n".join([
            f"site: {{name: {self.site}, zone: {self.zone}, pue: {{value: {self.pue}, category: 2, "
            'year: 2025, source: "annual report"}}', "cost: {currency: EUR, per_kwh: 0.21}",
            f"jobs: {{keep_minutes: 1, keep_scrapes: 1, rules: {self.folder}/rules.yaml}}", ""]))
        # One job in nine belongs to nobody.
        self.write("rules.yaml", "rules:\n" + "".join(
            f'  - {{match: {{name: "*{digit}"}}, tags: {{team: {TEAMS[digit % 4]}, project: p{digit}}}}}\n'
            for digit in range(9)))
        self.tick(0)

    def bench(self):
        """The example with this node's own figures: 1 % around its model's, 8 % below where it is slow."""
        document = json.load(open(BENCH))
        for result in document["results"]:
            factor = (1 + 0.1 * (self.number % len(MODELS))) * self.chance.gauss(1, 0.004)
            if "slow" in self.faults:
                factor *= 1 / 0.92 if result["unit"] in ("s", "seconds") else 0.92
            for key in ("best", "median", "mad", "low", "high"):
                result[key] *= factor
            result["samples"] = [value * factor for value in result["samples"]]
            for part in [result["prediction"]] + result.get("modes", []):
                for key in ("low", "high", "median"):
                    if key in part:
                        part[key] *= factor
        return json.dumps(document) + "\n"

    def tick(self, step):
        """All counters after so many seconds more."""
        self.second += step
        for job in self.jobs:
            job.used += job.share(self.second, step)
        busy = sum(job.share(self.second, step) for job in self.jobs)
        system = self.system * step
        if step:
            energy = int(self.watts(busy / step) * 1e6 * step) // self.unit
            self.counter = (self.counter + energy) % self.wrap
            # What flows when nobody will ever look again is nobody's.
            self.truth += 0 if self.is_dark else energy
        if "no meter" not in self.faults:
            # A read that fails is a gap that the next one closes.
            broken = "failing" in self.faults and self.second % 300 == 150
            self.change(
                "sys/class/powercap/intel-rapl:0/energy_uj",
                "unreadable".ljust(20) + "\n" if broken else f"{self.counter:020}\n")
        self.ticks[0] += int((busy + system) * TICKS)
        self.ticks[1] += int((step * CPUS - busy - system) * TICKS)
        cpus = "".join(
            f"cpu{cpu} {self.ticks[0] // CPUS:012} 0 0 {self.ticks[1] // CPUS:012} 0 0 0 0 0 0\n"
            for cpu in range(CPUS))
        self.change(
            "proc/stat", f"cpu  {self.ticks[0]:012} 0 0 {self.ticks[1]:012} 0 0 0 0 0 0\n{cpus}"
            f"btime {BEGIN + self.skew - BOOT}\n")
        self.change("proc/uptime", f"{BOOT + self.second:08}.00 0.00\n")
        self.change(SLURM + "/cpu.stat", f"usage_usec {int(sum(job.used for job in self.jobs) * 1e6):012}\n")
        self.follow_jobs(step)
        # A millisecond before the full second, so that the last round of an hour is the hour's.
        with open(os.path.join(self.folder, "clock"), "r+b" if self.second else "wb") as file:
            file.write(struct.pack(
                "=QQ", (BOOT + self.second) * 10**9, (BEGIN + self.skew + self.second) * 10**9 - 10**6))

    def watts(self, busy):
        """What it draws while so many CPUs are busy."""
        return self.idle + (self.busy - self.idle) * min(1, busy / CPUS)

    def follow_jobs(self, step):
        """Groups come, count and go, a step later than their jobs."""
        for job in self.jobs:
            if job.first < self.second <= job.last + step and self.second - step < job.last:
                self.show(job)
            elif job.is_shown:
                self.hide(job)

    def show(self, job):
        """The group of a job as it is now."""
        usage = f"usage_usec {int(job.used * 1e6):012}\n"
        if job.is_shown:
            return self.change(job.folder + "/cpu.stat", usage)
        job.is_shown = True
        # The kernel makes a group with all its files; the agent is not to see half of that.
        with self.halted():
            self.write(job.folder + "/cpu.stat", usage)
            self.write(job.folder + "/cpu.max", job.limit)

    def hide(self, job):
        job.is_shown = False
        # And takes it away with all its files.
        with self.halted():
            shutil.rmtree(os.path.join(self.folder, job.folder))

    @contextlib.contextmanager
    def halted(self):
        """While its agent does nothing."""
        was_halted = self.is_halted
        self.halt()
        try:
            yield
        finally:
            if not was_halted:
                self.resume()

    # Its agent.

    def start(self):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(
                [self.probe, "agent", "--listen", f"127.0.0.1:{self.port}", "--interval", f"{self.interval}s",
                 "--config", self.folder + "/probe.yaml", "--state-dir", self.folder + "/state",
                 "--sysfs", self.folder + "/sys", "--procfs", self.folder + "/proc",
                 "--clock", self.folder + "/clock"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                preexec_fn=measure.ends_with_us)
        self.connection = None

    def halt(self):
        """Its agent and its workers, if they run, stand still: they look at driven clocks 500 times a second."""
        if self.process and not self.is_halted:
            self.is_halted = True
            self.process.send_signal(signal.SIGSTOP)
            while open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()[0] not in "TZX":
                pass
            self.signal_workers(signal.SIGSTOP)

    def resume_workers(self):
        """They answer before the agent asks itself why they are silent: to them its clock has jumped."""
        self.signal_workers(signal.SIGCONT)

    def signal_workers(self, number):
        for child in measure.children(self.process.pid) if self.process else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, number)

    def resume(self):
        if self.process and self.is_halted:
            self.resume_workers()
            self.process.send_signal(signal.SIGCONT)
        self.is_halted = False

    def kill(self):
        self.is_halted = False
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self):
        self.resume()
        if self.process:
            measure.stop(self.process)
            self.process = None

    def ask(self, path):
        """The body of an answer over a kept connection; None while nobody answers."""
        try:
            self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            body = answer.read()
            return body if answer.status == 200 else None
        except OSError:
            self.connection = None
            return None

    def wait(self):
        """The page with the round of this instant; None where no agent runs."""
        if not self.process:
            return None
        wanted = f'nodeprobe_probe_last_success_timestamp_seconds{{probe="cpu"}} {BEGIN + self.skew + self.second - 0.001}\n'
        end = time.monotonic() + 120
        while time.monotonic() < end:
            page = self.ask("/metrics") or b""
            if wanted.encode() in page:
                return page
            time.sleep(0.001)
        sys.exit(f"{self.name}: no round in 120 s; see {self.folder}/log")
