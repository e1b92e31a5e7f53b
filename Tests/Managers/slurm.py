"""Ten jobs of a real Slurm beside the agent: see run.sh."""

import json
import os
import shutil
import subprocess
import sys
import time

import beside
import cluster
from beside import expect

# Busy for some time in the shell itself, so that a job is one process and its time is its own.
WORK = 'i=0; while [ $i -lt {turns} ]; do i=$((i+1)); done; sleep {rest}; times > {file}\n'
# About 0.2 s each.
SHORT, SHORT_TURNS = 10, 400_000
# Some 2 s and 0.5 s.
STEP_TURNS = 4_000_000, 1_000_000
USERS = ["nobody", "daemon", "games"]
ACCOUNTS = ["physics", "chemistry"]
RULES = """
rules:
  - match: {user: games}
    tags: {team: leisure, project: chess}
  - match: {manager: slurm, account: "phys*"}
    tags: {team: accelerators, project: $account}
  - match: {comment: "*grant*"}
    tags: {cost_center: $comment.grant}
"""


def job_id(number):
    return f"slurm:{cluster.NAME}/{number}"


def submit_ten(slurm, folder):
    """Ten jobs with names, users and accounts of their own: their numbers, and what they are."""
    jobs = {}
    for index in range(10):
        job = {
            "name": f"step-{index}", "user": USERS[index % 3], "account": ACCOUNTS[index % 2],
            "partition": "long" if index % 5 == 0 else "short", "times": f"{folder}/times-{index}",
            # No environment has it: only the controller knows.
            "comment": f"of interest, grant=nsf-{index}"}
        open(job["times"], "w").close()
        os.chmod(job["times"], 0o666)
        script = WORK.format(turns=100_000 * (1 + index), rest=2.2, file=job["times"])
        number = slurm.submit(
            script, f"--job-name={job['name']}", f"--account={job['account']}",
            f"--partition={job['partition']}", f"--comment={job['comment']}", uid=job["user"])
        jobs[number] = job
    return jobs


def team(job):
    if job["user"] == "games":
        return {"team": "leisure", "project": "chess"}
    if job["account"] == "physics":
        return {"team": "accelerators", "project": "physics"}
    return {"team": "untagged", "project": "untagged"}


def cpu_seconds(path):
    """What `times` of the shell says of itself and its children."""
    total = 0.0
    for word in open(path).read().split():
        minutes, _, seconds = word.rstrip("s").partition("m")
        total += 60 * int(minutes) + float(seconds)
    return total


def check_jobs(page, jobs):
    for number, job in jobs.items():
        said, wanted = page.info(job_id(number)), {
            "manager": "slurm", "job_name": job["name"], "user": job["user"],
            "account": job["account"], "partition": job["partition"],
            "cost_center": job["comment"].partition("grant=")[2], **team(job)}
        wrong = {name: said.get(name) for name in wanted if said.get(name) != wanted[name]}
        expect(not wrong, f"job {number} is {job['name']} of {job['user']} for {job['account']}"
               + (f": {wrong}" if wrong else ""))
        energy = page.sum("nodeprobe_job_energy_joules_total", job_id=job_id(number))
        time_, truth = (page.sum("nodeprobe_job_cpu_seconds_total", job_id=job_id(number)),
                        cpu_seconds(job["times"]))
        # The shell's own start and end are in the group's time and not in what it says of itself.
        expect(energy > 0 and truth - 0.02 <= time_ <= truth + 0.15,
               f"  {energy:.2f} J for {time_:.3f} s of CPU time; the job itself says {truth:.2f} s")


def check_sums(page, jobs):
    node, handed = beside.balance(page)
    expect(node > 0 and abs(node - handed) < 1e-5, f"all jobs and buckets are the node: {node:.6f} J")
    teams = page.sum("nodeprobe_team_energy_joules_total")
    everybody = page.sum("nodeprobe_jobs_energy_joules_total")
    expect(abs(teams - everybody) < 1e-5, f"all teams are all jobs: {teams:.6f} J")
    for one in ({"team": "leisure", "project": "chess"},
                {"team": "accelerators", "project": "physics"}):
        members = sum(page.sum("nodeprobe_job_energy_joules_total", job_id=job_id(number))
                      for number, job in jobs.items() if team(job) == one)
        said = page.sum("nodeprobe_team_energy_joules_total", **one)
        expect(members > 0 and abs(said - members) < 1e-5,
               f"team {one['team']} has what its jobs have: {said:.6f} J")


def check_short_jobs(slurm, agent):
    """Jobs of 0.2 s, one after the other: how much of their CPU time is found, and is it theirs."""
    begin = agent.page().sum("nodeprobe_job_cpu_seconds_total")
    numbers, truth = [], 0.0
    for index in range(SHORT):
        file = f"{slurm.folder}/short-{index}"
        open(file, "w").close()
        os.chmod(file, 0o666)
        script = WORK.format(turns=SHORT_TURNS, rest=0, file=file)
        numbers.append((slurm.submit(script, f"--job-name=short-{index}", uid="nobody"), file))
    slurm.wait(lambda: not slurm.is_busy(), "the end of short jobs", 40)
    time.sleep(2.5)
    page = agent.page()
    truth = sum(cpu_seconds(file) for _, file in numbers)
    found = sum(page.sum("nodeprobe_job_cpu_seconds_total", job_id=job_id(number))
                for number, _ in numbers)
    seen = sum(bool(page.info(job_id(number))) for number, _ in numbers)
    named = sum(page.info(job_id(number)).get("user") == "nobody" for number, _ in numbers)
    # Each has a shell's start and end, and the step daemon's part in its group, beyond what it says itself.
    expect(seen == SHORT and named == SHORT and truth <= found + 0.02 * SHORT
           and found <= truth + 0.1 * SHORT,
           f"{seen} of {SHORT} short jobs are seen, {named} with their user, and {found:.2f} s of CPU "
           f"time found; they say {truth:.2f} s")
    everybody = page.sum("nodeprobe_job_cpu_seconds_total") - begin
    print(f"        all jobs: {everybody:.2f} s in the meantime")


def submit_steps(slurm):
    """A job whose script runs one command after the other by srun, and works a little itself."""
    files = [f"{slurm.folder}/step-{step}" for step in range(2)]
    script = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done\n"
    for file, turns in zip(files, STEP_TURNS):
        open(file, "w").close()
        os.chmod(file, 0o666)
        work = WORK.format(turns=turns, rest=0, file=file).strip()
        script += f"srun /bin/sh -c '{work}'\n"
    return slurm.submit(script, "--job-name=two-steps", uid="nobody"), files


def check_steps(agent, number, files, parts, dynamic):
    """What is told of the steps of a job that has ended."""
    named = {part["id"]: part for part in parts["named"]}
    expect(set(named) >= {"step_batch", "step_0", "step_1"}, f"job {number} has {', '.join(named)}")
    for step, file in enumerate(files):
        part, truth = named[f"step_{step}"], cpu_seconds(file)
        # The step's daemon is in the group as well, and of its last second only what the job had in all is known.
        expect(part["cpu_seconds"] > 0 and truth - 0.1 <= part["cpu_seconds"] <= truth + 0.3
               and part["dynamic_energy_uj"] > 0 and "end" in part,
               f"  step_{step}: {part['dynamic_energy_uj'] / 1e6:.3f} J for {part['cpu_seconds']:.3f} s"
               f" of CPU time; it says {truth:.2f} s")
    whole = sum(part["dynamic_energy_uj"] for part in
                [*parts["named"], parts["rest"], *filter(None, [parts.get("others")])])
    expect(whole == dynamic, f"  all steps and the rest are its dynamic energy: {dynamic} uJ")


def list_steps(agent, number):
    """What `probe jobs` says of a job with its steps."""
    done = subprocess.run(
        [os.path.join(os.path.dirname(agent.program), "probe"), "jobs", "--parts", "--json",
         f"--state-dir={agent.folder}/state"], capture_output=True, text=True, check=True)
    return next(job for job in json.loads(done.stdout) if job["job_id"] == job_id(number))


def check_store(folder, jobs, page):
    """What the agent filed: every job with its totals, and rows that sum to the node."""
    for number, job in jobs.items():
        rows = beside.ask_store(folder, f"SELECT * FROM job WHERE job_id = '{job_id(number)}'")
        row = rows[0] if rows else {}
        joules = page.sum("nodeprobe_job_energy_joules_total", job_id=job_id(number))
        expect((row.get("state"), row.get("name"), row.get("user"), row.get("account"))
               == ("ended", job["name"], job["user"], job["account"])
               and sum(json.loads(row["full_uj"]).values()) == round(joules * 1e6),
               f"job {number} is in the store with its {joules:.6f} J")


def main(program):
    with cluster.Cluster() as slurm:
        squeue = shutil.which("squeue", path=slurm.environment["PATH"])
        agent = beside.Agent(program, RULES, slurm.environment, f"squeue: {squeue}")
        try:
            slurm.wait(agent.is_up, "the agent")
            time.sleep(2)
            jobs = submit_ten(slurm, slurm.folder)
            slurm.wait(lambda: not slurm.is_busy(), "the end of the jobs", 45)
            # Two rounds more: the last tail, and the last tags.
            time.sleep(2.5)
            page = agent.page()
            check_jobs(page, jobs)
            check_sums(page, jobs)
            check_short_jobs(slurm, agent)
            number, files = submit_steps(slurm)
            slurm.wait(lambda: not slurm.is_busy(), "the end of steps", 40)
            time.sleep(2.5)
            job = list_steps(agent, number)
            check_steps(agent, number, files, job["parts"], job["dynamic_energy_uj"])
            page = agent.page()
            check_sums(page, jobs)
            agent.stop()
            check_store(agent.folder, jobs, page)
            filed = beside.ask_store(
                agent.folder, f"SELECT * FROM job WHERE job_id = '{job_id(number)}'")[0]
            check_steps(agent, number, files, json.loads(filed["parts"]), filed["dynamic_energy_uj"])
        finally:
            agent.remove()
    sys.exit(1 if beside.failures else 0)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except cluster.Unable as reason:
        print(f"skipped: {reason}")
