@testable import Simulation

/// An interval of ten seconds written by hand: four processors, one socket.
struct IntervalStage {
  var domains: [(EnergyDomain.Kind, before: UInt64, after: UInt64)] = []
  /// CPU seconds and resident bytes of each job, before and after; nil before where it came in the
  /// interval.
  var jobs: [(before: Double?, after: Double, resident: Double, hasEnded: Bool)] = []
  var systemSeconds = 0.0
  var busySeconds = 0.0
  var wallWatts: Int?
  var usedMemory = 8e9
  /// Joules of the one accelerator, and the use by jobs; nil where there is none.
  var accelerator: (joules: Double, percent: [Int])?

  static let range: UInt64 = 1_000_000_000

  var interval: Interval {
    let boundary = Component.allCases
    let facts = NodeFacts(
      sockets: 1, coresPerSocket: 4, threadsPerCore: 1, memory: 16e9,
      domains: domains.map { EnergyDomain(kind: $0.0, socket: 0, range: Self.range) },
      hasWallMeter: wallWatts != nil,
      accelerators: accelerator == nil ? [] : [AcceleratorRow(name: "card", idle: 10, limit: 100)],
      nominalWall: (10, 100), boundary: boundary)
    return Interval(facts: facts, earlier: sample(isLater: false), later: sample(isLater: true))
  }

  private func sample(isLater: Bool) -> Sample {
    var readings: [JobReading] = []
    for (number, job) in jobs.enumerated() {
      guard let seconds = isLater ? job.after : job.before else { continue }
      readings.append(
        reading(
          .job(number), seconds, resident: job.resident, hasEnded: isLater && job.hasEnded))
    }
    var devices: [AcceleratorReading] = []
    if let accelerator {
      devices.append(
        AcceleratorReading(
          millijoules: isLater ? UInt64(accelerator.joules * 1000) : 0,
          utilization: isLater ? accelerator.percent.enumerated().map { (.job($0), $1) } : []))
    }
    return Sample(
      nanoseconds: isLater ? 10_000_000_000 : 0,
      energy: domains.map { isLater ? $0.after : $0.before }, wallWatts: wallWatts,
      busyMicroseconds: [isLater ? UInt64(busySeconds * 1e6) : 0, 0, 0, 0], work: nil,
      kilohertz: [0, 0, 0, 0], jobs: readings,
      system: reading(.system, isLater ? systemSeconds : 0, resident: 1e9, hasEnded: false),
      accelerators: devices, usedMemory: usedMemory)
  }

  private func reading(
    _ owner: Owner, _ seconds: Double, resident: Double, hasEnded: Bool
  ) -> JobReading {
    JobReading(
      owner: owner, hasEnded: hasEnded, began: 0, ended: hasEnded ? 10_000_000_000 : nil,
      cpuMicroseconds: UInt64(seconds * 1e6),
      onSocket: .zero, cycles: nil, cyclesAlone: nil, instructions: nil, work: nil,
      trafficBytes: nil,
      localBytes: nil, transferredBytes: 0, residentBytes: resident,
      residentOnSocket: [resident, 0], processors: [],
      reservation: Reservation(
        cores: .zero, memory: 0, accelerators: accelerator == nil ? [] : [0]))
  }
}
