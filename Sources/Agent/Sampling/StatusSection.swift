internal import NodeModel

/// What the sampler says of its own sources: which are up, why not, how long they take, what they refused.
final class StatusSection: Section {
  let probe = "status"
  private(set) var page = SectionPage()

  /// One probe, which may consist of several sections.
  private struct Subject {
    let name: String
    var sections: [any Section]
    let up: Series
    let duration: Series
    let lastSuccess: Series
    /// Series of reasons that were ever met, by `FailureReason.rawValue`.
    var failures: [Series?]
    var refusals: [Series?]
    /// What the series of reasons show; nil before the first round.
    var shown: (failures: UInt32, refusals: UInt64)?
  }
  private var subjects: [Subject] = []
  /// Reasons met, by probe: they keep their series for the life of the agent.
  private var metFailures: [String: UInt32] = [:]
  private var metRefusals: [String: UInt32] = [:]
  private var refusedTotals: [String: [UInt64]] = [:]
  private var duplicates: [String: UInt64] = [:]
  private var hasNewDuplicates = false

  /// Takes over the sections of a new layout.
  func observe(_ sections: [any Section]) {
    var order: [String] = []
    var byName: [String: [any Section]] = [:]
    for section in sections where section !== self {
      if byName[section.probe] == nil { order.append(section.probe) }
      byName[section.probe, default: []].append(section)
    }
    rebuild(order.map { ($0, byName[$0] ?? []) })
  }

  /// Counts series of a probe that were declared a second time; the next round shows it.
  func count(duplicates count: Int, of probe: String) {
    guard count > 0 else { return }
    duplicates[probe, default: 0] += UInt64(count)
    metRefusals[probe, default: 0] |= FailureReason.duplicate.bit
    hasNewDuplicates = true
  }

  /// Fills in this round. A reason that was never met before makes a new table.
  func update(at time: UInt64) {
    page.readings.begin(at: time)
    var isNew = hasNewDuplicates
    hasNewDuplicates = false
    for index in subjects.indices where !update(index) { isNew = true }
    guard isNew else { return }
    rebuild(subjects.map { ($0.name, $0.sections) })
    for index in subjects.indices { _ = update(index) }
  }

  /// Fills in what one probe is like; false where it needs series that the table does not have.
  private func update(_ index: Int) -> Bool {
    var isUp = false
    var failures: UInt32 = 0
    var refusals: UInt64 = 0
    var lastSuccess: UInt64 = 0
    var duration: UInt64 = 0
    var isAbsent = false
    for section in subjects[index].sections {
      let status = section.status
      isUp = isUp || status.hasValues
      if status.isAbsent { isAbsent = true } else { failures |= status.failures }
      refusals += status.refusals
      lastSuccess = max(lastSuccess, status.lastSuccess)
      duration += status.duration
    }
    // A probe may be read in two places, and its hardware be in one of them.
    if isAbsent, !isUp, failures == 0 { failures = FailureReason.absent.bit }
    page.readings.set(subjects[index].up, count: isUp ? 1 : 0)
    if lastSuccess > 0 {
      page.readings.set(subjects[index].duration, Double(duration) / 1e9)
      page.readings.set(subjects[index].lastSuccess, Double(lastSuccess / 1_000_000) / 1e3)
    }
    if let shown = subjects[index].shown, shown == (failures, refusals) { return true }
    guard meet(failures, index) else { return false }
    show(failures, index)
    subjects[index].shown = (failures, refusals)
    return true
  }

  /// Remembers reasons that were never met; false where there were any.
  private func meet(_ failures: UInt32, _ index: Int) -> Bool {
    let name = subjects[index].name
    var refused: UInt32 = 0
    for section in subjects[index].sections {
      for reason in FailureReason.allCases
      where section.readings.refused[Int(reason.rawValue)] > 0 {
        refused |= reason.bit
      }
    }
    let known = (metFailures[name] ?? 0, metRefusals[name] ?? 0)
    guard failures & ~known.0 != 0 || refused & ~known.1 != 0 else { return true }
    metFailures[name] = known.0 | failures
    metRefusals[name] = known.1 | refused
    return false
  }

  private func show(_ failures: UInt32, _ index: Int) {
    for reason in FailureReason.allCases {
      if let series = subjects[index].failures[Int(reason.rawValue)] {
        if failures & reason.bit != 0 {
          page.readings.set(series, count: 1)
        } else {
          page.readings.clear(series)
        }
      }
      if let series = subjects[index].refusals[Int(reason.rawValue)] {
        page.readings.set(series, count: total(of: subjects[index], reason))
      }
    }
  }

  /// A lane of a worker that is gone takes its count with it, so the total never falls below what was
  /// shown.
  private func total(of subject: Subject, _ reason: FailureReason) -> UInt64 {
    let index = Int(reason.rawValue)
    var sum = reason == .duplicate ? duplicates[subject.name] ?? 0 : 0
    for section in subject.sections { sum += section.readings.refused[index] }
    let total = max(sum, refusedTotals[subject.name]?[index] ?? 0)
    refusedTotals[subject.name]?[index] = total
    return total
  }

  private func rebuild(_ probes: [(name: String, sections: [any Section])]) {
    var fresh = SeriesTable()
    subjects = probes.map { name, sections in
      let failures = metFailures[name] ?? 0
      let refusals = metRefusals[name] ?? 0
      if refusedTotals[name] == nil {
        refusedTotals[name] = Array(repeating: 0, count: FailureReason.allCases.count)
      }
      return Subject(
        name: name, sections: sections,
        up: fresh.add(.probeUp, ["probe": name]),
        duration: fresh.add(.probeDuration, ["probe": name]),
        lastSuccess: fresh.add(.probeLastSuccess, ["probe": name]),
        failures: FailureReason.allCases.map {
          failures & $0.bit != 0
            ? fresh.add(.probeFailure, ["probe": name, "reason": $0.word]) : nil
        },
        refusals: FailureReason.allCases.map {
          refusals & $0.bit != 0
            ? fresh.add(.refusedReadings, ["probe": name, "reason": $0.word]) : nil
        })
    }
    if fresh.entries != table.entries { page.replace(with: fresh) }
  }
}

extension Metric {
  static let probeUp = Metric("nodeprobe_probe_up", "Whether the probe has a value to show")
  static let probeFailure = Metric(
    "nodeprobe_probe_failure_info", "Why readings of the probe are missing now")
  static let probeDuration = Metric(
    "nodeprobe_probe_duration_seconds", "How long the last read of the probe took")
  static let probeLastSuccess = Metric(
    "nodeprobe_probe_last_success_timestamp_seconds",
    "Unix time of the last read of the probe that brought a value")
  static let refusedReadings = Metric(
    "nodeprobe_refused_readings_total", "Values that were read and not believed")
}
