"""The two sides of the comparison: the agent's page, and what `sensors -u` says."""
import re
import urllib.request

SAMPLE = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

# The families of values, and how many units of `sensors -u` one of theirs is.
FAMILIES = {
    "nodeprobe_temperature_celsius": 1, "nodeprobe_fan_speed_rpm": 1,
    "nodeprobe_voltage_volts": 1, "nodeprobe_current_amperes": 1,
    "nodeprobe_sensor_power_watts": 1, "nodeprobe_humidity_ratio": 100,
    "nodeprobe_sensor_energy_joules_total": 1,
}


class Page:
    """One scrape: a list of (family, labels, value)."""

    @staticmethod
    def text(port):
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode()

    def __init__(self, port):
        self.samples = []
        for line in self.text(port).splitlines():
            found = SAMPLE.match(line)
            if found:
                labels = dict(LABEL.findall(found[2] or ""))
                self.samples.append((found[1], labels, float(found[3])))

    def find(self, family, **labels):
        return [v for f, l, v in self.samples
                if f == family and all(l.get(k) == x for k, x in labels.items())]

    def one(self, family, **labels):
        found = self.find(family, **labels)
        return found[0] if len(found) == 1 else None

    def sensors(self):
        """{(chip, device, sensor): value} in the units of `sensors -u`."""
        found = {}
        for family, labels, value in self.samples:
            if family in FAMILIES and "sensor" in labels:
                key = (labels["chip"], labels["device"], labels["sensor"])
                found[key] = value * FAMILIES[family]
        return found

    def labels(self):
        """{(chip, sensor): what it is called for people}."""
        return {(l["chip"], l["sensor"]): l["label"] for f, l, v in self.samples if f in FAMILIES}

    def alarms(self):
        return {(l["chip"], l["sensor"], l["kind"]): v for f, l, v in self.samples
                if f == "nodeprobe_sensor_alarm"}


class Truth:
    """What `sensors -u` says: values and labels by (chip, sensor), alarms by (chip, sensor, kind)."""

    def __init__(self, text):
        self.values, self.labels, self.alarms = {}, {}, {}
        chip = label = None
        for line in text.splitlines():
            if not line.startswith(" ") and line.strip() and ":" not in line:
                chip = line.strip()
            elif not line.startswith(" ") and line.endswith(":"):
                label = line[:-1]
            found = re.match(r"  ([a-z]+\d+)_(\w+): (-?[\d.]+)$", line)
            if not found:
                continue
            sensor, kind, value = found[1], found[2], float(found[3])
            self.labels[chip, sensor] = label
            if kind == "input" or (kind == "average" and (chip, sensor) not in self.values):
                self.values[chip, sensor] = value
            elif kind.endswith("alarm") or kind == "fault":
                word = "intrusion" if sensor.startswith("intrusion") else kind
                word = word.removesuffix("_alarm")
                self.alarms[chip, sensor, word] = value
