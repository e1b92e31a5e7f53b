"""Docker and Podman with nothing but one image of busybox, in folders of their own: see run.sh.

Call it in a mount namespace of its own: what the machine's own engines keep is covered and comes back.
"""

import glob
import os
import shutil
import subprocess
import tempfile
import time

IMAGE = "nodeprobe-test:1"
# For containers that are not where their engine puts them.
PARENT = "/nodeprobe_batch"


class Unable(Exception):
    """Why an engine cannot run here."""


def run(*words, **more):
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, **more)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "no reason").splitlines()
        reason = next((line for line in lines if "rror" in line), lines[-1])
        raise Unable(f"{words[0].rsplit('/', 1)[-1]}: {reason}")
    return done.stdout.strip()


def cover(*folders):
    """The engines' usual places, empty, for this process and its children."""
    run("mount", "--make-rprivate", "/")
    for folder in folders:
        os.makedirs(folder, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", folder)


def parents():
    """The groups in which engines put their containers, in every hierarchy."""
    return {folder for name in ("docker", "libpod_parent", PARENT.strip("/"))
            for folder in glob.glob(f"/sys/fs/cgroup/{name}") + glob.glob(f"/sys/fs/cgroup/*/{name}")}


class Engine:
    """What both do alike; `command` is how each is called."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.containers = []

    def load(self):
        with tempfile.TemporaryDirectory() as root:
            os.mkdir(f"{root}/bin")
            shutil.copy("/bin/busybox", f"{root}/bin/busybox")
            archive = subprocess.run(["tar", "-C", root, "-cf", "-", "."], capture_output=True, check=True)
        done = subprocess.run([*self.command, "import", "-", IMAGE], input=archive.stdout, capture_output=True)
        if done.returncode:
            raise Unable(f"{self.name}: {done.stderr.decode().strip().splitlines()[-1]}")

    def start(self, name, script, *options):
        """A container of that name; what it is known by."""
        return self.serve(name, ["/bin/busybox", "sh", "-c", script], "--network=none", *options)

    def serve(self, name, command, *options):
        """The same with a command of one's own, and the network that the options say."""
        identifier = run(
            *self.command, "run", "-d", "--rm", "--name", name,
            "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000", *options, IMAGE, *command)
        self.containers.append(name)
        return identifier

    def group(self, name):
        """The file that tells a container's CPU time, and how many of its units are a second."""
        pid = run(*self.command, "inspect", name, "--format", "{{.State.Pid}}")
        for line in open(f"/proc/{pid}/cgroup"):
            _, controllers, path = line.rstrip("\n").split(":", 2)
            if "cpuacct" in controllers.split(","):
                return f"/sys/fs/cgroup/{controllers}{path}/cpuacct.usage", 1e9
        return f"/sys/fs/cgroup{path}/cpu.stat", 1e6

    def act(self, what, name):
        run(*self.command, what, name)

    def clear(self):
        for name in self.containers:
            subprocess.run([*self.command, "rm", "-f", name], capture_output=True)


class Docker(Engine):
    """A daemon of its own with no network."""

    # Where it keeps the names of containers.
    files = ["/var/lib/docker/containers"]
    # What a container needs beside CAP_PERFMON, which version 20 does not know.
    counting = None

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="nodeprobe-docker.")
        super().__init__("docker", [shutil.which("docker", path=f"/usr/bin:{os.environ['PATH']}") or "docker", "-H", f"unix://{self.folder}/socket"])
        self.log = open(f"{self.folder}/log", "w")
        self.daemon = None

    def __enter__(self):
        if not shutil.which("dockerd"):
            raise Unable("docker: it is not installed")
        self.daemon = subprocess.Popen(
            ["dockerd", "--exec-root", f"{self.folder}/exec", "--pidfile", f"{self.folder}/pid",
             "-H", f"unix://{self.folder}/socket", "--bridge=none", "--iptables=false",
             "--ip6tables=false", "--storage-driver=vfs", "--exec-opt", "native.cgroupdriver=cgroupfs"],
            stdout=self.log, stderr=self.log)
        for _ in range(150):
            if os.path.exists(f"{self.folder}/socket"):
                try:
                    run(*self.command, "version")
                    self.load()
                    return self
                except Unable:
                    pass
            if self.daemon.poll() is not None:
                break
            time.sleep(0.2)
        reason = open(f"{self.folder}/log").read().strip().splitlines()[-1:]
        self.__exit__()
        raise Unable(f"docker: {reason[0] if reason else 'it does not answer'}")

    def __exit__(self, *_):
        self.clear()
        self.daemon.terminate()
        self.daemon.wait(20)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Podman(Engine):
    """Without a daemon. runc, since crun takes no hierarchies of both versions."""

    files = ["/var/lib/containers/storage"]
    # The filter of version 4 knows the capability not, and leaves perf_event_open to CAP_SYS_ADMIN.
    counting = ["--security-opt=seccomp=unconfined"]

    def __init__(self):
        super().__init__("podman", ["podman", "--cgroup-manager=cgroupfs", "--runtime=/usr/sbin/runc"])

    def __enter__(self):
        if not shutil.which("podman"):
            raise Unable("podman: it is not installed")
        self.load()
        return self

    def __exit__(self, *_):
        self.clear()
