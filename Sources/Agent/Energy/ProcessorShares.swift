internal import Probes

/// Where a set of CPUs worked in a round: what of a job's CPU time counts in the energy of each package.
///
/// The kernel tells a job's CPU time as one sum, its set of CPUs, and how long each CPU was busy. So the job
/// was in each package as much as the CPUs of its set were. Two busy threads of a core share its units, and
/// together draw little more than one: 15 % (METRION, arXiv 2512.06806). So time beside a busy sibling counts
/// (1 + 0.15) / 2, the siblings' times being taken as independent of each other.
struct ProcessorShares {
  /// The unit of shares: so many are the whole time.
  static let whole: UInt64 = 1 << 20
  /// What time beside a busy sibling counts, of `whole`.
  private static let besideSibling: UInt64 = whole * 575 / 1000

  /// The kernel's unit of a CPU's time, in microseconds.
  private static let tick: UInt64 = 10_000

  /// No round is longer, in microseconds: what was read beyond that is no time, and its products fit into 64 bits.
  private static let longestRound: UInt64 = 1 << 40

  /// Until anything was counted: thousands of cycles in a microsecond.
  private static let usualCycles: UInt64 = 3

  private let cpus: ProcessorPlaces
  /// How long each CPU was busy in the round, in microseconds, and what that counts: in microseconds as well, or where
  /// processors tell what they did, in thousands of cycles.
  private var busy: [UInt64]
  private var counted: [UInt64]
  /// What work counts that processors tell.
  private(set) var weights: ProcessorWeights
  /// What time counts of which nobody knows where it was, of `whole`.
  private var mean = whole
  /// By the lowest number of a CPU on each core: how long both or all of its threads were busy.
  private var cores: [UInt64]
  private var everywhere = SIMD8<UInt64>.zero
  /// The set that was asked for last: jobs of one pool have the same.
  private var last: (set: ProcessorSet, shares: SIMD8<UInt64>)?

  /// Before the first round CPUs are taken to be equally busy.
  init(_ cpus: ProcessorPlaces) {
    self.cpus = cpus
    busy = Array(repeating: 0, count: cpus.places.count)
    counted = busy
    weights = ProcessorWeights(cpus)
    cores = busy
    everywhere = sum(over: nil)
  }

  /// How many CPUs each package has.
  var counts: SIMD8<UInt16> { cpus.counts }

  /// How many CPUs of a set each package has.
  func counts(of set: ProcessorSet) -> SIMD8<UInt16> { cpus.counts(of: set) }

  /// Takes up how long each CPU was busy in a round that was so long, in nanoseconds, and what it did, where that is
  /// known.
  mutating func follow(_ times: [UInt64], of round: UInt64, _ work: ProcessorWork? = nil) {
    last = nil
    let round = min(max(1, round / 1000), Self.longestRound)
    for core in cores.indices { cores[core] = 0 }
    for (cpu, place) in cpus.places.enumerated() {
      guard let place else { continue }
      busy[cpu] = cpu < times.count ? min(times[cpu] / 1000, round) : 0
      cores[place.core] += busy[cpu]
    }
    for (cpu, place) in cpus.places.enumerated() {
      guard let place else { continue }
      let beside = min(round, cores[place.core] - busy[cpu])
      let lost = (Self.whole - Self.besideSibling) * beside / round
      weights.counted[cpu] = Self.whole - lost
      counted[cpu] =
        work.map { weights.weight(of: $0, on: cpu) }
        ?? busy[cpu] * weights.counted[cpu] / Self.whole
    }
    followMean(work)
    everywhere = sum(over: nil)
  }

  private mutating func followMean(_ work: ProcessorWork?) {
    guard work != nil else { return mean = Self.whole }
    var all = (time: UInt64.zero, counted: UInt64.zero)
    for cpu in busy.indices {
      all.time += busy[cpu]
      all.counted += counted[cpu]
    }
    if all.time >= Self.tick {
      mean = all.counted.multiplied(by: Self.whole, dividedBy: all.time)
    } else if mean == Self.whole {
      mean = Self.whole * Self.usualCycles
    }
  }

  /// What of the time of a job with that set counts in each package; of one that may run everywhere: nil.
  mutating func shares(of set: ProcessorSet?) -> SIMD8<UInt64> {
    guard let set else { return everywhere }
    if let last, last.set == set { return last.shares }
    let found = sum(over: set)
    last = (set, found)
    return found
  }

  /// Of the CPUs of a set, or of all.
  private func sum(over set: ProcessorSet?) -> SIMD8<UInt64> {
    var sum = Sum()
    if let set {
      set.forEach { add($0, to: &sum) }
    } else {
      for cpu in busy.indices { add(cpu, to: &sum) }
    }
    // Less than a tick says nothing of where that was.
    if sum.all >= Self.tick { return sum.parts.multiplied(by: Self.whole, dividedBy: sum.all) }
    return sum.numbers &* mean / max(1, sum.numbers.wrappedSum())
  }

  /// What CPUs did together, in microseconds.
  private struct Sum {
    var all: UInt64 = 0
    var parts = SIMD8<UInt64>.zero
    var numbers = SIMD8<UInt64>.zero
  }

  private func add(_ cpu: Int, to sum: inout Sum) {
    guard cpu < cpus.places.count, let place = cpus.places[cpu] else { return }
    sum.all += busy[cpu]
    sum.parts[place.package] += counted[cpu]
    sum.numbers[place.package] += 1
  }
}

extension SIMD8<UInt64> {
  /// As of one number.
  func multiplied(by factor: UInt64, dividedBy divisor: UInt64) -> SIMD8<UInt64> {
    var product = self
    for index in indices where self[index] > 0 {
      product[index] = self[index].multiplied(by: factor, dividedBy: divisor)
    }
    return product
  }
}
