internal import EnergyLedger

extension OwnerTotals {
  /// No owner has had as much of a component, in microjoules: ten kilowatts for three years and a half.
  private static let greatestAmount: UInt64 = 1 << 60

  /// Whether amounts that anybody may have written are such as a ledger gives: no part is greater than its whole, and of
  /// all of them any sum can be formed.
  var isPlausible: Bool {
    zip(dynamic, full).allSatisfy { $0 <= $1 && $1 < Self.greatestAmount }
      && max(low, high) < Self.greatestAmount
  }
}
