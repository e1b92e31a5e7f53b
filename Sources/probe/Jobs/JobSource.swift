import Agent
import EnergyLedger
import Footprint
import NodeModel

/// Where jobs and their rows come from: the agent that shows the live ones, and the store of its state
/// directory, which is read without changing anything.
struct JobSource {
  /// The agent that answers; nil where none does.
  let agent: AgentClient?
  private let live: [JobReport]
  private let archive: LedgerArchive?
  /// What the ledger had when it was kept last; only where no agent answers.
  private let checkpoint: Checkpoint?
  /// What commands left that no agent has filed yet.
  private let finished: [FinishedJob]

  /// Neither an agent nor a store.
  struct Nothing: Error, CustomStringConvertible {
    let directory: String
    let cause: String
    var description: String {
      "no agent answers and no store can be read in \(directory) (\(cause)); start one with: "
        + "probe agent, or name its directory with --state-dir"
    }
  }

  /// Looks in these state directories, the first choice first.
  init(in directories: [String]) throws {
    finished = directories.flatMap { FinishedJob.waiting(in: $0) }
    var refusal: AgentClient.Failure?
    for directory in directories {
      var agent = AgentClient(socket: directory + "/agent.sock")
      // The agent itself gives up on a question after five seconds, and says so.
      agent.patience = .seconds(6)
      let document: [UInt8]
      do throws(AgentClient.Failure) {
        document = try agent.get("/v1/jobs")
      } catch {
        if case .noAgent = error { continue }
        refusal = refusal ?? error
        continue
      }
      live = try JobReport.all(json: document)
      self.agent = agent
      archive = try? LedgerArchive(in: directory)
      checkpoint = nil
      return
    }
    agent = nil
    live = []
    var cause: StateFailure?
    for directory in directories {
      do throws(StateFailure) {
        archive = try LedgerArchive(in: directory)
        checkpoint = LedgerArchive.checkpoint(in: directory)
        return
      } catch {
        if cause == nil || error != .absent { cause = error }
      }
    }
    archive = nil
    checkpoint = nil
    if !finished.isEmpty { return }
    if let refusal { throw refusal }
    throw Nothing(directory: directories.first ?? "", cause: cause?.word ?? "absent")
  }

  /// When what is listed was true, in nanoseconds since 1970; nil where an agent says how it is now.
  var keptAt: UInt64? { agent == nil ? checkpoint?.writtenAt : nil }

  // MARK: Jobs

  /// The jobs that a filter selects, the latest of them, in the order in which they began; and how many more
  /// there are.
  func jobs(_ filter: JobFilter) throws(StateFailure) -> (shown: [JobReport], isCut: Bool) {
    var wide = filter
    // One more than is shown tells that there are more; live ones stand in the store as well.
    wide.limit = filter.limit + live.count + 1
    let filed = try archive?.jobs(wide).map(current) ?? []
    let left = finished.map { JobReport($0.record) }.filter { $0.isSelected(by: filter) }
    let new = live + left.filter { job in !filed.contains { $0.isSame(as: job) } }
    let old = filed.filter { job in !live.contains { $0.isSame(as: job) } }
    var all = old + new.filter { $0.isSelected(by: filter) }
    all.sort { ($0.start, $0.id) < ($1.start, $1.id) }
    return (Array(all.suffix(filter.limit)), all.count > filter.limit)
  }

  /// A job of the store with what the last checkpoint says of it, which is newer.
  private func current(_ record: JobRecord) -> JobReport {
    JobReport(checkpoint.map { record.current(in: $0) } ?? record)
  }

  // MARK: Rows

  /// The factors of carbon and cost that were filed.
  private func factors() throws(StateFailure) -> FactorHistory {
    var history = FactorHistory()
    for factors in try archive?.factors() ?? [] {
      if let document = FactorDocument(factors.document) {
        history.add(document.set, from: factors.start)
      }
    }
    return history
  }

  /// All rows of a job, in the order of hour, epoch and component, and its totals in each epoch.
  func account(of job: String) throws -> JobRows {
    var result = JobRows()
    result.factors = try factors()
    // The agent first: a row that it hands to the store meanwhile is then seen twice and not at all never.
    if let agent {
      do {
        let book = try JobBook(
          json: agent.get("/v1/jobs/" + PercentCoding.encoded(job) + "/rows"))
        result.add(book.rows)
        if let totals = book.totals { result.totals[book.epoch] = totals }
        if let footprint = book.footprint { result.footprints[book.epoch] = footprint }
        // The store says from when on: what it has not got yet is news.
        if let (start, set) = book.factors, result.factors.entries.last?.set != set {
          result.factors.add(set, from: start)
        }
      } catch AgentClient.Failure.status(404, _) {
        // It has left the page, and all its rows are in the store.
      }
    }
    let owner = Owner(job)
    if let checkpoint {
      result.add(checkpoint.remainingRows.filter { $0.owner == owner })
      if let kept = checkpoint.jobs.first(where: { $0.name == job }) {
        result.totals[checkpoint.epoch] = JobTotals(kept.totals)
      }
    }
    for left in finished where left.record.id == job {
      result.add(left.rows)
      result.totals[left.record.epoch] = JobTotals(left.record.totals)
    }
    guard let archive else { return result }
    result.add(try archive.rows(of: owner).map(\.row))
    var filter = JobFilter()
    filter.id = job
    for filed in try archive.jobs(filter) {
      let record = checkpoint.map { filed.current(in: $0) } ?? filed
      if result.totals[record.epoch] == nil {
        result.totals[record.epoch] = JobTotals(record.totals)
      }
      if result.footprints[record.epoch] == nil {
        result.footprints[record.epoch] = record.footprint
      }
    }
    return result
  }
}
