internal import NodeModel

/// Whether the energy book outlives this process, this boot and this disk's troubles.
final class StateSection: Section {
  let probe = "state"
  private(set) var table = SeriesTable()
  private(set) var readings = Readings(for: SeriesTable())
  private(set) var generation = 0

  private let state: EnergyState
  private let clock: NodeClock
  private var shown: [StateFailure?] = []
  private var parts: [Series] = []
  private var lastSync = Series(index: 0)
  private var lastFiling = Series(index: 0)
  private var bytes = Series(index: 0)
  private var lastSuccess: UInt64 = 0

  init(_ state: EnergyState, clock: NodeClock) {
    self.state = state
    self.clock = clock
    declare(Self.failures(state.status))
  }

  var status: SectionStatus {
    SectionStatus(readings, failure: nil, duration: 0, lastSuccess: lastSuccess)
  }

  func copyValues(into target: inout [Value], at place: Int) {
    readings.copy(into: &target, at: place)
  }

  /// Shows how the state stands.
  func update() {
    let status = state.status
    if status.keeping != shown[0] || status.syncing != shown[1] || status.filing != shown[2] {
      declare(Self.failures(status))
    }
    readings.begin(at: clock.now())
    for (index, failure) in shown.enumerated() {
      readings.set(parts[index], count: failure == nil ? 1 : 0)
    }
    show(status.lastSync, in: lastSync)
    show(status.lastFiling, in: lastFiling)
    if status.storeBytes > 0 { readings.set(bytes, count: status.storeBytes) }
    lastSuccess = clock.wallTime()
  }

  private static func failures(_ status: StateStatus) -> [StateFailure?] {
    [status.keeping, status.syncing, status.filing]
  }

  private static let words = ["rounds", "disk", "store"]

  private func declare(_ failures: [StateFailure?]) {
    shown = failures
    var fresh = SeriesTable()
    parts = Self.words.map { fresh.add(.stateWritable, ["part": $0]) }
    lastSync = fresh.add(.stateSync)
    lastFiling = fresh.add(.stateFiling)
    bytes = fresh.add(.stateStoreBytes)
    let reasons = zip(Self.words, failures).compactMap { word, failure in
      failure.map { fresh.add(.stateFailure, ["part": word, "reason": $0.word]) }
    }
    var next = Readings(for: fresh)
    next.adopt(readings, of: table, for: fresh)
    readings = next
    table = fresh
    for series in reasons { readings.set(series, count: 1) }
    generation += 1
  }

  /// A time of 0 never was.
  private func show(_ nanoseconds: UInt64, in series: Series) {
    if nanoseconds > 0 { readings.set(series, Double(nanoseconds / 1_000_000) / 1e3) }
  }
}

extension Metric {
  static let stateWritable = Metric(
    "nodeprobe_state_writable",
    "Whether the energy book is kept: rounds against kill -9, disk against power loss, store for rows"
  )
  static let stateFailure = Metric(
    "nodeprobe_state_failure_info", "Why a part of the energy book is not kept")
  static let stateSync = Metric(
    "nodeprobe_state_last_sync_timestamp_seconds",
    "Unix time of the last round that would survive a power loss")
  static let stateFiling = Metric(
    "nodeprobe_state_last_filing_timestamp_seconds", "Unix time at which rows or jobs were filed")
  static let stateStoreBytes = Metric(
    "nodeprobe_state_store_bytes", "Size of the store of rows and jobs, without its log")
}
