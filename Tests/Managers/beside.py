"""An agent that runs beside the programs that manage jobs, and what its page and its store say."""

import json
import signal
import socket
import subprocess
import tempfile
import urllib.request

failures = 0


def expect(is_right, what):
    global failures
    failures += not is_right
    print(("ok      " if is_right else "FAILED  ") + what, flush=True)


class Page(dict):
    """A page of metrics: values by family, each with its labels."""

    def __init__(self, text):
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            name, _, value = line.rpartition(" ")
            family, _, labels = name.partition("{")
            pairs = {}
            for pair in filter(None, labels.rstrip("}").split('",')):
                key, _, word = pair.partition('="')
                pairs[key] = word.rstrip('"')
            self.setdefault(family, []).append((pairs, float(value)))

    def sum(self, family, **wanted):
        return sum(value for labels, value in self.get(family, [])
                   if all(labels.get(name) == word for name, word in wanted.items()))

    def info(self, job):
        found = [labels for labels, _ in self.get("nodeprobe_job_info", [])
                 if labels["job_id"] == job]
        return found[0] if found else {}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def page_at(port):
    """What an agent on that port says."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        return Page(answer.read().decode())


class Agent:
    def __init__(self, program, rules="rules: []\n", environment=None, jobs="limit: 200"):
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="nodeprobe-agent.")
        self.port = free_port()
        for name, text in {
                "rules.yaml": rules,
                "probe.yaml": f"jobs: {{rules: rules.yaml, keep_minutes: 60, {jobs}}}\n"}.items():
            with open(f"{self.folder}/{name}", "w") as file:
                file.write(text)
        self.process = subprocess.Popen(
            [program, "agent", f"--listen=127.0.0.1:{self.port}", f"--config={self.folder}/probe.yaml",
             f"--state-dir={self.folder}/state"], env=environment,
            stdout=subprocess.DEVNULL, stderr=open(f"{self.folder}/log", "w"))

    def page(self):
        return page_at(self.port)

    def is_up(self):
        try:
            return bool(self.page())
        except OSError:
            return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def remove(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        subprocess.run(["rm", "-rf", self.folder], check=True)


def balance(page):
    """The node's energy, and what jobs and buckets say it is."""
    under = page.sum("nodeprobe_bucket_energy_joules_total", bucket="residual_under")
    handed = (page.sum("nodeprobe_jobs_energy_joules_total")
              + page.sum("nodeprobe_bucket_energy_joules_total") - 2 * under)
    return page.sum("nodeprobe_node_energy_joules_total"), handed


def ask_store(folder, query):
    done = subprocess.run(["sqlite3", "-json", f"{folder}/state/ledger.sqlite", query],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout or "[]")
