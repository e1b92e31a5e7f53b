"""What the comparisons of benchmark suites have in common: our cases, compiled yardsticks, ratios."""

import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TRIAL = os.path.join(HERE, "..", ".build", "release", "suite-trial")


def lines_of(command, environment=None):
    """Standard output of a command; ends the script where it fails."""
    run = subprocess.run(command, capture_output=True, text=True,
                         env={**os.environ, **(environment or {})})
    if run.returncode:
        sys.exit(f"{' '.join(command)}: {(run.stderr or run.stdout).strip()[-300:]}")
    return run.stdout.splitlines()


class Compiled:
    """Programs from Benchmarks/reference, as Debian's gcc makes them for this CPU."""

    FLAGS = ["-O3", "-march=native"]

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()

    def program(self, name, *more):
        path = os.path.join(self.folder.name, name)
        lines_of(["gcc", *self.FLAGS, "-o", path,
                  os.path.join(HERE, "reference", name + ".c"), *more, "-lpthread"])
        return path


def cases(suite, extent, megabytes, **wanted):
    """What our suite would measure on this machine: a dictionary of parameters each."""
    return [parsed(line) for line in trial(suite, extent, megabytes, 0, wanted)]


def measured(suite, extent, megabytes, seconds, case):
    """One of those cases with its median and best, in its unit; None where it is not offered this time."""
    lines = trial(suite, extent, megabytes, seconds, case)
    if len(lines) > 1:
        sys.exit(f"not one case but {len(lines)}: {case}")
    return parsed(lines[0]) if lines else None


def trial(suite, extent, megabytes, seconds, wanted):
    if not os.path.exists(TRIAL):
        sys.exit("build first: make bench-trial")
    return lines_of([TRIAL, suite, extent, str(megabytes), str(seconds),
                     *(f"{name}={value}" for name, value in wanted.items())])


def parsed(line):
    return dict(word.split("=", 1) for word in line.split())


class Ratios:
    """Ours and another's figures, taken in turns."""

    def __init__(self):
        self.ours = []
        self.others = {}

    def add(self, ours, others):
        self.ours.append(ours)
        for name, value in others.items():
            self.others.setdefault(name, []).append(value)

    def median(self):
        return statistics.median(self.ours)

    def best_other(self, is_rate=True):
        """The yardstick with the best median, and that."""
        pick = max if is_rate else min
        name = pick(self.others, key=lambda one: statistics.median(self.others[one]))
        return name, statistics.median(self.others[name])

    def ratio(self, name):
        """The median over the rounds of ours over another's, and its least and greatest."""
        ratios = [ours / other for ours, other in zip(self.ours, self.others[name])]
        return statistics.median(ratios), min(ratios), max(ratios)

    def spread(self):
        return (max(self.ours) - min(self.ours)) / self.median()


def write(path, rows):
    if path:
        with open(path, "w") as file:
            json.dump(rows, file, indent=1)
            file.write("\n")
