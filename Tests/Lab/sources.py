"""Meters that fail, vanish, are denied or come in between: which rung counts, and that nothing counts twice."""
import time

from stage import (AGENT, DROPIN, FULL, MEMORY, NOBODY, PLACES, PLAIN, ZONES, check, doctor, keep, keep_page, machine,
                   power, raw, unwrapped)


def failing_zone():
    # Shorter than the ledger waits: the counter tells everything afterwards.
    first, start = raw(), machine.still()
    power(True)
    began = time.monotonic()
    machine.hardware("zerr pkg1 5")
    time.sleep(4)
    during = machine.page()
    machine.hardware("zerr pkg1 0")
    time.sleep(2)
    power(False)
    seconds, last, end = time.monotonic() - began, raw(), machine.still()
    truth = sum(unwrapped(zone, first[zone], last[zone], seconds)[0] for zone in ZONES)
    check("a zone that fails for 4 s costs nothing", end.node() - start.node() == truth
          and during.find("nodeprobe_probe_failure_info", probe="rapl", reason="io") == [1],
          f"{end.node() - start.node()} of {truth} uJ")
    # Longer: an estimate stands in, and what it booked is not booked again.
    first, start = raw(), end
    power(True)
    began = time.monotonic()
    machine.hardware("zerr pkg1 5")
    during = machine.until(lambda page: page.ladder().get("table") == "source", 25)
    keep_page("zone-fails")
    machine.hardware("zerr pkg1 0")
    machine.until(lambda page: page.ladder().get("table") != "source", 15)
    time.sleep(2)
    power(False)
    seconds, last, end = time.monotonic() - began, raw(), machine.still()
    truth = {zone: unwrapped(zone, first[zone], last[zone], seconds)[0] for zone in ZONES}
    others = all(end.place(*PLACES[zone]) - start.place(*PLACES[zone]) == truth[zone]
                 for zone in ZONES if zone != "pkg1")
    meter = end.meter("rapl", "package", "1") - start.meter("rapl", "package", "1")
    booked, estimated = end.place("package", "1") - start.place("package", "1"), \
        end.node(tier="D") - start.node(tier="D")
    check("a zone that fails for longer is estimated, tier D, and never counted twice",
          during.ladder().get("table") == "source" and others and estimated > 0
          and estimated < booked < truth["pkg1"] + estimated and end.surplus() == 0,
          f"true {truth['pkg1'] / 1e6:.0f} J, booked {booked / 1e6:.0f} J, of it {estimated / 1e6:.1f} J estimated")
    check("its meter itself misses nothing", meter == truth["pkg1"], f"{meter} of {truth['pkg1']} uJ")


def leaving_zone():
    first, start = raw(), machine.still()
    machine.hardware("zdown dram1", "zdown pkg1")
    gone = machine.until(lambda page: not page.find(
        "nodeprobe_source_info", source="rapl", domain="package", device="1"), 15)
    keep_page("zone-gone")
    # It comes back as real registers do: they have counted on.
    size, more = ZONES["pkg1"][2], 1_234_567_891
    machine.hardware(
        f"zone pkg1 intel-rapl package-1 - {size} 0", f"energy pkg1 {(first['pkg1'] + more) % size}",
        f"zone dram1 intel-rapl dram pkg1 {MEMORY} 0", f"energy dram1 {first['dram1']}")
    back = machine.until(lambda page: page.bucket("gap") > start.bucket("gap"), 15)
    check("a zone that is gone leaves the page, and an estimate stands in for its package", not gone.find(
        "nodeprobe_source_info", source="rapl", domain="package", device="1")
          and gone.ladder().get("table") == "source", f"{gone.ladder()}")
    gap, estimated = back.bucket("gap") - start.bucket("gap"), back.node(tier="D") - start.node(tier="D")
    check("what it counted beyond the estimate is in gap, once", 0 < estimated and gap + estimated == more
          and back.node() - start.node() == more and back.surplus() == 0,
          f"{gap} and {estimated} estimated of {more} uJ")


def denied():
    # Counters of packages that stand still for a minute are not believed.
    power(True)
    page = machine.until(lambda page: page.node(tier="D") > 0, 60, PLAIN)
    keep_page("denied", PLAIN)
    keep("denied-log", machine.inside(f"cat /tmp/log{PLAIN}"))
    text = doctor("doctor-denied", NOBODY)
    check("a plain user has no RAPL, and the page says why and estimates",
          page.ladder().get("components") == "eacces" and page.ladder().get("table") == "source"
          and page.find("nodeprobe_probe_failure_info", probe="rapl", reason="eacces") == [1]
          and not page.find("nodeprobe_source_info", source="rapl"), f"{page.ladder()}")
    check("probe doctor says how to mend it", all(part in text for part in (
        "rapl    x fails   0/4", "- eacces", "CapabilityBoundingSet=CAP_DAC_READ_SEARCH",
        "AmbientCapabilities=CAP_DAC_READ_SEARCH")), text.splitlines()[-1] if text else "")
    text = doctor("doctor-dropin", DROPIN)
    check("with what it says, it works", "rapl    + works   4/4" in text and "+ in use" in text)
    # Whoever allows it in another way is seen at once, and energy of before is not counted now.
    power(False)
    before = machine.page(PLAIN)
    machine.inside("chmod 444 /sys/class/powercap/*:*/energy_uj")
    page = machine.until(lambda page: page.ladder().get("components") == "source", 15, PLAIN)
    more = page.node() - before.node()
    check("files that become readable are used, and what they counted before is not booked",
          page.ladder().get("components") == "source" and more < 100_000_000, f"{more} uJ more")
    machine.inside("chmod 400 /sys/class/powercap/*:*/energy_uj")
    check("an agent that has them open goes on reading them",
          machine.still(PLAIN).ladder().get("components") == "source")
    machine.kill(PLAIN, "TERM")


def ladder():
    """Better rungs come and go; counters run at half their power beside them."""
    machine.hardware(f"zone psys intel-rapl psys - {FULL} 0", "energy psys 1000000")
    machine.until(lambda page: page.ladder().get("psys") == "source", 15)
    start, first = machine.still(), machine.counters()["intel-rapl", "psys", ""][0]
    machine.hardware("power psys 900000000", *(f"power {zone} {ZONES[zone][3] * 500_000}" for zone in ZONES))
    time.sleep(8)
    keep_page("psys")
    machine.hardware("power psys 0", *(f"power {zone} 0" for zone in ZONES))
    end, last = machine.still(), machine.counters()["intel-rapl", "psys", ""][0]
    check("with psys the node is what psys counts, and what no part explains is the rest",
          end.ladder().get("psys") == "source" and end.node() - start.node() == last - first
          and end.place("rest", "") > 0 and end.surplus() == 0,
          f"{end.node() - start.node()} of {last - first} uJ, rest {end.place('rest', '')} uJ")
    machine.hardware("zdown psys")
    page = machine.until(lambda page: page.ladder().get("psys") != "source", 15)
    check("without it the components are, and nothing is lost or doubled", page.node() == end.node()
          and page.ladder().get("components") == "source", f"{page.ladder()}")
    # A second way to the same registers.
    machine.hardware(f"zone twin intel-rapl-mmio package-0 - {FULL} 0", "energy twin 5000000")
    machine.until(lambda page: page.find("nodeprobe_source_info", source="rapl_mmio"), 15)
    start = machine.still()
    machine.hardware("energy pkg0 1000000", "energy twin 5000000")
    machine.hardware("power pkg0 100000000", "power twin 100000000")
    time.sleep(5)
    machine.hardware("power pkg0 0", "power twin 0")
    end = machine.still()
    twin = end.meter("rapl_mmio", "package", "0") - start.meter("rapl_mmio", "package", "0")
    booked = end.place("package", "0") - start.place("package", "0")
    check("of twins one is counted", twin > 400_000_000 and abs(booked / twin - 1) < 0.2,
          f"mmio {twin} uJ, booked {booked} uJ")
    machine.hardware("zdown twin")


def boards():
    """Meters that are no counters."""
    power(True)
    machine.inside("modprobe -a battery ac; $LABDIR/guest/cmos bat 80 discharging ac 0 power 350")
    page = machine.until(lambda page: page.find("nodeprobe_source_power_watts", source="battery"), 20)
    check("a battery in use is the platform: 1.5 A at 12 V",
          page.find("nodeprobe_source_power_watts", source="battery") in ([18], [17.999999])
          and page.ladder().get("psys") in ("source", "spare"), f"{page.ladder()}")
    keep_page("battery")
    machine.inside("$LABDIR/guest/cmos bat 80 charging ac 1")
    page = machine.until(lambda page: page.ladder().get("psys") == "unavailable", 30)
    check("on the charger it says nothing", page.ladder().get("psys") == "unavailable", f"{page.ladder()}")
    machine.inside("modprobe acpi_power_meter; $LABDIR/guest/i2cstub ina226:0x44:$LABDIR/guest/regs/ina226"
                   " ina3221:0x41:$LABDIR/guest/regs/ina3221")
    page = machine.until(lambda page: page.ladder().get("wall") == "source" and page.find(
        "nodeprobe_node_power_watts") == [350], 30)
    keep_page("wall")
    watts = page.find("nodeprobe_sensor_power_watts", chip="power_meter-acpi-0")
    check("a power meter of ACPI is the wall, tier A", page.ladder().get("wall") == "source" and watts == [350]
          and page.find("nodeprobe_node_power_info", tier="A") == [1], f"{watts} W, {page.ladder()}")
    rails = page.find("nodeprobe_source_info", source="hwmon", domain="rail") + page.find(
        "nodeprobe_source_info", source="ina3221")
    check("channels of INA chips are rails: shown, never booked", len(rails) >= 1
          and not page.find("nodeprobe_energy_joules_total", domain="rail"), f"{len(rails)} of them")
    doctor("doctor-wall")
    machine.inside("rmmod acpi_power_meter battery")
    machine.until(lambda page: page.ladder().get("components") == "source", 30)
    power(False)
