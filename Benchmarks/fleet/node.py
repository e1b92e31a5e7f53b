"""One node of the synthetic fleet: what it is, what is wrong with it, and its reports."""

import datetime
import hashlib
import json
import random as randoms
import uuid

import energy
import machine
import models

# The first hour of every node, since 1970: 2026-03-02T14:00Z.
FIRST_HOUR = 492_350

# How many of a thousand nodes have what.
DEFECTS = {
    "slow_cpu": 3, "slow_memory": 3, "narrow_link": 6, "straggler": 3, "wrong_result": 1, "power_unit": 1,
    "clock_ahead": 2, "missing_rows": 2, "hot": 4, "cloned": 1,
}
# Of a thousand nodes so many draw a third more when they do nothing.
RESTLESS = 4
LEAST_HOURS_WITH_A_HOLE = 3
# One rack whose machines are slow together, by site and rack; a configuration that costs 4 %, by CPU.
BAD_RACK = ("site-03", "r05")
OLD_FIRMWARE = ("X2 compute node", "1.4")


def stamp(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def node_id(seed, number):
    return hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()


class Node:
    """Follows from the seed and the node's number alone."""

    def __init__(self, seed, number, hours):
        self.number, self.hours = number, hours
        self.seed = seed * 1_000_003 + number
        random = randoms.Random(self.seed)
        self.model = random.choices(models.MODELS, [model.weight for model in models.MODELS])[0]
        self.site = models.SITES[random.randrange(len(models.SITES))]
        self.rack = f"r{random.randrange(models.RACKS):02d}"
        self.defects = [name for name, share in DEFECTS.items() if random.random() < share / 1000]
        if "narrow_link" in self.defects and not self.model.accelerators:
            self.defects.remove("narrow_link")
        # Of fewer hours none can be missing between others.
        if "missing_rows" in self.defects and hours < LEAST_HOURS_WITH_A_HOLE:
            self.defects.remove("missing_rows")
        if (self.site, self.rack) == BAD_RACK and random.random() < 0.7:
            self.defects.append("slow_cpu")
        self.defects = sorted(set(self.defects))
        self.firmware = random.choice(["1.4", "1.7"]) if self.model.product == OLD_FIRMWARE[0] else "2.1"
        self.id, self.copies = node_id(seed, number), 0
        if "cloned" in self.defects and number:
            # An image with the identity of the machine beside it, whose reports are a second newer.
            original = Node(seed, number - 1, hours)
            self.id, self.copies = original.id, original.copies + 1
            self.site, self.rack = original.site, original.rack
            self.defects = ["cloned"]
        self.epoch = str(uuid.UUID(int=random.getrandbits(128), version=4))
        self.shift = 3600 if "clock_ahead" in self.defects else 0
        self.first_hour = FIRST_HOUR + self.shift // 3600
        self.chip = random.gauss(1, 0.009)
        self.jobs = self._jobs(random)
        # A thousand times more of a larger node would be no energy any more: readers refuse 2^53 and beyond.
        if self.model.most_watts > 1500 and "power_unit" in self.defects:
            self.defects.remove("power_unit")
        scale = 1000 if "power_unit" in self.defects else 1
        self.energy, self.utilization = energy.energy_rows(
            random, self.model, self.jobs, self.first_hour, hours, scale)
        self.levels = [self._level(random, suite) for suite, *_ in models.CASES]
        self.idle_watts = self._idle_watts() * scale

    def _idle_watts(self):
        """What its meters have learnt; by numbers of its own, so that all else is what it would be without."""
        random = randoms.Random(self.seed * 17 + 3)
        watts = self.model.idle_watts * random.gauss(1, 0.02)
        if self.defects != ["cloned"] and random.random() < RESTLESS / 1000:
            self.defects.append("idle_power")
            watts *= 4 / 3
        return round(watts, 3)

    def _level(self, random, suite):
        level = random.gauss(1, 0.006)
        if suite == "gemm":
            level *= self.chip * (0.88 if "slow_cpu" in self.defects else 1)
            if (self.model.product, self.firmware) == OLD_FIRMWARE:
                level *= 0.96
        if suite == "bandwidth" and "slow_memory" in self.defects:
            level *= 0.9
        if suite == "accelerator" and "narrow_link" in self.defects:
            level *= 0.5
        return level

    def _jobs(self, random):
        jobs = []
        slots = self.hours * energy.SLOTS
        for number in range(random.randrange(2, 5) * self.hours):
            first = random.randrange(max(1, slots - 2))
            last = min(slots, first + 1 + int(random.expovariate(1 / 9)))
            team = models.TEAMS[min(49, int(random.expovariate(1 / 9)))]
            jobs.append({
                "job_id": f"slurm:{self.site}/{3_000_000 + self.number * 1000 + number}", "first": first,
                "last": last, "weight": random.randrange(1, 9), "team": team,
                "project": random.choice(models.PROJECTS), "user": f"u{random.randrange(800):03d}"})
        return jobs

    def truth(self):
        """What a merge of all reports must come to: energy by job's team in whole units, samples, defects."""
        teams = {job["job_id"]: job["team"] for job in self.jobs}
        team_energy, team_carbon, total = {}, {}, 0
        pue = models.pue_millionths(self.site)
        lost = self._lost_hours()
        for (owner, _, hour), slots in self.energy.items():
            if hour in lost:
                continue
            team = teams.get(owner, "")
            for slot, (full, _) in enumerate(slots):
                grid = self._intensity(hour, slot)
                total += full
                team_energy[team] = team_energy.get(team, 0) + full
                team_carbon[team] = team_carbon.get(team, 0) + full * pue * grid
        return {"energy_uj": total, "team_energy_uj": team_energy, "team_carbon_parts": team_carbon}

    def _intensity(self, hour, slot):
        """From the half of an hour on that of the hour, before it that of the one before."""
        return models.intensity_millionths(self.site, hour if slot >= 6 else hour - 1)

    def _lost_hours(self):
        if "missing_rows" not in self.defects:
            return set()
        return {self.first_hour + 1}

    def report(self, delivery, deliveries):
        """The bytes of one delivery: what is new since the last one but one, and the open hour."""
        random = randoms.Random(self.seed * 31 + delivery)
        begin = self.first_hour * 3600
        span = self.hours * 3600
        until = span * (delivery + 1) // deliveries // energy.SLOT_SECONDS * energy.SLOT_SECONDS
        since = max(0, span * (delivery - 1) // deliveries // 3600 * 3600)
        closed = self.first_hour + until // 3600
        rows = [row for row in energy.row_documents(
            self.energy, self.epoch, stamp, closed, until % 3600 // energy.SLOT_SECONDS,
            "A" if self.model.accelerators else "B")
            if row["hour"] >= stamp(begin + since)]
        lost = {stamp(hour * 3600) for hour in self._lost_hours()}
        rows = [row for row in rows if row["hour"] not in lost]
        heat = 18 if "hot" in self.defects else 0
        faults = {
            "levels": self.levels, "throttles": 12 if heat else 0,
            "stragglers": {"gemm"} if "straggler" in self.defects else set(),
            "wrong": {("gemm", "fp32")} if "wrong_result" in self.defects else set()}
        run = machine.benchmark_document(
            random, self.model, faults, stamp, begin + until - 600 - self.copies, self._fingerprint() | {
                "cpu": self.model.cpu})
        document = {
            "schema": "nodeprobe.report/1", "node_id": self.id, "start": stamp(begin + since),
            "end": stamp(begin + until - self.copies),
            "node": {"hostname": f"n{self.number:06d}.{self.site}.example", "kernel": "6.12.41+deb13-amd64",
                     "architecture": "x86_64", "vendor": self.model.vendor, "product": self.model.product,
                     "agent": "0.2.0"},
            "site": {"name": self.site, "zone": models.zone_of(self.site), "rack": self.rack},
            "summary": energy.energy_sums(rows), "hardware": self._hardware(),
            "factors": self._factors(begin + since, begin + until), "rows": rows,
            "jobs": self._job_documents(begin, since, until), "benchmarks": [run],
            "sensors": machine.sensor_documents(
                random, self.model, self.utilization, until - since, heat),
            "inventory": machine.inventory(self.model, "narrow_link" in self.defects),
            "findings": self._findings()}
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode(), run["results"]

    def _fingerprint(self):
        present = self.model.modules - (1 if "slow_memory" in self.defects and self.model.modules > 1 else 0)
        return {"microcode": "0xa101154", "bios": self.firmware, "governor": "performance", "smt": "on",
                "memory": f"{present} × {self.model.module_gib} GiB 4800 MT/s",
                "kernel": "6.12.41+deb13-amd64"}

    def _hardware(self):
        model = self.model
        parts = [{"model": model.accelerator, "count": model.accelerators}] if model.accelerators else []
        return {"cpu": model.cpu, "packages": model.packages, "cores": model.cores, "threads": model.threads,
                "memory_bytes": model.modules * model.module_gib << 30, "accelerators": parts,
                "idle_watts": self.idle_watts, "idle_domains": ["wall" if model.accelerators else "psys"],
                "fingerprint": self._fingerprint()}

    def _factors(self, start, end):
        """The factors that were in force between two times; the intensity changes at each half of an hour."""
        documents = []
        pue = models.pue_millionths(self.site) / 1e6
        for hour in range(start // 3600 - 1, (end - 1) // 3600 + 1):
            since = hour * 3600 + 1800
            if since >= end:
                break
            grid = models.intensity_millionths(self.site, hour) / 1e6
            documents.append({"since": stamp(since), "version": "2026.1", "currency": "EUR", "factors": [
                {"name": "pue", "value": pue, "unit": "", "source": "meter", "quality": "measured",
                 "remarks": ["configured", "pue2"]},
                {"name": "intensity", "value": grid, "unit": "g/kWh", "source": "grid operator",
                 "quality": "measured", "year": 2026, "remarks": [models.zone_of(self.site), "lifecycle", "average"]},
                {"name": "market_intensity", "value": grid / 2, "unit": "g/kWh", "source": "contract",
                 "quality": "estimated", "remarks": []},
                {"name": "price", "value": 0.21, "unit": "EUR/kWh", "source": "configuration",
                 "quality": "estimated", "remarks": []}]} | self._embodied())
        return documents

    def _embodied(self):
        """What the node is made of; nobody has published that of boards."""
        model = self.model
        if model.packages == 1:
            return {}
        memory = model.modules * model.module_gib
        parts = [
            {"name": "server", "count": 1, "kilograms": 1000 + 100 * (model.packages - 1), "resource": "cores"},
            {"name": "memory", "count": memory - 16, "kilograms": 1.388, "resource": "memory"}]
        if model.accelerators:
            parts.append({"name": model.accelerator, "count": model.accelerators, "kilograms": 150,
                          "resource": "accelerators"})
        return {"embodied": {
            "lifetime_years": 4, "cores": model.threads, "accelerators": model.accelerators,
            "memory_mebibytes": memory << 10,
            "parts": [part | {"source": "Cloud Carbon Footprint"} for part in parts]}}

    def _job_documents(self, begin, since, until):
        documents = []
        for job in self.jobs:
            first, last = job["first"] * energy.SLOT_SECONDS, job["last"] * energy.SLOT_SECONDS
            if first >= until or last < since:
                continue
            full = dynamic = 0
            for (owner, _, hour), slots in self.energy.items():
                if owner == job["job_id"]:
                    known = until // energy.SLOT_SECONDS - (hour - self.first_hour) * energy.SLOTS
                    full += sum(one for one, _ in slots[:max(0, known)])
                    dynamic += sum(one for _, one in slots[:max(0, known)])
            document = {
                "job_id": job["job_id"], "epoch": self.epoch, "name": f"{job['project']}-{job['weight']}",
                "manager": "slurm", "user": job["user"], "account": job["project"],
                "tags": {"team": job["team"], "project": job["project"]}, "start": stamp(begin + first)}
            if last <= until:
                document["end"] = stamp(begin + last)
            document |= {
                "state": "ended" if last <= until else "running", "energy_uj": full,
                "dynamic_energy_uj": dynamic, "low_uj": full - full // 33, "high_uj": full + full // 33,
                "tier": "B", "cpu_seconds": round((min(last, until) - first) * self.model.cores * 0.5, 1)}
            documents.append(document | self._reserved(job, until // energy.SLOT_SECONDS))
        return documents

    def _reserved(self, job, slots):
        """What a job had kept from others after so many slots: together never more than there is."""
        threads, memory = self.model.threads, self.model.modules * self.model.module_gib << 10
        cores = mebibytes = 0
        for slot in range(job["first"], min(job["last"], slots)):
            weights = sum(one["weight"] for one in self.jobs if one["first"] <= slot < one["last"])
            cores += threads * job["weight"] // max(32, weights)
            mebibytes += memory * job["weight"] // max(32, weights)
        sums = {"reserved_core_ms": cores, "reserved_mebibyte_ms": mebibytes}
        # As in reports: left out where it is nothing.
        return {name: energy.exact(held * energy.SLOT_SECONDS * 1000) for name, held in sums.items() if held}

    def _findings(self):
        findings = []
        if "narrow_link" in self.defects:
            findings.append({
                "severity": "warning", "kind": "link", "subject": f"0000:40:00.0 {self.model.accelerator}",
                "text": "the link to port 0000:00:01.1 runs at x8 where both ends can do x16",
                "advice": "reseat the card or cable, then look at the slot's settings in the firmware"})
        if "hot" in self.defects:
            findings.append({
                "severity": "warning", "kind": "temperature", "subject": "coretemp-isa-0000 Package id 0",
                "text": "98 °C, maximum is 95 °C"})
        return findings
