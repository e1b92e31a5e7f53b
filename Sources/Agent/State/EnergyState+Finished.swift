internal import CLinux
internal import LinuxFiles
internal import NodeModel

extension EnergyState {
  /// Files what commands left while no agent ran, and removes it once it is safe. Before the first round, since
  /// nobody else has the store then.
  func fileFinished() {
    let found = FinishedJob.all(in: directory)
    for path in found.broken {
      log.warning("not the job of a command, left as it is", ["file": path])
    }
    for path in found.denied {
      log.warning("what commands left may not be read by this user", ["file": path])
    }
    let left = found.jobs
    guard !left.isEmpty, remains == nil else { return }
    var filing = Filing()
    for (_, job) in left {
      filing.jobs.append(job.record)
      filing.rows += job.rows
      filing.divisions.append(job.division)
      if let factors = job.factors { filing.ownFactors[job.record.epoch] = factors }
    }
    let outcome = writer.perform(StateWriter.Order(filing: filing))
    guard case .success = outcome.filing else {
      // They stay, and the next start tries again.
      if case .failure(let failure) = outcome.filing { note(filing: failure) }
      return
    }
    for (path, _) in left { unsafe unlink(path) }
    log.info("filed what commands left", ["jobs": "\(left.count)"])
  }
}
