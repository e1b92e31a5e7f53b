internal import NodeModel

/// What has become of the energy of one place.
struct PlaceState {
  /// The round up to which its energy is booked, or given up; 0: none yet.
  var covered: UInt64 = 0
  /// The boot time of that round, in nanoseconds.
  var coveredTime: Int64 = 0
  /// All energy of it that stands in the book, in microjoules.
  var energy: UInt64 = 0
  /// The meter that told it last; -1: none.
  var source = -1
  /// The machine was suspended since `covered`.
  var hasSlept = false
  /// Nobody looked since `covered`: what comes first is a gap.
  var isAfterRestart = false
  var capacity: UInt32 = 0
  /// A checksum of model and firmware.
  var hardware: UInt64 = 0
  var idle = IdlePower()
  /// What that was learnt of: the hardware, and of the rest also who told it and what was counted beside it.
  var learntOf: UInt64 = 0
  /// What was learnt of something else before, for when that is told again.
  private var earlier: (learntOf: UInt64, idle: IdlePower)?
  /// Utilization in millionths, and what of it waits, times milliseconds.
  var utilization: UInt32 = 0
  var busy: UInt64 = 0

  init() {}

  /// Nobody has looked since the machine was switched on.
  mutating func startFromPowerOn(_ round: UInt64) {
    (covered, coveredTime, isAfterRestart) = (round, 0, true)
  }

  /// Another topology, the same place.
  mutating func goOn(from old: PlaceState) {
    let (newCapacity, newPrior) = (capacity, idle.prior)
    if hardware == old.hardware {
      (idle, learntOf, earlier) = (old.idle, old.learntOf, old.earlier)
    }
    (covered, coveredTime, energy) = (old.covered, old.coveredTime, old.energy)
    (isAfterRestart, hasSlept, busy) = (old.isAfterRestart, old.hasSlept, old.busy)
    capacity = newCapacity
    idle.prior = newPrior
  }

  /// Its energy is that of `subject` from now on: another one has another idle power.
  mutating func learn(of subject: UInt64) {
    guard subject != learntOf else { return }
    let before = (learntOf, idle)
    idle = IdlePower(prior: idle.prior)
    if let earlier, earlier.learntOf == subject { idle = earlier.idle }
    earlier = before
    learntOf = subject
  }

  mutating func cover(_ round: UInt64, at time: Int64) {
    (covered, coveredTime, isAfterRestart, hasSlept, busy) = (round, time, false, false, 0)
  }
}

extension PlaceState {
  /// More words than a kept state can have.
  static let mostWords = 6 + IdlePower.mostWords

  /// Writes what goes on after a restart.
  func encode(into words: inout WordWriter) {
    words.append(covered)
    words.append(UInt64(bitPattern: coveredTime))
    words.append(energy)
    words.append(learntOf)
    idle.encode(into: &words)
  }

  /// What `encode` wrote, of a place of which nothing was counted yet; nil where it was learnt after a day.
  static func learnt(_ words: [UInt64], until day: Int64) -> [UInt64]? {
    guard words.count > 4, Int64(bitPattern: words[4]) <= day else { return nil }
    return [0, 0, 0] + words.dropFirst(3)
  }

  /// Goes on from what `encode` wrote; any words are safe.
  ///
  /// - Parameter isRest: whether it is the rest, of which shows only when it is told what that is the rest of.
  mutating func restore(from words: [UInt64], isRest: Bool = false) {
    var reader = WordReader(words)
    do throws(CheckpointError) {
      covered = try reader.word(below: 1 << 60)
      coveredTime = max(-1 << 62, min(1 << 62, Int64(bitPattern: try reader.word())))
      energy = try reader.word(below: 1 << 62)
      let subject = try reader.word()
      guard subject == hardware || isRest else { return }
      learntOf = subject
      var learnt = IdlePower(prior: idle.prior)
      try learnt.restore(from: &reader)
      idle = learnt
    } catch {
      // What cannot be read is learnt again.
    }
  }
}
