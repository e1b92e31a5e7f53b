internal import EnergyLedger
internal import NodeModel
internal import Probes

/// By what the energy of each place is divided: CPU time where CPUs draw it, memory where memory does.
struct PlaceUses {
  private var processors: [PlaceIndex] = []
  private var memories: [PlaceIndex] = []

  /// No places.
  init() {}

  /// The places of a ledger.
  init(in ledger: borrowing Ledger) {
    for place in ledger.placeIndices {
      switch ledger.status(place).component {
      case .package, .rest: processors.append(place)
      case .dram: memories.append(place)
      // Nothing says yet who uses these: their dynamic energy is the system's.
      case .accelerator, .storage, .network: break
      }
    }
  }

  /// Records a job's round.
  func record(_ use: JobUse, of owner: OwnerIndex, in ledger: inout Ledger) {
    for place in processors {
      ledger.record(
        owner, at: place, weight: use.processorTime / 1000,
        reserved: use.reservation.processors ?? 0)
    }
    for place in memories {
      ledger.record(
        owner, at: place, weight: (use.memory ?? 0) >> 12,
        reserved: UInt32(clamping: (use.reservation.memory ?? 0) >> 20))
    }
  }

  /// Records what the system did, in nanoseconds of CPU time.
  func record(system time: UInt64, in ledger: inout Ledger) {
    for place in processors { ledger.record(.system, at: place, weight: time / 1000) }
  }

  /// Records how busy the node was, in millionths.
  func record(utilization: UInt32, in ledger: inout Ledger) {
    for place in processors { ledger.record(utilization: utilization, at: place) }
    for place in memories { ledger.record(utilization: utilization, at: place) }
  }
}
