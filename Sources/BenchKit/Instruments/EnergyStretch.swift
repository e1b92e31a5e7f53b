internal import NodeModel

/// Work that was done without a break between two readings of an energy counter.
struct EnergyStretch: Equatable {
  let joules: Double
  let seconds: Double
  let work: Double
  let quality: Quality
}

extension BenchEnergy {
  /// All stretches of a case together; nil of none.
  init?(_ stretches: [EnergyStretch]) {
    let seconds = stretches.reduce(0) { $0 + $1.seconds }
    guard let first = stretches.first, seconds > 0 else { return nil }
    let joules = stretches.reduce(0) { $0 + $1.joules }
    let work = stretches.reduce(0) { $0 + $1.work }
    self.init(
      joules: joules, watts: joules / seconds,
      workPerJoule: work > 0 && joules > 0 ? work / joules : nil, quality: first.quality.word)
  }
}
