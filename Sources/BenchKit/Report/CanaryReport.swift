/// What the canary says about each block of each case.
struct CanaryReport {
  /// Why a block's conditions were worse than the run's others.
  enum Verdict: Equatable {
    /// The clock was lower.
    case frequency
    /// Arithmetic or memory was slower at the same clock: neighbours.
    case neighbours
  }

  /// By case and block; nil where nothing was wrong.
  let verdicts: [[Verdict?]]

  /// Judges all blocks of a run. Cases with as many threads are compared with each other: the slowest of
  /// many CPUs is slower than one.
  init(of records: [CaseRecord]) {
    var verdicts = records.map { [Verdict?](repeating: nil, count: $0.blocks.count) }
    for threads in Set(records.map(\.work.threads)) {
      var places: [(record: Int, block: Int)] = []
      var speeds: [CanaryNote.Place] = []
      for (number, record) in records.enumerated() where record.work.threads == threads {
        for (block, made) in record.blocks.enumerated() {
          guard let speed = Self.speed(of: made.canaries, threads) else { continue }
          places.append((number, block))
          speeds.append(speed)
        }
      }
      let clock = CanaryJudge.slow(speeds.map(\.clock))
      let multiply = CanaryJudge.slow(speeds.map(\.multiply))
      let read = CanaryJudge.slow(speeds.map(\.read))
      for (index, place) in places.enumerated() {
        if clock[index] {
          verdicts[place.record][place.block] = .frequency
        } else if multiply[index] || read[index] {
          verdicts[place.record][place.block] = .neighbours
        }
      }
    }
    self.verdicts = verdicts
  }

  /// The slowest of the CPUs used, the mean of before and after.
  private static func speed(of notes: [CanaryNote], _ threads: Int) -> CanaryNote.Place? {
    guard !notes.isEmpty, notes.allSatisfy({ $0.places.count >= threads && threads > 0 }) else {
      return nil
    }
    func mean(_ speed: KeyPath<CanaryNote.Place, Double>) -> Double {
      Sample.mean(of: notes.map { $0.places.prefix(threads).map { $0[keyPath: speed] }.min() ?? 0 })
    }
    return CanaryNote.Place(multiply: mean(\.multiply), clock: mean(\.clock), read: mean(\.read))
  }
}
