/// What the canary says about each block of each case.
struct CanaryReport {
  /// Why a block's conditions were worse than the run's others.
  enum Verdict: Equatable {
    /// The clock was lower, before the block and after it: one that was interrupted would be lower only once, unless
    /// the CPUs themselves tell of heat. That is the machine itself, which is hot or short of power, and no reason to
    /// leave the block out.
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
      var clocks: [Double] = []
      var areHot: [Bool] = []
      for (number, record) in records.enumerated() where record.work.threads == threads {
        for (block, made) in record.blocks.enumerated() {
          let members = record.work.members
          let notes = Self.speeds(of: made.canaries, at: members, over: usual)
          guard let best = notes.map(\.clock).max() else { continue }
          places.append((number, block))
          speeds.append(Self.mean(of: notes))
          clocks.append(best)
          areHot.append((made.throttles ?? 0) > 0)
        }
      }
      let isLow = CanaryJudge.slow(clocks)
      let clock = CanaryJudge.slow(speeds.map(\.clock))
      let multiply = CanaryJudge.slow(speeds.map(\.multiply))
      let read = CanaryJudge.slow(speeds.map(\.read))
      for (index, place) in places.enumerated() {
        if isLow[index] || clock[index] && areHot[index] {
          verdicts[place.record][place.block] = .frequency
        } else if clock[index] || multiply[index] || read[index] {
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
  private static func usual(in records: [CaseRecord]) -> [Int: CanaryNote.Place] {
    var known: [Int: [CanaryNote.Place]] = [:]
    for record in records {
      let notes = record.blocks.flatMap(\.canaries)
      for member in record.work.members {
        known[member, default: []] += notes.compactMap { $0.place(member) }
      }
    }
    return known.mapValues { places in
      func middle(_ speed: KeyPath<CanaryNote.Place, Double>) -> Double {
        Sample.median(of: places.map { $0[keyPath: speed] })
      }
      return CanaryNote.Place(
        multiply: middle(\.multiply), clock: middle(\.clock), read: middle(\.read))
    }
  }

  /// The slowest of the CPUs used in each note, as a part of what is usual for it.
  private static func speeds(
    of notes: [CanaryNote], at members: [Int], over usual: [Int: CanaryNote.Place]
  ) -> [CanaryNote.Place] {
    notes.compactMap { note in
      let pairs = members.compactMap { member in
        note.place(member).flatMap { place in usual[member].map { (place, $0) } }
      }
      guard !pairs.isEmpty, pairs.count == members.count else { return nil }
      func least(_ speed: KeyPath<CanaryNote.Place, Double>) -> Double {
        pairs.map { $0[keyPath: speed] / $1[keyPath: speed] }.filter(\.isFinite).min() ?? 0
      }
      return CanaryNote.Place(
        multiply: least(\.multiply), clock: least(\.clock), read: least(\.read))
    }
  }

  private static func mean(of notes: [CanaryNote.Place]) -> CanaryNote.Place {
    CanaryNote.Place(
      multiply: Sample.mean(of: notes.map(\.multiply)), clock: Sample.mean(of: notes.map(\.clock)),
      read: Sample.mean(of: notes.map(\.read)))
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
      let known = members.compactMap { note.place($0)?.clock }
      return known.count == members.count ? known.min() : nil
    }
    return clocks.isEmpty ? nil : Sample.mean(of: clocks)
  }
}

extension CaseRecord {
  /// Whether it uses the two CPUs between which the canary passes a line.
  var usesFirstPair: Bool { work.members.contains(0) && work.members.contains(1) }
}
