"""A real Prometheus (Debian's) for the scripts here, as long as they run."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import measure


def backfill(samples, folder):
    """Makes blocks below `folder` of a file in OpenMetrics whose samples have times."""
    done = subprocess.run(
        ["promtool", "tsdb", "create-blocks-from", "openmetrics", samples, folder + "/data"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"promtool: {done.returncode}: {done.stderr.decode()}")


class Prometheus:
    """Runs in real time, below a folder that may have blocks already."""

    def __init__(self, folder, configuration):
        os.makedirs(folder, exist_ok=True)
        self.port = measure.free_port()
        self.log = folder + "/log"
        with open(folder + "/prometheus.yml", "w") as file:
            json.dump(configuration, file)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                 "--storage.tsdb.retention.time=10y", f"--web.listen-address=127.0.0.1:{self.port}"],
                stdout=subprocess.DEVNULL, stderr=log, preexec_fn=measure.ends_with_us)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=120) as answer:
            return answer.read()

    def wait(self):
        """Until it answers queries."""
        end = time.monotonic() + 120
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.get("/-/ready")
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        sys.exit(f"prometheus is not ready; see {self.log}")

    def value(self, query, at=None):
        """Of the one series that a query finds, now or at a Unix time; None where it finds none."""
        words = {"query": query} | ({} if at is None else {"time": at})
        found = json.loads(self.get("/api/v1/query?" + urllib.parse.urlencode(words)))["data"]["result"]
        return float(found[0]["value"][1]) if found else None

    def stop(self):
        measure.stop(self.process)
