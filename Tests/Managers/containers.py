"""Containers of a real Docker and a real Podman beside the agent: see run.sh."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

import yaml

import beside
import engines
from beside import expect

BUSY = "while :; do :; done"
# Some 0.3 s.
BRIEF = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"
# Some 2 s.
WORK = "i=0; while [ $i -lt 2000000 ]; do i=$((i+1)); done"
# How a container may see control groups: its own at the top, to be written; or by the node's names, to be read.
VIEWS = {"own": ["--cgroupns=private", "--cap-add=SYS_ADMIN"], "node": ["--cgroupns=host"]}
# As in a container with all privileges, which the machine may not have to give.
WRITABLE = "for tree in /sys/fs/cgroup /sys/fs/cgroup/*; do busybox mount -o remount,bind,rw $tree; done 2>/dev/null"
RULES = """
rules:
  - match: {manager: docker}
    tags: {team: whales, project: $name}
"""


def until(condition, what, seconds=30):
    for _ in range(seconds * 5):
        if condition():
            return True
        time.sleep(0.2)
    expect(False, f"{what} within {seconds} s")
    return False


def job_id(engine, identifier):
    return f"{engine.name}:{os.uname().nodename}/{identifier[:12]}"


def counted(engine, name):
    """What the kernel has counted for a container, in seconds."""
    file, units = engine.group(name)
    text = open(file).read()
    return int(text.split("usage_usec", 1)[-1].split()[0]) / units


def check_live(agent, engine, containers):
    """Of containers that stand still the page says what the kernel does."""
    for name, identifier in containers.items():
        engine.act("pause", name)
    time.sleep(2.5)
    page = agent.page()
    for name, identifier in containers.items():
        job = job_id(engine, identifier)
        said, truth = page.sum("nodeprobe_job_cpu_seconds_total", job_id=job), counted(engine, name)
        info = page.info(job)
        expect(info.get("job_name") == name and info.get("manager") == engine.name,
               f"{engine.name}'s {identifier[:12]} is {info.get('job_name')}")
        expect(truth > 0.1 and abs(said - truth) < 2e-6, f"  {said:.6f} s of CPU time; its group has {truth:.6f} s")
        energy = page.sum("nodeprobe_job_energy_joules_total", job_id=job)
        expect(energy > 0, f"  {energy:.3f} J")
    for name in containers:
        engine.act("unpause", name)


def libraries(program):
    """The folders of what a program is linked with; a debug build has some of the toolchain's."""
    folders = {"/usr", "/lib", "/lib64"}
    for word in subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout.split():
        if word.startswith("/") and not word.startswith(tuple(f"{folder}/" for folder in folders)):
            folders.add(os.path.dirname(word))
    return [f"--volume={folder}:{folder}:ro" for folder in sorted(folders)]


def check_command(agent, engine, view):
    """A command of `probe run` in a container is a part of the container's job."""
    program = os.path.join(os.path.dirname(agent.program), "probe")
    file = f"{agent.folder}/{engine.name}-{view}.json"
    script = (f"{WRITABLE if view == 'own' else ':'}; exec {program} run --quiet"
              f" --state-dir={agent.folder}/state -o {file} -- /bin/busybox sh -c '{WORK}'")
    mounts = [f"--volume={folder}:{folder}" for folder in (agent.folder, os.path.dirname(program))]
    identifier = engine.start(f"command-{view}", script, *VIEWS[view], *libraries(program), *mounts)
    if not until(lambda: os.path.exists(file) and os.path.getsize(file), f"{engine.name}: probe run has ended", 60):
        return job_id(engine, identifier)
    with open(file) as document:
        told = json.load(document)
    expect(told.get("within") == job_id(engine, identifier),
           f"{engine.name}, view {view}: probe run is within {told.get('within', told['place'])}")
    expect(told["cpu_seconds"] > 0.5 and told.get("energy_uj", 0) > 0,
           f"  {told['cpu_seconds']:.3f} s of CPU time, {told.get('energy_uj', 0) / 1e6:.3f} J")
    expect(("weak" in told) == (view == "node"), f"  by {told.get('weak', 'a group of its own')}")
    return job_id(engine, identifier)


def manifest(folder, port):
    """How packaging/kubernetes.yaml starts the agent, as options of an engine and arguments."""
    file = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../packaging/kubernetes.yaml")
    with open(file) as text:
        documents = {one["kind"]: one for one in yaml.safe_load_all(text)}
    for name, text in documents["ConfigMap"]["data"].items():
        with open(f"{folder}/{name}", "w") as configuration:
            configuration.write(text)
    pod = documents["DaemonSet"]["spec"]["template"]["spec"]
    container = pod["containers"][0]
    rights = container["securityContext"]
    assert pod["hostPID"] and pod["hostNetwork"] and rights["readOnlyRootFilesystem"]
    assert not rights["allowPrivilegeEscalation"]
    options = ["--pid=host", "--network=host", "--read-only", "--security-opt=no-new-privileges",
               f"--user={rights['runAsUser']}"]
    options += [f"--cap-drop={name}" for name in rights["capabilities"]["drop"]]
    options += [f"--cap-add={name}" for name in rights["capabilities"]["add"]]
    paths = {one["name"]: one.get("hostPath", {}).get("path", folder) for one in pod["volumes"]}
    os.makedirs(f"{folder}/state")
    paths["state"] = f"{folder}/state"
    for mount in container["volumeMounts"]:
        mode = ":ro" if mount.get("readOnly") else ""
        options.append(f"--volume={paths[mount['name']]}:{mount['mountPath']}{mode}")
    return options, [word.replace("$(HOST_IP):9944", f"127.0.0.1:{port}") for word in container["args"]]


def check_inside(agent, engine, name, identifier):
    """An agent that runs in a container itself, as the manifest says, tells the node's containers like one outside."""
    folder, port = tempfile.mkdtemp(prefix="nodeprobe-inside."), beside.free_port()
    options, arguments = manifest(folder, port)
    files = [f"--volume={place}:{place}:ro" for place in engine.files]
    program = os.path.join(os.path.dirname(agent.program), "probe")
    mounts = [f"--volume={os.path.dirname(program)}:{os.path.dirname(program)}:ro", *libraries(program)]
    if engine.counting is None:
        options.remove("--cap-add=PERFMON")
    engine.serve("inside", [program, *arguments], *options, *(engine.counting or []), *files, *mounts)

    def is_told():
        with contextlib.suppress(OSError):
            return beside.page_at(port).info(job_id(engine, identifier)).get("job_name") == name
        return False

    if until(is_told, f"in a container of {engine.name} an agent names {name}"):
        seconds = []
        for _ in range(2):
            time.sleep(1)
            engine.act("pause", name)
            time.sleep(2.5)
            page = beside.page_at(port)
            told = page.sum("nodeprobe_job_cpu_seconds_total", job_id=job_id(engine, identifier))
            seconds.append((told, counted(engine, name)))
            engine.act("unpause", name)
        (told, truth), (more, later) = seconds
        expect(later - truth > 0.2 and abs((more - told) - (later - truth)) < 2e-6,
               f"  {more - told:.6f} s of CPU time; its group had {later - truth:.6f} s")
        check_balance(page)
        outside = agent.page()
        for family in ("nodeprobe_node_info", "nodeprobe_memory_total_bytes", "nodeprobe_disk_info"):
            expect(family in page and page.get(family) == outside.get(family), f"  {family} is the node's")
        denied = {labels["probe"] for labels, _ in page["nodeprobe_probe_failure_info"]
                  if labels["reason"] == "eacces"}
        expect(denied <= ({"rapl_perf", "energy"} if engine.counting is None else set()),
               f"  denied: {', '.join(sorted(denied)) or 'nothing'}")
    engine.act("stop", "inside")
    shutil.rmtree(folder)


def check_balance(page):
    node, handed = beside.balance(page)
    expect(node > 0 and abs(node - handed) < 1e-5, f"all containers and buckets are the node: {node:.6f} J")


def check_ended(agent, jobs):
    """What has ended has its end, and the store its joules."""
    page = agent.page()
    check_balance(page)
    for job in jobs:
        end = page.sum("nodeprobe_job_end_timestamp_seconds", job_id=job)
        expect(abs(time.time() - end) < 60, f"{job} has ended {time.time() - end:.1f} s ago")
    agent.stop()
    for job in jobs:
        rows = beside.ask_store(agent.folder, f"SELECT * FROM job WHERE job_id = '{job}'")
        joules = page.sum("nodeprobe_job_energy_joules_total", job_id=job)
        filed = sum(json.loads(rows[0]["full_uj"]).values()) if rows else 0
        expect(filed == round(joules * 1e6) and joules > 0, f"{job} is in the store with its {joules:.6f} J")


def remove_parents(before):
    """Groups that were not there, with what an engine had in them for itself."""
    for folder in engines.parents() - before:
        subprocess.run(["find", folder, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])


def main(program):
    before = engines.parents()
    engines.cover("/var/lib/docker", "/var/lib/containers", "/run/containers", "/run/libpod")
    with contextlib.ExitStack() as stack:
        stack.callback(remove_parents, before)
        running = []
        for make in (engines.Docker, engines.Podman):
            try:
                running.append(stack.enter_context(make()))
            except engines.Unable as reason:
                print(f"skipped: {reason}")
        if not running:
            return
        agent = beside.Agent(program, RULES)
        stack.callback(agent.remove)
        until(agent.is_up, "the agent is up")
        time.sleep(2)
        jobs = []
        for engine in running:
            try:
                containers = {name: engine.start(name, BUSY, *options) for name, options in
                              {"steady": [], "half": ["--cpus=0.5"],
                               "parted": [f"--cgroup-parent={engines.PARENT}"]}.items()}
                brief = engine.start("brief", BRIEF)
            except engines.Unable as reason:
                print(f"skipped: {reason}")
                continue
            time.sleep(4)
            check_live(agent, engine, containers)
            check_inside(agent, engine, "steady", containers["steady"])
            for name in containers:
                engine.act("kill", name)
            jobs += [check_command(agent, engine, view) for view in VIEWS]
            page = agent.page()
            job = job_id(engine, brief)
            seconds = page.sum("nodeprobe_job_cpu_seconds_total", job_id=job)
            expect(seconds > 0.05, f"{engine.name}'s {brief[:12]}, gone since long, had {seconds:.3f} s")
            jobs += [job, *(job_id(engine, identifier) for identifier in containers.values())]
        time.sleep(3)
        page = agent.page()
        for job in jobs:
            if job.startswith("docker"):
                info = page.info(job)
                expect((info.get("team"), info.get("project")) == ("whales", info.get("job_name")),
                       f"{job} is tagged: {info.get('team')}, {info.get('project')}")
        check_ended(agent, jobs)
    sys.exit(1 if beside.failures else 0)


if __name__ == "__main__":
    main(sys.argv[1])
