"""What the checks of energy share: the machine, its counters, and what is left to be read.

Energy is compared in whole microjoules: counters are switched to 0 W, so that they stand still, and what they
show then is the truth.
"""
import sys

from machine import Machine

LAB, NAME, WORK = sys.argv[1:4]
AGENT, PLAIN, EXPORTER = 9944, 9945, 9100
machine = Machine(LAB, NAME, WORK, dict(zip((AGENT, PLAIN, EXPORTER), map(int, sys.argv[4:7]))))

# AMD's range and that of Intel's memory; the second package has a quarter of it, so that it wraps more often.
FULL, MEMORY, QUARTER = 65_532_610_987, 65_712_999_613, 16_383_152_746
# name, parent, range, power in W, counted at the start: the first wraps come after 40, 25, 10 and 70 s.
ZONES = {
    "pkg0": ("package-0", "-", FULL, 400, FULL - 40 * 400_000_000),
    "dram0": ("dram", "pkg0", MEMORY, 60, MEMORY - 25 * 60_000_000),
    "pkg1": ("package-1", "-", QUARTER, 380, QUARTER - 10 * 380_000_000),
    "dram1": ("dram", "pkg1", MEMORY, 50, MEMORY - 70 * 50_000_000),
}
PLACES = {"pkg0": ("package", "0"), "dram0": ("dram", "0"), "pkg1": ("package", "1"), "dram1": ("dram", "1")}
NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups"
# What the drop-in of docs/power.md gives to the unit's user, who has nothing else.
DROPIN = (f"{NOBODY} --bounding-set=-all,+dac_read_search --inh-caps=+dac_read_search"
          " --ambient-caps=+dac_read_search --no-new-privs")
SLURM, DOCKER = "slurm:cluster/7", "docker:lab/" + "a1" * 6

failed = []


def check(what, good, detail=""):
    print(f"{'ok  ' if good else 'FAIL'} {what}{': ' + detail if detail else ''}", flush=True)
    if not good:
        failed.append(what)


def keep(name, text):
    with open(f"{WORK}/{name}.txt", "w") as file:
        file.write(text)


def keep_page(name, port=AGENT):
    """The lines of a page that speak of power."""
    words = ("power", "source", "node_energy", "bucket_energy", "nodeprobe_energy", "job_", "failure_info")
    page = machine.page(port)
    keep(name, "\n".join(line for line in page.text(machine.ports[port]).splitlines()
                         if not line.startswith("#") and any(word in line for word in words)) + "\n")


def doctor(name, prefix=""):
    text = machine.inside(f"{prefix} env HOME=/tmp /tmp/probe doctor")
    keep(name, text)
    return text


def power(on, *only):
    machine.hardware(*(f"power {zone} {ZONES[zone][3] * 1_000_000 if on else 0}" for zone in only or ZONES))


def raw():
    """{zone: microjoules} of counters that stand still."""
    found = machine.counters()
    return {zone: found["intel-rapl", name, "" if parent == "-" else ZONES[parent][0]][0]
            for zone, (name, parent, *_) in ZONES.items()}


def unwrapped(zone, first, last, seconds):
    """What a counter has counted; how often it wrapped follows from its power."""
    size, rate = ZONES[zone][2], ZONES[zone][3]
    wraps = round((rate * 1_000_000 * seconds - (last - first)) / size)
    return last - first + wraps * size, wraps


def boot(raws):
    """Counters that count nothing yet, with these numbers."""
    machine.up()
    machine.inside(f"cp {WORK}/probe {WORK}/probe-agent /tmp/; mkdir -p -m 777 /tmp/state")
    machine.hardware(*(line for zone, (name, parent, size, *_) in ZONES.items() for line in (
        f"zone {zone} intel-rapl {name} {parent} {size} 0", f"energy {zone} {raws[zone]}")))
