internal import EnergyLedger
internal import NodeModel
internal import Probes

/// By what the energy of each place is divided: what processors have counted of each job, or else CPU time; and what
/// is idle by reserved CPUs or memory.
///
/// A job has its part in the packages in which its CPUs worked, and in those whose memory it uses from afar. Memory
/// draws more as it is used, not as it is held: its dynamic energy follows the lines that came from it, or else what
/// was done on CPUs; from which package nothing tells then, so it is divided as one. In a round all weights of a place
/// are counted, or all are of CPU time.
struct PlaceUses {
  /// What time on the CPUs of other packages counts in the package in whose memory all of a job's bytes are: the
  /// uncore there moves them. So much makes the error least on the simulator's seeds for development.
  private static let fromAfar: UInt64 = ProcessorShares.whole / 4

  private struct Place {
    let index: PlaceIndex
    /// Nil where it belongs to the whole node, or nobody knows packages.
    let package: Int?
  }
  private var processors: [Place] = []
  private var memories: [Place] = []
  private var shares: ProcessorShares?
  /// What nobody has taken of what all CPUs did; nil where CPU time has to do.
  private var counts: Counts?

  /// The places of a ledger.
  ///
  /// - Parameter cpus: where CPUs are; nil where nothing tells.
  init(in ledger: borrowing Ledger, _ cpus: ProcessorPlaces? = nil) {
    shares = cpus.map { ProcessorShares($0) }
    for index in ledger.placeIndices {
      let status = ledger.status(index)
      switch status.component {
      case .package:
        processors.append(
          Place(index: index, package: Self.package(status.device, cpus?.counts)))
      case .rest:
        processors.append(Place(index: index, package: nil))
      case .dram:
        memories.append(
          Place(index: index, package: Self.package(status.device, cpus?.counts)))
      // Nothing says yet who uses these: their dynamic energy is the system's.
      case .accelerator, .storage, .network: break
      }
    }
  }

  /// The package of a device such as `1` or `1-die-0`; nil where there is no such one.
  static func package(_ device: String, _ packages: SIMD8<UInt16>?) -> Int? {
    guard let packages, let number = Int(device.prefix { $0 != "-" }),
      packages.indices.contains(number), packages[number] > 0
    else { return nil }
    return number
  }

  /// Begins a round that was so long: how long each CPU was busy in it, in nanoseconds, and what it did, where all
  /// jobs' work is counted.
  mutating func follow(_ times: [UInt64], of round: UInt64, _ work: ProcessorWork? = nil) {
    shares?.follow(times, of: round, work)
    counts = shares.flatMap { shares in work.map { Counts(shares.weights.sum(of: $0), of: times) } }
  }

  /// Records a job's round.
  mutating func record(_ use: JobUse, of owner: OwnerIndex, in ledger: inout Ledger) {
    let set = use.reservation.set
    let reserved = held(use.reservation.processors, use)
    let amount = amount(of: use)
    let numbers = shares.map { shares in set.map { shares.counts(of: $0) } ?? shares.counts }
    for place in processors {
      var claim = reserved
      if let package = place.package, let numbers {
        claim = reserved * UInt64(numbers[package]) / UInt64(max(1, numbers.wrappedSum()))
      }
      ledger.record(
        owner, at: place.index, weight: amount.weight(in: place.package),
        reserved: UInt32(clamping: claim), presence: use.presence)
    }
    let memory = UInt32(clamping: held(use.reservation.memory.map { $0 >> 20 }, use))
    for place in memories {
      ledger.record(
        owner, at: place.index, weight: amount.weight(inMemoryOf: place.package), reserved: memory,
        presence: use.presence)
    }
  }

  /// Records what the system did, in nanoseconds of CPU time.
  mutating func record(system time: UInt64, in ledger: inout Ledger) {
    let amount = counts.map(\.left) ?? self.amount(ofTime: time / 1000, in: nil, nil)
    for place in processors {
      ledger.record(.system, at: place.index, weight: amount.weight(in: place.package))
    }
    for place in memories {
      ledger.record(.system, at: place.index, weight: amount.weight(inMemoryOf: place.package))
    }
  }

  /// Records how busy the node was, in millionths.
  func record(utilization: UInt32, in ledger: inout Ledger) {
    for place in processors { ledger.record(utilization: utilization, at: place.index) }
    for place in memories { ledger.record(utilization: utilization, at: place.index) }
  }

  /// What a job's round weighs in each place.
  private mutating func amount(of use: JobUse) -> Amount {
    guard let counts else {
      return amount(ofTime: use.processorTime / 1000, in: use.reservation.set, use.memoryParts)
    }
    var amount = self.amount(
      ofTime: use.uncounted / 1000, in: use.reservation.set,
      counts.hasLines ? nil : use.memoryParts)
    amount.lines = counts.lines(ofTime: use.uncounted)
    if let work = use.work, let shares {
      let done = shares.weights.sum(of: work)
      amount.add(done.weights)
      if let lines = amount.lines {
        amount.lines = lines &+ (done.lines ?? .zero)
      } else {
        amount.addAfar(of: done.weights, use.memoryParts, Self.fromAfar)
      }
    }
    self.counts?.subtract(amount)
    amount.placeLines(use.memoryParts)
    return amount
  }

  /// What CPU time weighs, in microseconds, of which nothing else is known; where work is counted, what that was worth
  /// on the CPUs of its set.
  private mutating func amount(
    ofTime time: UInt64, in set: ProcessorSet?, _ memory: SIMD8<UInt16>?
  ) -> Amount {
    var amount = Amount()
    guard let parts = shares?.shares(of: set) else {
      amount.all = time
      return amount
    }
    let own = parts.multiplied(by: time, dividedBy: ProcessorShares.whole)
    amount.own = own
    amount.all = parts.wrappedSum().multiplied(by: time, dividedBy: ProcessorShares.whole)
    amount.addAfar(of: own, memory, Self.fromAfar)
    return amount
  }

  /// What was reserved for a part of the round, as if for all of it.
  private func held(_ amount: (some FixedWidthInteger)?, _ use: JobUse) -> UInt64 {
    UInt64(clamping: amount ?? 0).multiplied(by: UInt64(use.presence), dividedBy: 1_000_000)
  }
}

extension UInt64 {
  /// A product over a divisor, rounded down; the greatest number where that is greater.
  func multiplied(by factor: UInt64, dividedBy divisor: UInt64) -> UInt64 {
    let product = multipliedFullWidth(by: factor)
    return product.high < divisor ? divisor.dividingFullWidth(product).quotient : .max
  }
}
