"""What the machines of the synthetic fleet are, where they stand and what they can do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Model:
    """A hardware model with the true medians of its benchmarks in base units."""
    weight: int
    vendor: str
    product: str
    cpu: str
    packages: int
    cores: int
    threads: int
    modules: int
    module_gib: int
    accelerator: str
    accelerators: int
    networks: int
    idle_watts: int
    most_watts: int
    gemm: float
    triad: float
    latency: float


MODELS = [
    Model(10, "Example", "G8 accelerator node", "AMD EPYC 9654 96-Core Processor", 2, 192, 384, 24, 32,
          "NVIDIA H100 SXM5", 8, 10, 1800, 9500, 5.2e12, 620e9, 118e-9),
    Model(10, "Example", "G4 accelerator node", "AMD EPYC 7763 64-Core Processor", 2, 128, 256, 16, 32,
          "NVIDIA A100 SXM4", 4, 4, 900, 3600, 3.5e12, 340e9, 110e-9),
    Model(25, "Example", "C2 compute node", "AMD EPYC 9554 64-Core Processor", 2, 128, 256, 24, 16,
          "", 0, 2, 280, 1150, 4.7e12, 600e9, 115e-9),
    Model(25, "Sample Systems", "X2 compute node", "Intel(R) Xeon(R) Platinum 8480+", 2, 112, 224, 16, 16,
          "", 0, 2, 260, 1050, 5.1e12, 430e9, 128e-9),
    Model(15, "Sample Systems", "A1 edge server", "Ampere Altra Q80-30", 1, 80, 80, 8, 32,
          "", 0, 2, 110, 350, 9.8e11, 165e9, 105e-9),
    Model(15, "Sample Systems", "J1 edge box", "ARMv8 Processor rev 1 (v8l)", 1, 12, 12, 1, 32,
          "NVIDIA Orin", 1, 1, 9, 55, 6.0e10, 150e9, 170e-9),
]

# suite, case, parameters, unit, and the true median by the model.
CASES = [
    ("gemm", "fp64", {"n": 4096}, "flop/s", lambda m: m.gemm),
    ("gemm", "fp32", {"n": 4096}, "flop/s", lambda m: 2 * m.gemm),
    ("gemm", "int8", {"n": 4096}, "op/s", lambda m: 8 * m.gemm),
    ("bandwidth", "triad", {"bytes": 1 << 30, "pages": "huge"}, "bytes/s", lambda m: m.triad),
    ("bandwidth", "copy", {"bytes": 1 << 30, "pages": "huge"}, "bytes/s", lambda m: 0.95 * m.triad),
    ("latency", "chase", {"bytes": 1 << 29, "pages": "huge"}, "seconds", lambda m: m.latency),
    ("latency", "chase", {"bytes": 1 << 19, "pages": "huge"}, "seconds", lambda m: 4.2e-9),
    ("system", "core_to_core", {}, "seconds", lambda m: 62e-9),
    ("system", "page_fault", {"pages": "base"}, "seconds", lambda m: 240e-9),
    ("disk", "read", {"bytes": 1 << 20}, "bytes/s", lambda m: 6.6e9),
    ("network", "receive", {"streams": 8}, "bytes/s", lambda m: 11.6e9),
    ("accelerator", "host_to_device", {"bytes": 1 << 28}, "bytes/s",
     lambda m: 54e9 if m.accelerators else None),
]

ZONES = ["SE", "IE", "US-VA", "US-OR", "IN-MH", "JP-TK"]
INTENSITY = {"SE": 28, "IE": 280, "US-VA": 370, "US-OR": 130, "IN-MH": 650, "JP-TK": 480}
SITES = [f"site-{number:02d}" for number in range(40)]
TEAMS = [f"team-{number:02d}" for number in range(50)]
PROJECTS = ["climate", "genomics", "search", "training", "payments", "render", "wind-tunnel"]
RACKS = 16


def zone_of(site):
    return ZONES[SITES.index(site) % len(ZONES)]


def pue_millionths(site):
    return 1_060_000 + SITES.index(site) * 37 % 100 * 9_000


def intensity_millionths(site, hour):
    """Grams per kWh that hold from the half of this hour on: every slot must get that of its own time."""
    base = INTENSITY[zone_of(site)] * 1_000_000
    return base + base // 1000 * ((hour * 7919 + SITES.index(site) * 104_729) % 200 - 100)
