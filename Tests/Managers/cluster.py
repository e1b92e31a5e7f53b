"""A whole Slurm on this machine, in a folder of its own: munge, controller, one node."""

import glob
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

GROUPS = "/sys/fs/cgroup"
NAME = "nodeprobetest"

SLURM_CONF = """
ClusterName={name}
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/controller
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
MpiDefault=none
ProctrackType=proctrack/cgroup
TaskPlugin=task/cgroup
JobAcctGatherType=jobacct_gather/cgroup
JobAcctGatherFrequency=0
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/jobs.txt
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
MinJobAge=300
FirstJobId=900001
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=short Nodes={host} Default=YES MaxTime=10 State=UP
PartitionName=long Nodes={host} MaxTime=60 State=UP
"""

CGROUP_CONF = """
CgroupPlugin={plugin}
CgroupMountpoint={groups}
ConstrainCores=yes
"""


class Unable(Exception):
    """Why Slurm cannot run here."""


def version():
    """Of the control groups that count CPU time here: 1 or 2."""
    if os.path.exists(f"{GROUPS}/cgroup.controllers"):
        return 2
    if os.path.exists(f"{GROUPS}/cpuacct/cpuacct.usage"):
        return 1
    raise Unable("no control groups that count CPU time")


def check():
    if os.geteuid() != 0:
        raise Unable("slurmd must be root")
    for program in ("slurmctld", "slurmd", "munged", "sbatch"):
        if not shutil.which(program, path="/usr/sbin:/usr/bin"):
            raise Unable(f"{program} is not installed (make deps)")
    if version() == 2:
        # Its plugin asks systemd for a scope, or needs a tree that is delegated to it.
        raise Unable("control groups of version 2 need systemd for slurmd")
    if subprocess.run(["pgrep", "-x", "slurmd|slurmctld"], capture_output=True).returncode == 0:
        raise Unable("another Slurm runs here")
    for controller in ("cpuacct", "freezer", "cpuset"):
        if not os.access(f"{GROUPS}/{controller}", os.W_OK):
            raise Unable(f"{GROUPS}/{controller} cannot be written")


def own_groups():
    """Where Slurm keeps groups; Debian's carries the node's name."""
    return glob.glob(f"{GROUPS}/*/slurm") + glob.glob(f"{GROUPS}/*/slurm_*")


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """Runs from entering to leaving; leaves no process, folder or control group behind."""

    def __enter__(self):
        check()
        self.processes = []
        self.before = set(own_groups())
        self.folder = tempfile.mkdtemp(prefix="nodeprobe-slurm.")
        os.chmod(self.folder, 0o755)
        self.environment = {
            **os.environ, "SLURM_CONF": f"{self.folder}/slurm.conf",
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        host = socket.gethostname().split(".")[0]
        for name in ("controller", "spool"):
            os.mkdir(f"{self.folder}/{name}", 0o755)
        words = {
            "name": NAME, "host": host, "ports": free_ports(2), "folder": self.folder,
            "cpus": os.cpu_count(), "plugin": "cgroup/v1", "groups": GROUPS}
        self.write("slurm.conf", SLURM_CONF.format(**words))
        self.write("cgroup.conf", CGROUP_CONF.format(**words))
        with open(f"{self.folder}/munge.key", "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(os.urandom(1024))
        self.run("munged", "--foreground", "--force", "--num-threads=2",
                 f"--socket={self.folder}/munge.socket", f"--key-file={self.folder}/munge.key",
                 f"--pid-file={self.folder}/munged.pid", f"--seed-file={self.folder}/munged.seed")
        self.wait(lambda: os.path.exists(f"{self.folder}/munge.socket"), "munge's socket")
        self.run("slurmctld", "-D", "-i")
        self.run("slurmd", "-D", "-N", host)
        self.wait(lambda: self.ask("sinfo", "-h", "-o", "%T").split()[:1] == ["idle"], "the node")

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w") as file:
            file.write(text.lstrip())

    def run(self, *command):
        with open(f"{self.folder}/{command[0]}.out", "w") as output:
            self.processes.append(subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=output))

    def wait(self, is_done, what, seconds=30):
        end = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > end:
                raise SystemExit(f"{what} did not come within {seconds} s:\n{self.logs()}")
            time.sleep(0.1)

    def ask(self, *command):
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=20).stdout

    def submit(self, script, *options, uid):
        """The number of a new job that runs the shell's `script` as that user."""
        done = subprocess.run(
            ["sbatch", "--parsable", f"--uid={uid}", "--chdir=/", "--output=/dev/null", *options],
            input="#!/bin/sh\n" + script, env=self.environment, capture_output=True, text=True,
            timeout=20)
        if not re.fullmatch(r"\d+", done.stdout.strip()):
            raise SystemExit(f"sbatch: {done.stderr.strip()}\n{self.logs()}")
        return int(done.stdout)

    def is_busy(self):
        return bool(self.ask("squeue", "-h").strip())

    def logs(self):
        text = ""
        for name in ("slurmctld.log", "slurmd.log", "munged.out"):
            try:
                lines = open(f"{self.folder}/{name}").read().splitlines()[-15:]
            except OSError:
                continue
            text += f"--- {name}\n" + "\n".join(lines) + "\n"
        return text

    def __exit__(self, *_):
        if self.processes:
            self.ask("scancel", "--state=RUNNING")
        # The node before its controller, and munge last.
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for folder in set(own_groups()) - self.before:
            for path, _, _ in os.walk(folder, topdown=False):
                try:
                    os.rmdir(path)
                except OSError:
                    pass
        shutil.rmtree(self.folder, ignore_errors=True)
