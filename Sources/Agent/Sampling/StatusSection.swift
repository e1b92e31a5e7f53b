internal import NodeModel

/// What the sampler says of its own sources: which are up, why not, how long they take, what they refused.
final class StatusSection: Section {
  let probe = "status"
  private(set) var table = SeriesTable()
  private(set) var readings = Readings(for: SeriesTable())
  private(set) var generation = 0
  let failure: FailureReason? = nil
  let duration: UInt64 = 0
  let lastSuccess: UInt64 = 0

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
  }
  private var subjects: [Subject] = []
  /// Reasons met, by probe: they keep their series for the life of the agent.
  private var metFailures: [String: Set<FailureReason>] = [:]
  private var metRefusals: [String: Set<FailureReason>] = [:]
  private var refusedTotals: [String: [UInt64]] = [:]
  private var duplicates: [String: UInt64] = [:]

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

  /// Counts series of a probe that were declared a second time.
  func count(duplicates count: Int, of probe: String) {
    guard count > 0 else { return }
    duplicates[probe, default: 0] += UInt64(count)
    metRefusals[probe, default: []].insert(.duplicate)
  }

  /// Fills in this round. A reason that was never met before makes a new table.
  func update(at time: UInt64) {
    if meetNewReasons() { rebuild(subjects.map { ($0.name, $0.sections) }) }
    readings.begin(at: time)
    for subject in subjects { update(subject) }
  }

  private func update(_ subject: Subject) {
    var isUp = false
    var lastSuccess: UInt64 = 0
    var duration: UInt64 = 0
    for section in subject.sections {
      isUp = isUp || section.readings.hasValues
      lastSuccess = max(lastSuccess, section.lastSuccess)
      duration += section.duration
    }
    readings.set(subject.up, count: isUp ? 1 : 0)
    readings.set(subject.duration, Double(duration) / 1e9)
    if lastSuccess > 0 {
      readings.set(subject.lastSuccess, Double(lastSuccess / 1_000_000) / 1e3)
    }
    for reason in FailureReason.allCases {
      if let series = subject.failures[Int(reason.rawValue)] {
        if Self.fails(subject.sections, reason) {
          readings.set(series, count: 1)
        } else {
          readings.clear(series)
        }
      }
      if let series = subject.refusals[Int(reason.rawValue)] {
        readings.set(series, count: total(of: subject, reason))
      }
    }
  }

  /// A lane of a worker that is gone takes its count with it, so the total never falls below what was
  /// shown.
  private func total(of subject: Subject, _ reason: FailureReason) -> UInt64 {
    let index = Int(reason.rawValue)
    var sum = reason == .duplicate ? duplicates[subject.name] ?? 0 : 0
    for section in subject.sections { sum += section.readings.refused[index] }
    guard case let shown? = refusedTotals[subject.name]?[index], shown > sum else {
      refusedTotals[subject.name]?[index] = sum
      return sum
    }
    return shown
  }

  private static func fails(_ sections: [any Section], _ reason: FailureReason) -> Bool {
    sections.contains {
      $0.failure == reason || $0.readings.failures[Int(reason.rawValue)] > 0
        || (reason == .absent && isEmpty($0))
    }
  }

  /// Whether a section has neither values nor a reason why: there is nothing for it to read.
  private static func isEmpty(_ section: any Section) -> Bool {
    section.failure == nil && !section.readings.hasValues && section.readings.mainFailure == nil
  }

  private func meetNewReasons() -> Bool {
    var isNew = false
    for subject in subjects {
      for reason in FailureReason.allCases {
        let index = Int(reason.rawValue)
        if subject.failures[index] == nil, Self.fails(subject.sections, reason) {
          metFailures[subject.name, default: []].insert(reason)
          isNew = true
        }
        if subject.refusals[index] == nil,
          subject.sections.contains(where: { $0.readings.refused[index] > 0 })
            || (reason == .duplicate && duplicates[subject.name] != nil)
        {
          metRefusals[subject.name, default: []].insert(reason)
          isNew = true
        }
      }
    }
    return isNew
  }

  private func rebuild(_ probes: [(name: String, sections: [any Section])]) {
    var fresh = SeriesTable()
    subjects = probes.map { name, sections in
      let failures = metFailures[name] ?? []
      let refusals = metRefusals[name] ?? []
      if refusedTotals[name] == nil {
        refusedTotals[name] = Array(repeating: 0, count: FailureReason.allCases.count)
      }
      return Subject(
        name: name, sections: sections,
        up: fresh.add(.probeUp, ["probe": name]),
        duration: fresh.add(.probeDuration, ["probe": name]),
        lastSuccess: fresh.add(.probeLastSuccess, ["probe": name]),
        failures: FailureReason.allCases.map {
          failures.contains($0)
            ? fresh.add(.probeFailure, ["probe": name, "reason": $0.word]) : nil
        },
        refusals: FailureReason.allCases.map {
          refusals.contains($0)
            ? fresh.add(.refusedReadings, ["probe": name, "reason": $0.word]) : nil
        })
    }
    guard fresh.entries != table.entries else { return }
    table = fresh
    readings = Readings(for: fresh)
    generation += 1
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
