"""The energy of a synthetic node: who caused how many microjoules in which slot."""

SLOTS = 12
SLOT_SECONDS = 300
COMPONENTS = ["package", "dram", "accelerator", "rest"]


def energy_rows(random, model, jobs, first_hour, hours, scale):
    """{(owner, component, hour): [(full, dynamic)] of twelve slots}, and the node's mean utilization.

    Idle power goes to `unallocated` but for what jobs had reserved; what they cause is shared by weight.
    """
    utilization = min(0.99, max(0.02, random.gauss(0.55, 0.25)))
    idle, active = model.idle_watts, model.most_watts - model.idle_watts
    shares = {"package": 0.5, "dram": 0.15, "rest": 0.35}
    if model.accelerators:
        shares = {"package": 0.2, "dram": 0.06, "accelerator": 0.54, "rest": 0.2}
    rows = {}

    def book(owner, component, slot, full, dynamic):
        hour, place = first_hour + slot // SLOTS, slot % SLOTS
        slots = rows.setdefault((owner, component, hour), [(0, 0)] * SLOTS)
        slots[place] = (int(full) * scale, int(dynamic) * scale)

    for slot in range(hours * SLOTS):
        running = [job for job in jobs if job["first"] <= slot < job["last"]]
        load = utilization * random.uniform(0.95, 1.05) if running else 0.01
        weight = sum(job["weight"] for job in running) or 1
        for component, share in shares.items():
            idle_uj = idle * share * SLOT_SECONDS * 1e6 * random.uniform(0.98, 1.02)
            active_uj = active * load * share * SLOT_SECONDS * 1e6
            book("system", component, slot, 0.03 * idle_uj, 0.01 * idle_uj)
            # Nobody's processes run in what the node does not know by owner.
            reserved = 0.6 if running and component != "rest" else 0
            book("unallocated", component, slot, 0.97 * idle_uj * (1 - reserved), 0)
            for job in running:
                part = job["weight"] / weight
                book(job["job_id"], component, slot,
                     part * (active_uj + 0.97 * idle_uj * reserved), part * active_uj)
            if not running:
                book("system", component, slot, 0.03 * idle_uj + active_uj, active_uj)
    return rows, utilization


def row_documents(rows, epoch, stamp, closed_hours, known_slots, tier):
    """Rows as reports have them: hours up to `closed_hours` are closed, the next has `known_slots` slots."""
    documents, sequence = [], 0
    order = sorted(rows, key=lambda key: (key[2], key[0], COMPONENTS.index(key[1])))
    for owner, component, hour in order:
        is_closed = hour < closed_hours
        sequence += 1
        if not is_closed and (hour > closed_hours or known_slots == 0):
            continue
        known = SLOTS if is_closed else known_slots
        slots = rows[owner, component, hour]
        full = [full for full, _ in slots[:known]]
        # A row begins with its first energy.
        if not any(full):
            continue
        total = sum(full)
        unknown = [None] * (SLOTS - known)
        documents.append({
            "owner": owner, "component": component, "hour": stamp(hour * 3600), "epoch": epoch,
            "sequence": sequence if is_closed else 0, "revision": 60 * known, "final": is_closed,
            "tiers": tier * known + "-" * (SLOTS - known), "full_uj": full + unknown,
            "dynamic_uj": [dynamic for _, dynamic in slots[:known]] + unknown,
            "low_uj": total - total // 33, "high_uj": total + total // 33})
    return documents


def energy_sums(documents):
    """The summary of a report: the sums of its rows, which have one tier."""
    buckets = dict.fromkeys(["system", "unallocated", "gap", "residual_over", "residual_under"], 0)
    jobs = low = high = 0
    tiers, slots = dict.fromkeys("ABCDE", 0), set()
    for row in documents:
        total = sum(energy or 0 for energy in row["full_uj"])
        if row["owner"] in buckets:
            buckets[row["owner"]] += total
        else:
            jobs += total
        low += row["low_uj"]
        high += row["high_uj"]
        for slot, tier in enumerate(row["tiers"]):
            if tier != "-":
                tiers[tier] += row["full_uj"][slot]
                slots.add((row["hour"], slot))
    return {
        "node_uj": exact(jobs + sum(buckets.values())), "jobs_uj": exact(jobs),
        "buckets_uj": {name: exact(energy) for name, energy in buckets.items()}, "low_uj": exact(low),
        "high_uj": exact(high), "tiers_uj": {tier: exact(energy) for tier, energy in tiers.items()},
        "covered_seconds": SLOT_SECONDS * len(slots)}


def exact(energy):
    """A string from where doubles do not hold every integer."""
    return energy if energy < 1 << 53 else str(energy)
