internal import CLinux
internal import Dispatch
internal import LinuxFiles
internal import Synchronization

/// Fetches the reports of many agents, some at a time.
///
/// A report is unpacked and compared with its digest as it comes, and what of it is above 256 KiB is in a temporary file
/// until it is whole: each that is fetched at the same time takes less than a megabyte of memory, whatever it sends.
public final class Pull: Sendable {
  /// What became of all targets.
  public struct Counts: Sendable, Equatable {
    /// Nodes that were fetched whole.
    public internal(set) var fetched = 0
    /// Nodes of which something is missing.
    public internal(set) var failed = 0
    /// Reports that were written: a node with much news sends several.
    public internal(set) var reports = 0
  }

  private struct State: Sendable {
    var next = 0
    var counts = Counts()
  }

  private let targets: [PullTarget]
  private let hours: Int
  private let patience: Duration
  private let budget: Duration
  private let mostBytes: Int
  private let sink: PullSink
  /// For temporary files.
  private let folder = ProcessImage.environment("TMPDIR") ?? "/var/tmp"
  private let remark: @Sendable (String) -> Void
  private let failed: @Sendable (PullTarget, PullFailure) -> Void
  private let state = Mutex(State())

  /// So many reports of one node in a row are not believed.
  private static let mostPages = 10_000
  /// One node takes so many times the patience of a request and no more: others wait for its place.
  private static let requestsPerNode = 20
  /// An agent tells no more hours than ten years have.
  private static let mostHours = 87_600
  /// So many rows each page has that is asked for where the one before did not come whole; without it 20,000 of them.
  private static let smallerLimits = [2000, 200]
  /// So many bytes of one node are written in a run, by default: a year of a busy one. One that sends without end leaves
  /// room for the others.
  public static let usualBytes = 1 << 30

  /// Opens the output.
  ///
  /// - Parameters:
  ///   - output: the file that is gone on with, positions beside it; nil is standard output.
  ///   - hours: how far back a node is fetched that was never fetched before.
  ///   - patience: for each request.
  ///   - budget: for each node; nil is twenty times the patience. The rest comes with the next run.
  ///   - mostBytes: so many bytes of one node are written; the rest comes with the next run.
  ///   - remark: is called with a line for whoever runs it, where nothing failed, on any thread.
  ///   - failed: is called for each target that could not be fetched, on any thread.
  /// - Throws: where the output or its positions cannot be used.
  public init(
    _ targets: [PullTarget], to output: String?, hours: Int = 24,
    patience: Duration = .seconds(30), budget: Duration? = nil, mostBytes: Int = Pull.usualBytes,
    remark: @escaping @Sendable (String) -> Void = { _ in },
    failed: @escaping @Sendable (PullTarget, PullFailure) -> Void
  ) throws {
    self.targets = targets
    self.hours = hours
    self.patience = patience
    self.budget = budget ?? patience * Self.requestsPerNode
    self.mostBytes = mostBytes
    self.remark = remark
    self.failed = failed
    sink = try PullSink(output, remark: remark)
  }

  /// Fetches all of them, at most `parallel` at a time. Throws where the output cannot be written.
  public func run(parallel: Int) throws -> Counts {
    let done = DispatchSemaphore(value: 0)
    var started = 0
    for _ in 0..<min(max(1, parallel), targets.count) {
      do {
        try DetachedThread.run("pull") {
          self.work()
          done.signal()
        }
        started += 1
      } catch {
        // Those that run do the rest.
        break
      }
    }
    if started == 0 { work() }
    for _ in 0..<started { done.wait() }
    try sink.finish()
    return state.withLock { $0.counts }
  }

  private func work() {
    while let target = next() {
      do throws(PullFailure) {
        guard try fetch(target) else { return }
        state.withLock { $0.counts.fetched += 1 }
      } catch {
        state.withLock { $0.counts.failed += 1 }
        failed(target, error)
      }
    }
  }

  private func next() -> PullTarget? {
    state.withLock { state in
      guard state.next < targets.count else { return nil }
      defer { state.next += 1 }
      return targets[state.next]
    }
  }

  /// Fetches all that is new of a node; false where nobody takes it any more.
  private func fetch(_ target: PullTarget) throws(PullFailure) -> Bool {
    var pace = Pace(end: ContinuousClock.now + budget)
    var report = try first(of: target, &pace)
    var written = 0
    for _ in 0..<Self.mostPages {
      guard sink.take(report, of: target) else { return false }
      state.withLock { $0.counts.reports += 1 }
      guard report.isCut else { return true }
      written += report.count
      guard written < mostBytes else {
        throw PullFailure("it has more than \(mostBytes >> 20) MiB; the next run goes on there")
      }
      let more = try page(of: target, "after=\(report.position)", &pace).get()
      guard more.position > report.position, more.nodeID == report.nodeID else {
        throw PullFailure("its pages do not go on")
      }
      report = more
    }
    throw PullFailure("it never ends")
  }

  /// The first report of a run: what is new, or where a node was never fetched some hours.
  private func first(
    of target: PullTarget, _ pace: inout Pace
  ) throws(PullFailure) -> PulledReport {
    guard let known = sink.entry(of: target) else {
      return try page(of: target, "hours=\(hours)", &pace).get()
    }
    let reason: String
    switch try page(of: target, "after=\(known.position)", &pace) {
    case .success(let news):
      if news.nodeID == known.nodeID { return news }
      reason = "another node answers there"
    case .failure(let refusal):
      guard PullAnswer.says(refusal, unknown: known.position) else { throw refusal }
      reason = "its store is another one"
    }
    let now = Int64(clinux_realtime_nanoseconds() / 1_000_000_000)
    let hours = min(max(hours, known.hours(until: now)), Self.mostHours)
    let report = try page(of: target, "hours=\(hours)", &pace).get()
    remark("\(target.text): \(reason): begun anew, \(hours) hours back")
    return report
  }

  /// How a node is asked.
  private struct Pace {
    /// Until then all of it.
    let end: ContinuousClock.Instant
    /// How often it was too slow for what was asked for.
    var slowness = 0

    var limit: String {
      slowness == 0 ? "" : "&limit=\(Pull.smallerLimits[slowness - 1])"
    }
  }

  /// One report, or in what words the agent refuses what is asked for. Over a link that is too slow for
  /// all of a page, be it for us or for the agent, which gives up as well, smaller ones come, so that each run gets on.
  private func page(
    of target: PullTarget, _ query: String, _ pace: inout Pace
  ) throws(PullFailure) -> Result<PulledReport, PullFailure> {
    while true {
      let end = min(pace.end, ContinuousClock.now + patience)
      var reception = PullReception(in: folder)
      do throws(PullFailure) {
        return try answer(of: target, query + pace.limit, &reception, before: end)
      } catch {
        // Whatever gave up at the end of the budget did so because of it; waits end up to a millisecond early.
        guard ContinuousClock.now + .milliseconds(10) < pace.end else {
          throw PullFailure(
            "it took more than \(budget.components.seconds) s; the next run goes on there")
        }
        guard error == PullConnection.late || error.isBreak else { throw error }
        guard reception.hasBegun, pace.slowness < Self.smallerLimits.count else {
          if error.isBreak { throw error }
          throw PullFailure("no answer in time; give it longer with --timeout")
        }
        pace.slowness += 1
      }
    }
  }

  private func answer(
    of target: PullTarget, _ query: String, _ reception: inout PullReception,
    before end: ContinuousClock.Instant
  ) throws(PullFailure) -> Result<PulledReport, PullFailure> {
    let connection = try PullConnection(to: target, before: end)
    try connection.send(
      "GET /report?\(query) HTTP/1.0\r\nHost: \(target.authority)\r\nAccept-Encoding: gzip\r\n\r\n")
    try connection.receive(into: &reception)
    return try reception.result()
  }
}
