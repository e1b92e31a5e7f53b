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
  private let mostBytes: Int
  private let sink: PullSink
  /// For temporary files.
  private let folder = ProcessImage.environment("TMPDIR") ?? "/var/tmp"
  private let failed: @Sendable (PullTarget, PullFailure) -> Void
  private let state = Mutex(State())

  /// So many reports of one node in a row are not believed.
  private static let mostPages = 10_000
  /// So many bytes of one node are written in a run, by default: a year of a busy one. One that sends without end leaves
  /// room for the others.
  public static let usualBytes = 1 << 30

  /// Opens the output.
  ///
  /// - Parameters:
  ///   - output: the file that is gone on with, positions beside it; nil is standard output.
  ///   - hours: how far back a node is fetched that was never fetched before.
  ///   - patience: for each request, names left out.
  ///   - mostBytes: so many bytes of one node are written; the rest comes with the next run.
  ///   - failed: is called for each target that could not be fetched, on any thread.
  /// - Throws: where the output or its positions cannot be used.
  public init(
    _ targets: [PullTarget], to output: String?, hours: Int = 24,
    patience: Duration = .seconds(30), mostBytes: Int = Pull.usualBytes,
    failed: @escaping @Sendable (PullTarget, PullFailure) -> Void
  ) throws {
    self.targets = targets
    self.hours = hours
    self.patience = patience
    self.mostBytes = mostBytes
    self.failed = failed
    sink = try PullSink(output)
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
    let known = sink.entry(of: target)
    var report: PulledReport
    if let known, case .success(let news) = try page(of: target, "after=\(known.position)"),
      news.nodeID == known.nodeID
    {
      report = news
    } else {
      // Never fetched, or the store is another one.
      report = try page(of: target, "hours=\(hours)").get()
    }
    var written = 0
    for _ in 0..<Self.mostPages {
      guard sink.take(report, of: target) else { return false }
      state.withLock { $0.counts.reports += 1 }
      guard report.isCut else { return true }
      written += report.count
      guard written < mostBytes else {
        throw PullFailure("it has more than \(mostBytes >> 20) MiB; the next run goes on there")
      }
      let more = try page(of: target, "after=\(report.position)").get()
      guard more.position > report.position, more.nodeID == report.nodeID else {
        throw PullFailure("its pages do not go on")
      }
      report = more
    }
    throw PullFailure("it never ends")
  }

  /// One report, or why the agent refuses what is asked for: it never had that position.
  private func page(
    of target: PullTarget, _ query: String
  ) throws(PullFailure) -> Result<PulledReport, PullFailure> {
    let connection = try PullConnection(to: target, before: ContinuousClock.now + patience)
    try connection.send(
      "GET /report?\(query) HTTP/1.0\r\nHost: \(target.authority)\r\nAccept-Encoding: gzip\r\n\r\n")
    var reception = PullReception(in: folder)
    try connection.receive(into: &reception)
    return try reception.result()
  }
}
