"""The documents of a synthetic node that are not about energy: benchmarks, sensors, inventory."""

import math
import statistics

from models import CASES


def five_digits(value):
    return float(f"{value:.5g}")


def benchmark_document(random, model, truth, stamp, started, node):
    """A run of `nodeprobe.bench/1`; `truth` holds the factor of each suite, `stragglers` slow repetitions."""
    results = []
    for number, (suite, case, parameters, unit, median_of) in enumerate(CASES):
        median = median_of(model)
        if median is None:
            continue
        is_rate = unit != "seconds"
        level = truth["levels"][number]
        median *= level if is_rate else 1 / level
        spread = 0.004
        samples = []
        for repetition in range(32):
            slower = abs(random.gauss(0, spread)) + random.gauss(0, 0.0005)
            if repetition % 8 == 3 and suite in truth["stragglers"]:
                slower += 0.4
            samples.append(median * (1 - slower) if is_rate else median / (1 - slower))
        middle = statistics.median(samples)
        reach = 3 * spread * middle / math.sqrt(32)
        results.append({
            "suite": suite, "case": case,
            "parameters": dict(parameters, threads=model.threads if suite != "latency" else 1),
            "unit": unit, "ended": stamp(started + 5 * (number + 1)),
            "best": max(samples) if is_rate else min(samples), "median": middle,
            "mad": statistics.median(abs(one - middle) for one in samples),
            "low": middle - reach, "high": middle + reach,
            "prediction": {"low": 0.975 * middle, "high": 1.025 * middle},
            "samples": samples, "blocks": [4] * 8, "dropped": 0,
            "verified": (suite, case) not in truth["wrong"], "disturbances": []})
    cpu = node["cpu"]
    instant = {"measured_hertz": five_digits(random.gauss(3.66e9, 5e6)), "throttles": truth["throttles"]}
    return {
        "schema": "nodeprobe.bench/1",
        "context": {
            "version": "0.2.0", "compiler": "Swift 6.3, Clang 21.0.0", "extent": "quick",
            "started": stamp(started), "ended": stamp(started + 5 * len(results)), "interrupted": False,
            "processor": {"model": cpu, "flags": ["avx2", "fma"]}, "cpus": list(range(min(8, model.threads))),
            "caches": [{"level": 1, "bytes": 32768, "sharers": 2}], "memory": {}, "limits": {},
            "scaling": {"governor": node["governor"]}, "before": instant, "after": instant, "load": {}},
        "results": results}


def histogram(random, mean, deviation, count):
    """An exponential histogram of schema 5, of values around a mean: at most thirteen buckets."""
    if mean <= 0:
        return {"schema": 5, "count": count, "sum": 0, "min": 0, "max": 0, "zero": count}
    center = math.ceil(math.log2(mean) * 32) - 1
    width = max(0.3, deviation / mean * 46)
    counts, left = [], count
    for place in range(-6, 7):
        share = int(count * 0.4 / width * math.exp(-place * place / (2 * width * width)))
        counts.append(min(left, share))
        left -= counts[-1]
    counts[6] += left
    first = next(place for place, one in enumerate(counts) if one)
    last = 12 - next(place for place, one in enumerate(reversed(counts)) if one)

    def middle(bucket):
        """Well inside of the bucket, so that rounding leaves it there."""
        return five_digits(2 ** ((bucket + random.uniform(0.3, 0.7)) / 32))

    offset = center - 6 + first
    buckets = sorted([middle(offset), middle(center - 6 + last)])
    return {"schema": 5, "count": count, "sum": round(mean * count, 3), "min": buckets[0], "max": buckets[1],
            "zero": 0, "positive": {"offset": offset, "counts": counts[first:last + 1]}}


def sensor_documents(random, model, utilization, seconds, heat):
    documents = []

    def sensor(chip, device, name, kind, unit, mean, deviation, label=None):
        document = {"chip": chip, "device": device, "sensor": name, "kind": kind}
        if label:
            document["label"] = label
        document["unit"] = unit
        document["histogram"] = histogram(random, mean, deviation, seconds)
        documents.append(document)

    for package in range(model.packages):
        chip, device = f"coretemp-isa-{package:04x}", f"platform/coretemp.{package}"
        degrees = 45 + 40 * utilization + heat + random.gauss(0, 2)
        sensor(chip, device, "temp1", "temperature", "celsius", degrees, 2.5, f"Package id {package}")
    for module in range(min(8, model.modules)):
        sensor(f"spd5118-i2c-0-{0x50 + module:02x}", f"i2c-0/0-00{0x50 + module:02x}", "temp1", "temperature",
               "celsius", 40 + 20 * utilization + random.gauss(0, 1.5), 1)
    for number in range(model.accelerators):
        device = f"pci0000:{number:02x}/0000:{0x40 + number:02x}:00.0"
        sensor(f"gpu-pci-{0x40 + number:02x}00", device, "temp1", "temperature", "celsius",
               38 + 40 * utilization + random.gauss(0, 3), 3, "core")
        sensor(f"gpu-pci-{0x40 + number:02x}00", device, "power1", "power", "watts",
               model.most_watts * 0.5 * utilization / model.accelerators, 15)
    for fan in range(1, 7 if model.packages > 1 else 2):
        sensor("nct6798-isa-0290", "platform/nct6775.656", f"fan{fan}", "fan", "rpm",
               4000 + 8000 * utilization, 200)
    sensor("board-isa-0000", "platform/board", "temp1", "temperature", "celsius", 21 + random.gauss(0, 2), 0.4,
           "Inlet")
    sensor("board-isa-0000", "platform/board", "temp2", "temperature", "celsius",
           30 + 12 * utilization + random.gauss(0, 2), 0.6, "Outlet")
    return documents


def inventory(model, narrow):
    """PCI devices; the first accelerator's link has eight lanes of sixteen where `narrow`."""
    devices = []

    def device(address, vendor, number, kind, texts, lanes, of, speed):
        link = {"width_lanes": lanes, "max_width_lanes": of, "transfers_per_second": speed,
                "max_transfers_per_second": speed, "degraded": lanes < of}
        devices.append({
            "address": address, "vendor_id": vendor, "device_id": number, "class_id": kind, "revision": "00",
            "vendor": texts[0], "device": texts[1], "class": texts[2], "prog_if": "00", "driver": texts[3],
            "modules": [texts[3]], "numa_node": 0, "iommu_group": len(devices), "link": link})

    for number in range(model.accelerators):
        device(f"0000:{0x40 + number:02x}:00.0", "10de", "2330", "0302",
               ("NVIDIA Corporation", model.accelerator, "3D controller", "nvidia"),
               8 if narrow and number == 0 else 16, 16, 32_000_000_000)
    for number in range(model.networks):
        device(f"0000:{0x80 + number:02x}:00.0", "15b3", "101d", "0200",
               ("Mellanox Technologies", "MT2892 Family", "Ethernet controller", "mlx5_core"), 16, 16,
               16_000_000_000)
    for number in range(2):
        device(f"0000:{0xc0 + number:02x}:00.0", "144d", "a824", "0108",
               ("Samsung Electronics", "NVMe SSD PM1733", "Non-Volatile memory controller", "nvme"), 4, 4,
               16_000_000_000)
    return devices
