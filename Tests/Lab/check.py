#!/usr/bin/env python3
"""Tests/Lab/check.py LAB NAME AGENT PORT PLAIN-PORT: an agent inside a lab that is up, against the truth there.

Prints one line a check and exits 1 if one failed. Times are those that docs promise for the page: a broken or
departed reading leaves within 10 s, a new one shows within 10 s, one that hung is back within 30 s.
"""
import subprocess
import sys
import threading
import time

from sides import Page, Truth

LAB, NAME, AGENT, PORT, PLAIN = sys.argv[1:6]
SOON, AFTER_HANG = 10.0, 30.0
# Starting a program inside takes the emulated machine seconds: what a test waits for beside the promise.
START = 120.0

failed = []


def check(what, good, detail=""):
    print(f"{'ok  ' if good else 'FAIL'} {what}{': ' + detail if detail else ''}", flush=True)
    if not good:
        failed.append(what)


def inside(command, timeout=120):
    """What a shell command inside the machine prints."""
    done = subprocess.run(
        [f"{LAB}/exec.sh", "--name", NAME, "--timeout", str(timeout), command],
        capture_output=True, cwd="/")
    return done.stdout.decode("utf-8", "replace")


def hardware(line):
    inside(f"$LABDIR/guest/hw {line}")


def ctl(*words):
    subprocess.run([f"{LAB}/ctl.py", "--name", NAME, *words], check=True, capture_output=True)


def sensible(sensor, value):
    if sensor.startswith("temp"):
        return -60 <= value <= 200 and value != 127
    if sensor.startswith("fan"):
        return 0 <= value <= 60000
    return not sensor.startswith(("cpu", "intrusion"))


def against_sensors(what, port, settle=0.0):
    """The page before and after `sensors -u`: each value lies between them, to the last digit."""
    time.sleep(settle)
    before = Page(port)
    truth = Truth(inside("sensors -u 2>/dev/null"))
    # The page calls an ACPI meter what its firmware calls it, of which `sensors` knows nothing.
    truth.labels["power_meter-acpi-0", "power1"] = inside(
        "cat /sys/bus/acpi/devices/ACPI000D:00/power1_oem_info").strip()
    time.sleep(2)
    after = Page(port)
    first, last = before.sensors(), after.sensors()
    wrong, compared = [], 0
    faulty = {(c, s) for (c, s, k), v in truth.alarms.items() if k == "fault" and v}
    expected = {k for k, v in truth.values.items() if sensible(k[1], v) and k not in faulty}
    names = [(c, s) for c, d, s in last]
    for key in sorted(expected):
        if names.count(key) > 1:
            continue
        value, compared = truth.values[key], compared + 1
        seen = [v for page in (first, last) for (c, d, s), v in page.items() if (c, s) == key]
        if not seen or not min(seen) - 0.00051 <= value <= max(seen) + 0.00051:
            wrong.append(f"{key[0]} {key[1]} is {value}, page {seen}")
        if after.labels().get(key) != truth.labels[key]:
            wrong.append(f"{key[0]} {key[1]} is called {truth.labels[key]}")
    extra = sorted(set(names) - expected)
    wrong += [f"{c} {s} is on the page alone" for c, s in extra]
    alarms, page = 0, after.alarms()
    for key, value in sorted(truth.alarms.items()):
        alarms += 1
        if page.get(key) != (1 if value else 0):
            wrong.append(f"alarm {key} is {value}, page {page.get(key)}")
    check(what, compared >= 15 and not wrong,
          "; ".join(wrong) or f"{compared} values with labels and {alarms} alarms as `sensors -u` says")
    return truth


def devices_of(page):
    return {l["device"]: (l.get("vendor_id"), l.get("device_id"), l.get("class_id"), l.get("driver", ""))
            for f, l, v in page.samples if f == "nodeprobe_pci_device_info"}


def against_lspci(what, port):
    truth, record = {}, {}
    for line in inside("lspci -Dnvmmk").splitlines() + [""]:
        if ":" in line:
            key, value = line.split(":", 1)
            record.setdefault(key, value.strip())
        elif record:
            truth[record["Slot"]] = (record["Vendor"], record["Device"], record["Class"],
                                     record.get("Driver", ""))
            record = {}
    seen = devices_of(Page(port))
    wrong = [f"{k}: lspci {truth.get(k)}, page {seen.get(k)}"
             for k in sorted(truth.keys() | seen.keys()) if truth.get(k) != seen.get(k)]
    check(what, len(truth) >= 30 and not wrong, "; ".join(wrong) or f"{len(truth)} devices as lspci says")


class Watch:
    """Scrapes once a second and keeps account of it, whatever else happens."""

    def __init__(self, port):
        self.port, self.pages, self.errors, self.running = port, 0, [], True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while self.running:
            start = time.monotonic()
            try:
                Page(self.port)
                self.pages += 1
            except OSError as error:
                self.errors.append(str(error))
            time.sleep(max(0, start + 1 - time.monotonic()))

    def stop(self):
        self.running = False
        self.thread.join()


def until(limit, condition):
    """Seconds until a page fulfils the condition; None where it takes longer than `limit`."""
    start = time.monotonic()
    while time.monotonic() < start + limit:
        try:
            if condition(Page(PORT)):
                return time.monotonic() - start
        except OSError:
            pass
        time.sleep(0.2)
    return None


def spread(times):
    known = sorted(t for t in times if t is not None)
    if not known:
        return "never"
    return f"median {known[len(known) // 2]:.1f} s, most {known[-1]:.1f} s"


def within(times, limit):
    return all(t is not None and t <= limit for t in times)


def start(port, prefix=""):
    # Shares of a page that the emulated machine has to read from the disk of its host come first.
    inside(f"{prefix} {AGENT} --version")
    inside(f"mkdir -p -m 777 /tmp/state{port}; setsid {prefix} {AGENT} agent --listen=0.0.0.0:{port}"
           f" --state-dir=/tmp/state{port}/s > /tmp/log{port} 2>&1 < /dev/null &")


def process(port):
    return inside(f"pgrep -f 'agent --listen=0.0.0.0:{port}'").split()[:1]


def footprint():
    """(descriptors, anonymous bytes) after the agent looked at its memory again, which it does each minute, and
    with no worker that only lists devices."""
    time.sleep(65)
    page = Page(PORT)
    return page.one("process_open_fds"), page.one("nodeprobe_self_anonymous_memory_bytes")


def is_flat(before, after):
    return after[0] <= before[0] and after[1] <= before[1] + (1 << 20)


def shown(before, after):
    return (f"{before[0]:.0f} -> {after[0]:.0f} fd, "
            f"{before[1] / 1024:.0f} -> {after[1] / 1024:.0f} kB anonymous")


def coretemp(page, package):
    return page.one("nodeprobe_temperature_celsius", chip=f"coretemp-isa-000{package}", sensor="temp1")


def changed_values():
    hardware("set ct0 temp1_input 93000")
    hardware("set sio fan1_input 2040")
    hardware("set gpu power1_average 151000000")
    hardware("set sio in0_alarm 1")
    inside("$LABDIR/guest/i2cstub set 0x48 0 0x0032 w; $LABDIR/guest/cmos tz 77 power 450")
    # Alarms are read each ten seconds.
    truth = against_sensors("sensors after values were changed", PORT, settle=12)
    # The number of its bus goes by which driver was first.
    lm75 = next((chip for chip, _ in truth.values if chip.startswith("lm75-i2c-") and chip.endswith("-48")), None)
    have = [truth.values.get(k) for k in (("coretemp-isa-0000", "temp1"), (lm75, "temp1"),
                                          ("power_meter-acpi-0", "power1"))]
    check("the changed values are those that were set", have == [93, 50, 450], f"{have}")


def twins():
    for number, (value, more) in enumerate([(31000, ""), (42000, "temp2_input 444 43000")]):
        hardware(f"chip tw{number} twin virtual")
        hardware(f"attr tw{number} temp1_input 444 {value}")
        if more:
            hardware(f"attr tw{number} {more}")
        hardware(f"up tw{number}")

    def seen(page):
        return sorted(v for (c, d, s), v in page.sensors().items() if c == "twin-virtual-0")

    took = until(SOON, lambda page: seen(page) == [31, 42, 43])
    values = seen(Page(PORT))
    hardware("set tw1 temp1_input 44000")
    moved = until(SOON, lambda page: seen(page) == [31, 43, 44])
    check("twins are both right, and one moves alone", took is not None and moved is not None,
          f"{values}, then {seen(Page(PORT))}")


def chips_down_and_up():
    before, gone, back = footprint(), [], []
    for _ in range(20):
        hardware("down ct1")
        gone.append(until(SOON, lambda page: coretemp(page, 1) is None))
        hardware("up ct1")
        back.append(until(SOON, lambda page: coretemp(page, 1) == 55))
    after = footprint()
    check("a chip that goes 20 times is gone from the page", within(gone, SOON), spread(gone))
    check("and back each time", within(back, SOON), spread(back))
    check("descriptors and memory stay flat over that", is_flat(before, after), shown(before, after))


def devices_in_and_out():
    start = set(devices_of(Page(PORT)))
    before, here, gone = None, [], []
    for turn in range(20):
        ctl("add", "e1000e", f"x{turn}", "hp0")
        here.append(until(SOON, lambda page: len(set(devices_of(page)) - start) == 1))
        if turn == 0:
            against_lspci("PCI devices while one more is plugged in", PORT)
            before = footprint()
        ctl("del", f"x{turn}")
        gone.append(until(SOON, lambda page: set(devices_of(page)) == start))
    after = footprint()
    check("a card that is plugged in 20 times shows", within(here, SOON), spread(here))
    check("and is gone when it is pulled out", within(gone, SOON), spread(gone))
    check("descriptors and memory stay flat over that", is_flat(before, after), shown(before, after))
    against_lspci("PCI devices at the end", PORT)


def hung_chip():
    def hung(page):
        return coretemp(page, 1) is None and page.one(
            "nodeprobe_probe_failure_info", probe="sensors", reason="hung") == 1

    hardware("delay ct1 temp1_input 20000")
    left = until(SOON, hung)
    late, step = [], 0
    end = time.monotonic() + 25
    while time.monotonic() < end:
        step += 1
        hardware(f"set ct0 temp1_input {50000 + step * 1000}")
        late.append(until(SOON, lambda page: coretemp(page, 0) == 50 + step))
    others = Page(PORT).sensors()
    hardware("delay ct1 temp1_input 0")
    back = until(AFTER_HANG, lambda page: coretemp(page, 1) == 55 and not hung(page))
    check("a chip that needs 20 s leaves the page as hung", left is not None, spread([left]))
    check("others keep changing meanwhile", within(late, SOON) and len(others) >= 15,
          f"{len(late)} changes, {spread(late)}")
    check("it is back when it answers", back is not None, spread([back]))


def main():
    start(9944)
    up = until(START, lambda page: coretemp(page, 0) is not None and len(devices_of(page)) > 20)
    check("the agent comes up", up is not None, spread([up]))
    if up is None:
        print(inside("cat /tmp/log9944"))
        return
    first = process(9944)
    against_sensors("sensors as `sensors -u` prints them", PORT, settle=10)
    against_lspci("PCI devices as lspci prints them", PORT)
    watch = Watch(PORT)
    changed_values()
    twins()
    chips_down_and_up()
    devices_in_and_out()
    hung_chip()
    watch.stop()
    check("every scrape of one a second was answered", not watch.errors,
          f"{watch.pages} pages, {len(watch.errors)} without an answer {watch.errors[:2]}")
    check("the agent is still the same process", first and process(9944) == first, f"{first}")
    start(9945, "setpriv --reuid=65534 --regid=65534 --clear-groups")
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            page = Page(PLAIN)
            if len(page.sensors()) > 15 and len(devices_of(page)) > 20:
                break
        except OSError:
            pass
        time.sleep(1)
    against_sensors("sensors for a plain user", PLAIN, settle=12)
    against_lspci("PCI devices for a plain user", PLAIN)


if __name__ == "__main__":
    main()
    sys.exit(1 if failed else 0)
