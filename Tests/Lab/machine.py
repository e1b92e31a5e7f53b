"""A machine of the lab that is up: commands inside, its energy counters, and agents on it."""
import re
import subprocess
import time

from sides import Page


class Machine:
    def __init__(self, lab, name, work, ports):
        self.lab, self.name, self.work, self.ports = lab, name, work, ports

    def up(self, *options):
        forwards = [x for inner, outer in self.ports.items() for x in ("--forward", f"{outer}:{inner}")]
        subprocess.run([f"{self.lab}/up.sh", "--quiet", "--name", self.name, "--profile", "none", "--no-pci",
                        "--cpus", "2", "--share", self.work, *forwards, *options],
                       check=True, stdout=subprocess.DEVNULL)

    def down(self):
        subprocess.run([f"{self.lab}/down.sh", "--name", self.name])

    def inside(self, command, timeout=120):
        """What a shell command inside prints, complaints included."""
        done = subprocess.run(
            [f"{self.lab}/exec.sh", "--name", self.name, "--timeout", str(timeout), "--",
             "exec 2>&1\n" + command], capture_output=True, cwd="/")
        return done.stdout.decode("utf-8", "replace")

    def hardware(self, *lines):
        """Lines for the fake hardware, one right after the other."""
        text = "\n".join(lines)
        said = self.inside(f"cat > /tmp/hw.$$ <<'E'\n{text}\nE\n$LABDIR/guest/hw -f /tmp/hw.$$")
        if said:
            raise RuntimeError(f"{lines}: {said}")

    def counters(self):
        """{(control, name, parent's name): (raw, range)} of all zones, in microjoules."""
        text = self.inside(
            "cd /sys/class/powercap; for z in *:*; do echo $z $(cat $z/name $z/energy_uj $z/max_energy_range_uj);"
            " done")
        rows = [line.split() for line in text.splitlines()]
        names = {row[0]: row[1] for row in rows}
        return {(row[0].split(":")[0], row[1], names.get(row[0].rpartition(":")[0], "")):
                (int(row[2]), int(row[3])) for row in rows if len(row) == 4}

    def start(self, port, state, prefix=""):
        """Starts an agent and returns the name of its log."""
        log = f"/tmp/log{port}"
        self.inside(f"setsid {prefix} /tmp/probe-agent agent --listen=0.0.0.0:{port} --state-dir={state}"
                    f" >> {log} 2>&1 < /dev/null &")
        return log

    def kill(self, port, signal):
        """Ends an agent, and waits until it is gone."""
        self.inside(f"p=$(pgrep -f 'agent --listen=0.0.0.0:{port}' | head -n 1); kill -{signal} $p;"
                    " while [ -d /proc/$p ]; do sleep 0.1; done")

    def page(self, port=9944):
        return EnergyPage(self.ports[port])

    def until(self, condition, limit, port=9944):
        """The first page that fulfils the condition; else the last there was."""
        end, page = time.monotonic() + limit, None
        while time.monotonic() < end:
            try:
                page = self.page(port)
                if condition(page):
                    return page
            except OSError:
                pass
            time.sleep(0.3)
        return page

    def still(self, port=9944):
        """A page of a node whose counters stand still, after rounds that have seen them so."""
        seen, end = [], time.monotonic() + 60
        while time.monotonic() < end:
            page = self.page(port)
            round = page.find("nodeprobe_probe_last_success_timestamp_seconds", probe="energy")
            if round not in seen:
                seen.append(round)
            # The first is of before, and the second may have been under way.
            if len(seen) > 3:
                return page
            time.sleep(0.2)
        raise RuntimeError("the agent has no rounds")


class EnergyPage(Page):
    """A page with its energies in whole microjoules, as the ledger has them."""

    def micro(self, family, **labels):
        return sum(round(v * 1e6) for v in self.find(family, **labels))

    def node(self, **labels):
        return self.micro("nodeprobe_node_energy_joules_total", **labels)

    def place(self, domain, device):
        return self.micro("nodeprobe_energy_joules_total", domain=domain, device=device)

    def meter(self, source, domain, device):
        return self.micro(
            "nodeprobe_source_energy_joules_total", source=source, domain=domain, device=device)

    def bucket(self, name):
        return self.micro("nodeprobe_bucket_energy_joules_total", bucket=name)

    def job(self, name, **labels):
        return self.micro("nodeprobe_job_energy_joules_total", job_id=name, **labels)

    def ladder(self):
        """{rung: state, or the reason why not}"""
        # What a source lacks has a reason as well.
        return {l["rung"]: l.get("reason") if l["state"] == "unavailable" else l["state"]
                for f, l, v in self.samples if f == "nodeprobe_power_ladder_info"}

    def surplus(self):
        """Jobs and buckets less the node: 0 in a book that balances."""
        buckets = sum((-1 if l["bucket"] == "residual_under" else 1) * round(v * 1e6)
                      for f, l, v in self.samples if f == "nodeprobe_bucket_energy_joules_total")
        return self.micro("nodeprobe_job_energy_joules_total") + buckets - self.node()


def exporter(port):
    """What node_exporter shows of RAPL: {(family, index): joules}."""
    text = Page.text(port)
    return {(found[1], found[2]): float(found[3]) for found in re.finditer(
        r'^node_rapl_(\w+)_joules_total\{index="(\d+)".*\} (\S+)$', text, re.MULTILINE)}


def increase(values):
    """What Prometheus' increase() adds up: a lower value is taken for a counter that began at 0."""
    return sum(b - a if b >= a else b for a, b in zip(values, values[1:]))
