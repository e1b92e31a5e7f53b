import Agent
import EnergyLedger
import Footprint
import LinuxFiles
import NodeModel
import Terminal

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
  /// Whose store is read.
  private let directory: String
  /// Whether jobs are told with their steps and containers.
  private let withParts: Bool
  /// What could not be read, where the rest could.
  let gap: Gap?
  /// Why an agent that seems to run did not answer; nil where it did, or none runs.
  private let refusal: AgentClient.Failure?
  /// Why it did not tell the parts of jobs, where it told the jobs.
  private let partsRefusal: AgentClient.Failure?

  /// A part of what is asked for cannot be read: what was printed is not all.
  struct Gap: Error, CustomStringConvertible {
    /// One line: what, why, how to mend.
    let description: String

    init(description: String) { self.description = description }

    init(_ failure: StateFailure, in directory: String) {
      description =
        "not all jobs are here: " + failure.line(about: directory + "/ledger.sqlite").printable
    }
  }

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
  ///
  /// - Parameter withParts: whether jobs are to be told with their steps and containers.
  init(in directories: [String], withParts: Bool = false) throws {
    finished = directories.flatMap { FinishedJob.waiting(in: $0) }
    self.withParts = withParts
    var refusal: AgentClient.Failure?
    for directory in directories {
      var agent = AgentClient(socket: directory + "/agent.sock")
      // The agent itself gives up on a question after five seconds, and says so.
      agent.patience = .seconds(6)
      let document: [UInt8]
      var parts: [String: JobParts] = [:]
      var refusedParts: AgentClient.Failure?
      // Before their jobs, whose energy only grows: no shares are more than that.
      do throws(AgentClient.Failure) {
        if withParts { parts = try Self.parts(of: agent) }
      } catch {
        refusedParts = error
      }
      do throws(AgentClient.Failure) {
        document = try agent.get("/v1/jobs")
      } catch {
        if case .noAgent = error { continue }
        refusal = refusal ?? error
        continue
      }
      live = try JobReport.all(json: document).map { job in
        var job = job
        job.parts = parts[job.id]
        return job
      }
      self.agent = agent
      self.refusal = nil
      partsRefusal = refusedParts
      let store = Self.archive(in: directory)
      archive = try? store.get()
      checkpoint = nil
      self.directory = directory
      gap = Self.gap([(directory, store)], directories)
      return
    }
    agent = nil
    live = []
    self.refusal = refusal
    partsRefusal = nil
    var stores: [(directory: String, store: Result<LedgerArchive, StateFailure>)] = []
    for directory in directories {
      let store = Self.archive(in: directory)
      // Another user's is not asked for where one has a store of one's own.
      if case .failure(.denied) = store, directories.count > 1 { continue }
      stores.append((directory, store))
      guard case .success(let found) = store else { continue }
      archive = found
      checkpoint = LedgerArchive.checkpoint(in: directory)
      self.directory = directory
      gap = Self.gap(stores, directories)
      return
    }
    archive = nil
    checkpoint = nil
    directory = directories.first ?? ""
    gap = Self.gap(stores, directories)
    if !finished.isEmpty { return }
    if let refusal { throw refusal }
    let failures = stores.compactMap { Self.failure(of: $0.store) }
    let isDenied = stores.count < directories.count
    let cause = failures.last { $0 != .absent } ?? (isDenied ? .denied : .absent)
    throw Nothing(directory: directory, cause: cause.word)
  }

  /// The parts of jobs on the page, by `job_id`; none of an older agent, which knows of none.
  private static func parts(
    of agent: AgentClient
  ) throws(AgentClient.Failure) -> [String: JobParts] {
    do throws(AgentClient.Failure) {
      let document = try agent.get("/v1/parts")
      return (try? PartsDocument.jobs(in: document)) ?? [:]
    } catch {
      if case .status(404, _, _) = error { return [:] }
      throw error
    }
  }

  private static func archive(in directory: String) -> Result<LedgerArchive, StateFailure> {
    do throws(StateFailure) {
      return .success(try LedgerArchive(in: directory))
    } catch {
      return .failure(error)
    }
  }

  private static func failure(of store: Result<LedgerArchive, StateFailure>) -> StateFailure? {
    if case .failure(let failure) = store { failure } else { nil }
  }

  /// What there is beside what can be read. A store that is not there yet, or is being made, is none.
  private static func gap(
    _ stores: [(directory: String, store: Result<LedgerArchive, StateFailure>)],
    _ directories: [String]
  ) -> Gap? {
    for (directory, store) in stores {
      guard let failure = failure(of: store), failure != .absent, failure != .busy else { continue }
      return Gap(failure, in: directory)
    }
    guard let broken = directories.lazy.flatMap({ FinishedJob.broken(in: $0) }).first else {
      return nil
    }
    return Gap(
      description: "not all jobs are here: \(broken) is not the job of a command; move it away")
  }

  /// What cannot be read any more of a store that was opened is said as what could not be opened.
  private func telling<Value>(_ body: () throws(StateFailure) -> Value) throws -> Value {
    do throws(StateFailure) {
      return try body()
    } catch {
      throw Gap(error, in: directory)
    }
  }

  /// When what is listed was true, in nanoseconds since 1970; nil where an agent says how it is now.
  var keptAt: UInt64? { agent == nil ? checkpoint?.writtenAt : nil }

  /// What an agent that runs did not tell, and what stands in for it, for people; one line each.
  var notices: [String] {
    var notices: [String] = []
    if let refusal {
      let place =
        keptAt.map { "this is how it was at \(Timestamp.minute($0)) UTC" }
        ?? "what it has not filed yet is not here"
      notices.append("\(refusal); \(place)")
    }
    if let partsRefusal {
      notices.append("\(partsRefusal); jobs that it shows are listed without their parts")
    }
    return notices
  }

  /// Says them where a program's output has no place for them.
  func tellNotices() {
    for notice in notices { StandardStream.error.write("probe: \(notice)\n") }
  }

  // MARK: Jobs

  /// The jobs that a filter selects, the latest of them, in the order in which they began; and how many more
  /// there are.
  func jobs(_ filter: JobFilter) throws -> (shown: [JobReport], isCut: Bool) {
    var wide = filter
    // One more than is shown tells that there are more; live ones stand in the store as well.
    wide.limit = filter.limit + live.count + 1
    let filed = try telling { () throws(StateFailure) in
      try archive?.jobs(wide) ?? []
    }.map(current)
    let left = finished.map { JobReport($0.record) }.filter { $0.isSelected(by: filter) }
    let new = live + left.filter { job in !filed.contains { $0.isSame(as: job) } }
    let old = filed.filter { job in !live.contains { $0.isSame(as: job) } }
    var all = old + new.filter { $0.isSelected(by: filter) }
    all.sort { ($0.start, $0.id) < ($1.start, $1.id) }
    return (Array(all.suffix(filter.limit)), all.count > filter.limit)
  }

  /// A job of the store with what the last checkpoint says of it, which is newer.
  private func current(_ record: JobRecord) -> JobReport {
    var job = JobReport(checkpoint.map { record.current(in: $0) } ?? record)
    if !withParts { job.parts = nil }
    return job
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
    result.factors = try telling { () throws(StateFailure) in try factors() }
    // The agent first: a row that it hands to the store meanwhile is then seen twice and not at all never.
    if let agent {
      do {
        let book = try JobBook(
          json: agent.get("/v1/jobs/" + PercentCoding.encoded(job) + "/rows"))
        result.add(book.rows)
        if let totals = book.totals { result.totals[book.epoch] = totals }
        if let footprint = book.footprint { result.footprints[book.epoch] = footprint }
        if let parts = book.parts { result.parts[book.epoch] = parts }
        // The store says from when on: what it has not got yet is news.
        if let (start, set) = book.factors, result.factors.entries.last?.set != set {
          result.factors.add(set, from: start)
        }
      } catch AgentClient.Failure.status(404, _, _) {
        // It has left the page, and all its rows are in the store.
      }
    }
    let own = try telling { () throws(StateFailure) in try archive?.ownFactors() ?? [:] }
    for (epoch, factors) in own { result.take(factors, of: epoch) }
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
      result.footprints[left.record.epoch] = left.record.footprint
      if let factors = left.factors { result.take(factors, of: left.record.epoch) }
      result.divisions.append(left.division)
    }
    guard let archive else { return result }
    let filed = try telling { () throws(StateFailure) in try archive.divisions() }
    result.divisions.removeAll { left in filed.contains { $0.epoch == left.epoch } }
    result.divisions += filed
    result.add(
      try telling { () throws(StateFailure) in try archive.rows(of: owner).map(\.row) })
    var filter = JobFilter()
    filter.id = job
    for filed in try telling({ () throws(StateFailure) in try archive.jobs(filter) })
    where filed.isCounted {
      let record = checkpoint.map { filed.current(in: $0) } ?? filed
      if result.totals[record.epoch] == nil {
        result.totals[record.epoch] = JobTotals(record.totals)
      }
      if result.footprints[record.epoch] == nil {
        result.footprints[record.epoch] = record.footprint
      }
      if result.parts[record.epoch] == nil { result.parts[record.epoch] = record.parts }
    }
    return result
  }
}
