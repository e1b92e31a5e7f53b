/// What the canary says about each block of each case.
struct CanaryReport {
  /// Why a block's conditions were worse than the run's others.
  enum Verdict: Equatable {
    /// The clock was lower.
    case frequency
    /// Arithmetic or memory was slower at the same clock: neighbours.
    case neighbours
    /// The first two CPUs lay farther apart: virtual CPUs that the hypervisor had moved.
    case placement
  }

  /// By case and block; nil where nothing was wrong.
  private(set) var verdicts: [[Verdict?]]

  /// Where a block stands among those of its run.
  private typealias Place = (record: Int, block: Int)

  /// Judges all blocks of a run. Each CPU is held against what it did itself in the rest of the run; cases
  /// with as many threads are compared with each other, since the slowest of many CPUs is slower than one.
  init(of records: [CaseRecord]) {
    verdicts = records.map { [Verdict?](repeating: nil, count: $0.blocks.count) }
    let usual = Self.usual(in: records)
    for threads in Set(records.map(\.work.threads)) {
      var places: [Place] = []
      var speeds: [CanaryNote.Place] = []
      for (number, record) in records.enumerated() where record.work.threads == threads {
        for (block, made) in record.blocks.enumerated() {
          let members = record.work.members
          guard let speed = Self.speed(of: made.canaries, at: members, over: usual) else {
            continue
          }
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
    judgePlacements(of: records)
  }

  /// Marks blocks beside which a line went a longer way than elsewhere. Where these are so many that they make a
  /// mode, neither way is the right one: then the cases' own modes tell.
  private mutating func judgePlacements(of records: [CaseRecord]) {
    var places: [Place] = []
    var times: [Double] = []
    for (number, record) in records.enumerated() where record.usesFirstPair {
      for (block, made) in record.blocks.enumerated() {
        guard let time = made.bounce else { continue }
        places.append((number, block))
        times.append(time)
      }
    }
    let slow = CanaryJudge.slow(times.map { 1 / $0 }, tolerance: ModeDetection.leastGap)
    let share = Double(slow.count { $0 }) / Double(max(1, slow.count))
    guard share < ModeDetection.leastShare else { return }
    for (place, isSlow) in zip(places, slow) where isSlow {
      verdicts[place.record][place.block] = verdicts[place.record][place.block] ?? .placement
    }
  }

  /// What each CPU of the team did in the middle of the run.
  private static func usual(in records: [CaseRecord]) -> [CanaryNote.Place] {
    let notes = records.flatMap { $0.blocks.flatMap(\.canaries) }
    let count = notes.map(\.places.count).min() ?? 0
    return (0..<count).map { place in
      func middle(_ speed: KeyPath<CanaryNote.Place, Double>) -> Double {
        Sample.median(of: notes.map { $0.places[place][keyPath: speed] })
      }
      return CanaryNote.Place(
        multiply: middle(\.multiply), clock: middle(\.clock), read: middle(\.read))
    }
  }

  /// The slowest of the CPUs used, each as a part of what is usual for it, the mean of before and after.
  private static func speed(
    of notes: [CanaryNote], at members: [Int], over usual: [CanaryNote.Place]
  ) -> CanaryNote.Place? {
    guard !notes.isEmpty, !members.isEmpty, members.allSatisfy(usual.indices.contains) else {
      return nil
    }
    func mean(_ speed: KeyPath<CanaryNote.Place, Double>) -> Double {
      Sample.mean(
        of: notes.map { note in
          members.map { note.places[$0][keyPath: speed] / usual[$0][keyPath: speed] }
            .filter(\.isFinite).min() ?? 0
        })
    }
    return CanaryNote.Place(multiply: mean(\.multiply), clock: mean(\.clock), read: mean(\.read))
  }
}

extension BlockRecord {
  /// Seconds of a line's way between the first two CPUs of the team, beside this block.
  var bounce: Double? {
    let times = canaries.compactMap(\.bounce)
    return times.isEmpty ? nil : Sample.mean(of: times)
  }

  /// The clock of the slowest of some CPUs beside this block.
  func clock(of members: [Int]) -> Double? {
    let clocks = canaries.compactMap { note -> Double? in
      guard members.allSatisfy(note.places.indices.contains) else { return nil }
      return members.map { note.places[$0].clock }.min()
    }
    return clocks.isEmpty ? nil : Sample.mean(of: clocks)
  }
}

extension CaseRecord {
  /// Whether it uses the two CPUs between which the canary passes a line.
  var usesFirstPair: Bool { work.members.contains(0) && work.members.contains(1) }
}
