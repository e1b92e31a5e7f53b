"""What the scripts share that run `probe bench` again and again: options, and a file that a later call continues."""

import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROBE = os.path.join(HERE, "..", ".build", "release", "probe")


def options(description):
    """A parser with the options that all have."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100, help="how many in all (100)")
    parser.add_argument("--piece", type=int, help="make no more than so many runs in this call")
    parser.add_argument("--results", metavar="FILE",
                        help="add the runs to this file, and count those that are there already")
    parser.add_argument("--suite", default="gemm", help="what is run with --quick (gemm)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME=VALUE",
                        help="only these cases, as probe bench takes it")
    return parser


class Runs:
    """The runs made so far, those of earlier calls first; each is what the verdict needs of a document."""

    def __init__(self, chosen):
        self.path = chosen.results
        self.left = chosen.piece
        only = [word for choice in chosen.only for word in ("--only", choice)]
        self.command = ["bench", "--suite", chosen.suite, "--quick", "--json", *only]
        self.made = []
        if self.path and os.path.exists(self.path):
            with open(self.path) as file:
                self.made = [json.loads(line) for line in file]
        if any(run["command"] != self.command for run in self.made):
            sys.exit(wrong(f"{self.path} has runs of another command: probe {' '.join(self.made[0]['command'])}"))

    def add(self, **marks):
        """Makes another run, with these marks on it; False where this call has made its piece."""
        if self.left == 0:
            return False
        with tempfile.TemporaryDirectory() as state:
            command = [PROBE, *self.command, "--state-dir", state]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(wrong(f"probe bench ended with {done.returncode}: {done.stderr.strip()}"))
        run = {"command": self.command, **marks, **essence(json.loads(done.stdout))}
        self.made.append(run)
        if self.path:
            with open(self.path, "a") as file:
                file.write(json.dumps(run) + "\n")
        if self.left is not None:
            self.left -= 1
        return True


def essence(document):
    """What a verdict needs of a document; the samples are for those who look for a better interval."""
    names = ("suite", "case", "parameters", "best", "median", "mad", "interval", "prediction", "modes", "peak_share",
             "dropped", "blocks", "samples")
    return {
        "started": document["context"]["started"],
        "load": document["context"]["load"],
        "results": [
            {**{name: result[name] for name in names if name in result},
             "kinds": [one["kind"] for one in result["disturbances"]]}
            for result in document["results"]],
    }


def wrong(message):
    """Says what cannot be done; the exit status for that."""
    print(f"{os.path.basename(sys.argv[0])}: {message}", file=sys.stderr)
    return 2
