internal import NodeModel

/// Whether the rows of a node agree with each other. They are looked at in the order of their hours.
struct BookAudit {
  /// All owners but `residual_under`, less that, in microjoules.
  private(set) var energy: Int128 = 0
  private var fault: String?
  private var hour: Int64?
  private var hourEnergy: Int128 = 0

  /// Looks at a row; `residual_under` is withdrawn.
  mutating func add(_ row: FleetRow, isWithdrawn: Bool) {
    if row.hour != hour {
      closeHour()
      hour = row.hour
    }
    let full = row.full.total
    energy += isWithdrawn ? -Int128(full) : Int128(full)
    hourEnergy += isWithdrawn ? -Int128(full) : Int128(full)
    if row.low > full || row.high < full {
      fault = fault ?? "bounds do not hold the energy of a row"
    }
    var isBeyond = false
    for slot in 0..<HourSlots.count where row.dynamic[slot] > row.full[slot] { isBeyond = true }
    if isBeyond { fault = fault ?? "the active part is more than the energy of a slot" }
  }

  private mutating func closeHour() {
    if hourEnergy < 0 { fault = fault ?? "more was withdrawn than handed out in an hour" }
    hourEnergy = 0
  }

  /// What contradicts itself, behind the last row; nil in sound books.
  mutating func verdict() -> String? {
    closeHour()
    return energy < 0 ? "more was withdrawn than handed out: \(energy) µJ in all" : fault
  }
}
