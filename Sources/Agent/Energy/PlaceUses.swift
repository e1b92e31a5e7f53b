internal import EnergyLedger
internal import NodeModel
internal import Probes

/// By what the energy of each place is divided: CPU time where CPUs draw it, memory where memory does.
///
/// A job with a set of CPUs has its part in the packages that these are in. In whose memory its bytes are
/// the set does not tell, so memory is divided as one.
struct PlaceUses {
  private struct Place {
    let index: PlaceIndex
    /// Nil where it belongs to the whole node, or nobody knows packages.
    let package: Int?
  }
  private var processors: [Place] = []
  private var memories: [PlaceIndex] = []
  private let packages: SIMD8<UInt16>?

  /// The places of a ledger.
  ///
  /// - Parameter packages: how many CPUs each package has; nil where there is one, or nothing tells.
  init(in ledger: borrowing Ledger, packages: SIMD8<UInt16>? = nil) {
    self.packages = packages
    for index in ledger.placeIndices {
      let status = ledger.status(index)
      switch status.component {
      case .package:
        processors.append(Place(index: index, package: Self.package(status.device, packages)))
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

  /// Records a job's round.
  func record(_ use: JobUse, of owner: OwnerIndex, in ledger: inout Ledger) {
    // Nobody saw when in the round it came or went: on average it was there for half of it.
    let halves: UInt64 = use.isNew || use.isEnded ? 1 : 2
    let reserved = UInt64(use.reservation.processors ?? 0) * halves / 2
    let memory = ((use.reservation.memory ?? 0) >> 20) * halves / 2
    let set = use.reservation.packages ?? packages
    for place in processors {
      ledger.record(
        owner, at: place.index, weight: part(of: use.processorTime / 1000, at: place, set),
        reserved: UInt32(clamping: part(of: reserved, at: place, set)))
    }
    for place in memories {
      ledger.record(
        owner, at: place, weight: (use.memory ?? 0) >> 12, reserved: UInt32(clamping: memory))
    }
  }

  /// What of an amount belongs to a place's package, by how many CPUs of the set are in it.
  private func part(of amount: UInt64, at place: Place, _ set: SIMD8<UInt16>?) -> UInt64 {
    guard let package = place.package, let set else { return amount }
    return amount * UInt64(set[package]) / UInt64(max(1, set.wrappedSum()))
  }

  /// Records what the system did, in nanoseconds of CPU time.
  func record(system time: UInt64, in ledger: inout Ledger) {
    for place in processors {
      ledger.record(.system, at: place.index, weight: part(of: time / 1000, at: place, packages))
    }
  }

  /// Records how busy the node was, in millionths.
  func record(utilization: UInt32, in ledger: inout Ledger) {
    for place in processors { ledger.record(utilization: utilization, at: place.index) }
    for place in memories { ledger.record(utilization: utilization, at: place) }
  }
}
