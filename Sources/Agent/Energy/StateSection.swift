internal import NodeModel

/// Whether the energy book outlives this process, this boot and this disk's troubles.
final class StateSection: Section {
  let probe = "state"
  private(set) var page = SectionPage()

  private let state: EnergyState
  private let clock: NodeClock
  private var shown: [StateFailure?] = []
  private var parts: [Series] = []
  private var lastSync = Series(index: 0)
  private var lastFiling = Series(index: 0)
  private var lostRows = Series(index: 0)
  private var bytes = Series(index: 0)

  init(_ state: EnergyState, clock: NodeClock) {
    self.state = state
    self.clock = clock
    declare(Self.failures(state.status))
  }

  /// Shows how the state stands.
  func update() {
    let status = state.status
    if status.keeping != shown[0] || status.syncing != shown[1] || status.filing != shown[2] {
      declare(Self.failures(status))
    }
    page.readings.begin(at: clock.now())
    for (index, failure) in shown.enumerated() {
      page.readings.set(parts[index], count: failure == nil ? 1 : 0)
    }
    show(status.lastSync, in: lastSync)
    show(status.lastFiling, in: lastFiling)
    page.readings.set(lostRows, count: status.lostRows)
    if status.storeBytes > 0 { page.readings.set(bytes, count: status.storeBytes) }
    page.finish(after: 0, at: clock.wallTime())
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
    lostRows = fresh.add(.stateLostRows)
    bytes = fresh.add(.stateStoreBytes)
    let reasons = zip(Self.words, failures).compactMap { word, failure in
      failure.map { fresh.add(.stateFailure, ["part": word, "reason": $0.word]) }
    }
    page.replace(with: fresh)
    for series in reasons { page.readings.set(series, count: 1) }
  }

  /// A time of 0 never was.
  private func show(_ nanoseconds: UInt64, in series: Series) {
    if nanoseconds > 0 { page.readings.set(series, Double(nanoseconds / 1_000_000) / 1e3) }
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
  static let stateLostRows = Metric(
    "nodeprobe_state_lost_rows_total",
    "Rows of hours that were given up because the store did not take them while there was room")
  static let stateStoreBytes = Metric(
    "nodeprobe_state_store_bytes", "Size of the store of rows and jobs, without its log")
}
