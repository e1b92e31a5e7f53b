internal import EnergyLedger
internal import NodeModel
internal import Probes

/// By what the energy of each place is divided: CPU time, and what is idle by reserved CPUs or memory.
///
/// A job has its part in the packages in which its CPUs worked, and in those whose memory it uses from afar. Memory
/// draws more as it is used, not as it is held, so its dynamic energy follows CPU time as well; from which
/// package it is used nothing tells, so it is divided as one.
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
  private var memories: [PlaceIndex] = []
  private var shares: ProcessorShares?

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
        memories.append(index)
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

  /// Takes up how long each CPU was busy in a round that was so long, in nanoseconds.
  mutating func follow(_ times: [UInt64], of round: UInt64) { shares?.follow(times, of: round) }

  /// Records a job's round.
  mutating func record(_ use: JobUse, of owner: OwnerIndex, in ledger: inout Ledger) {
    let set = use.reservation.set
    let reserved = held(use.reservation.processors, use)
    let time = use.processorTime / 1000
    let parts = parts(of: set, use.memoryParts)
    let numbers = shares.map { shares in set.map { shares.counts(of: $0) } ?? shares.counts }
    for place in processors {
      var claim = reserved
      if let package = place.package, let numbers {
        claim = reserved * UInt64(numbers[package]) / UInt64(max(1, numbers.wrappedSum()))
      }
      ledger.record(
        owner, at: place.index, weight: weight(of: time, at: place, parts),
        reserved: UInt32(clamping: claim))
    }
    let memory = UInt32(clamping: held(use.reservation.memory.map { $0 >> 20 }, use))
    for place in memories {
      ledger.record(
        owner, at: place, weight: weight(of: time, at: nil, parts), reserved: memory)
    }
  }

  /// Records what the system did, in nanoseconds of CPU time.
  mutating func record(system time: UInt64, in ledger: inout Ledger) {
    let parts = parts(of: nil, nil)
    for place in processors {
      ledger.record(.system, at: place.index, weight: weight(of: time / 1000, at: place, parts))
    }
    for place in memories {
      ledger.record(.system, at: place, weight: weight(of: time / 1000, at: nil, parts))
    }
  }

  /// Records how busy the node was, in millionths.
  func record(utilization: UInt32, in ledger: inout Ledger) {
    for place in processors { ledger.record(utilization: utilization, at: place.index) }
    for place in memories { ledger.record(utilization: utilization, at: place) }
  }

  /// What of a job's time counts in each package, and in all as one; nil where nobody knows packages.
  private mutating func parts(
    of set: ProcessorSet?, _ memory: SIMD8<UInt16>?
  ) -> (packages: SIMD8<UInt64>, all: UInt64)? {
    guard let own = shares?.shares(of: set) else { return nil }
    let all = own.wrappedSum()
    guard let memory else { return (own, all) }
    let afar = (all &- own) &* SIMD8(truncatingIfNeeded: memory) / 1000
    return (own &+ afar &* Self.fromAfar / ProcessorShares.whole, all)
  }

  private func weight(
    of time: UInt64, at place: Place?, _ parts: (packages: SIMD8<UInt64>, all: UInt64)?
  ) -> UInt64 {
    guard let parts else { return time }
    let share = place?.package.map { parts.packages[$0] } ?? parts.all
    return time.multiplied(by: share, dividedBy: ProcessorShares.whole)
  }

  /// What was reserved for a part of the round, as if for all of it.
  private func held(_ amount: (some FixedWidthInteger)?, _ use: JobUse) -> UInt64 {
    UInt64(clamping: amount ?? 0).multiplied(by: UInt64(use.presence), dividedBy: 1_000_000)
  }
}

extension UInt64 {
  /// A product over a divisor, rounded down; the greatest number where that is greater.
  fileprivate func multiplied(by factor: UInt64, dividedBy divisor: UInt64) -> UInt64 {
    let product = multipliedFullWidth(by: factor)
    return product.high < divisor ? divisor.dividingFullWidth(product).quotient : .max
  }
}
