public import NodeModel

extension EnergyState {
  /// Jobs that wait to be filed are at most so many.
  private static let mostWaiting = 16_384
  /// As many ways to divide energy; the last ones.
  static let mostDivisions = 64

  /// Files a job as it is now: when it begins, when it ends, and when its totals are final.
  ///
  /// - Returns: A number; the record is safe when `filedThrough` has reached it. Only then may the ledger
  ///   retire the job, and only if its totals are still those of the record. Nil where too many wait already: it is to
  ///   be noted again.
  public func note(_ job: JobRecord) -> UInt64? {
    guard waiting.count < Self.mostWaiting || waiting[job.id] != nil else { return nil }
    noted += 1
    waiting[job.id] = (job, noted)
    return noted
  }

  /// What is filed of a job in this epoch: for `begin(job:carrying:)`, and for a job that ended unseen.
  public func record(of job: String, in epoch: Epoch) -> JobRecord? {
    if let known = waiting[job]?.record ?? underway[job]?.record, known.epoch == epoch {
      return known
    }
    do throws(StateFailure) {
      if archive == nil { archive = try LedgerArchive(in: directory) }
      return try archive?.job(job, in: epoch)
    } catch {
      // Opened anew when it is asked for again: by then it may be another file.
      archive = nil
      return nil
    }
  }

  /// All jobs that run were noted since the start: others of the epoch that are filed as running have ended while
  /// nobody looked, at this time or before, in nanoseconds since 1970.
  func endUnseen(in epoch: Epoch, at time: UInt64) {
    unseen = (epoch, time)
  }

  /// Files the factors of carbon and cost that are in force from now on; those that stand already in the store
  /// are not written again.
  func note(_ factors: StoredFactors) {
    self.factors.removeAll { $0.start == factors.start }
    self.factors.append(factors)
  }

  /// What the store says that slots are formed with which begin at `time`, in seconds since 1970; nil where it says
  /// nothing.
  func factors(at time: Int64) -> StoredFactors? {
    guard let archive = try? LedgerArchive(in: directory), let all = try? archive.factors() else {
      return nil
    }
    return all.last { $0.start <= time } ?? all.first
  }

  /// Files by what energy is divided from now on; what stands already in the store is not written again.
  func note(_ division: StoredDivision) {
    divisions = Array((divisions + [division]).suffix(Self.mostDivisions))
  }

  /// A consumer of rows has got all of them up to a position.
  public func confirm(_ position: UInt64, by consumer: String) {
    confirmations[consumer] = position
  }
}
