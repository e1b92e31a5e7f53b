internal import NodeModel

/// What a node's making costs per reserved core, mebibyte and accelerator and millisecond of its life.
///
/// M = Σ over parts TE × (time reserved / expected life) × (reserved / total): ISO/IEC 21031:2024 (SCI), with
/// what nobody reserved going to nobody. The rates are cut once, when they are made, at a part of
/// 1/3.6 × 10^-24 g; all that follows is exact, so that owners and the unallocated add up to the node, and the
/// node's life to its total within a microgram (four years, 16 TiB).
public struct EmbodiedRates: Sendable, Hashable {
  /// What the node has.
  public let capacity: NodeCapacity
  /// What it is made of.
  public let parts: [EmbodiedPart]
  /// How long it is expected to serve.
  public let lifetimeYears: UInt64
  /// When it began to serve (seconds since 1970, UTC); nil where nobody knows.
  public let inService: Int64?
  /// Parts of 1/3.6 × 10^-24 g a unit and millisecond.
  private var (cores, memory, accelerators): (UInt128, UInt128, UInt128) = (0, 0, 0)

  /// Takes the parts of a node. A part that nobody can reserve (no memory or accelerators in `capacity`)
  /// is shared by cores; nil without cores or parts.
  ///
  /// - Parameters:
  ///   - lifetimeYears: from 1 to 100; the table's coefficients are for four.
  ///   - inService: where it is known, nothing is charged before it and after the life.
  public init?(
    _ parts: [EmbodiedPart], of capacity: NodeCapacity, lifetimeYears: UInt64 = 4,
    inService: Int64? = nil
  ) {
    guard capacity.cores > 0, !parts.isEmpty, (1...100).contains(lifetimeYears) else { return nil }
    self.parts = parts
    self.capacity = capacity
    self.lifetimeYears = lifetimeYears
    self.inService = inService.map { min(max($0, 0), 1 << 40) }
    let life = UInt128(lifetimeYears * Self.secondsPerYear) * 1000
    for part in parts {
      switch part.resource {
      case .memory where capacity.memoryMebibytes > 0:
        memory += Self.rate(of: part, per: life * UInt128(capacity.memoryMebibytes))
      case .accelerators where capacity.accelerators > 0:
        accelerators += Self.rate(of: part, per: life * UInt128(capacity.accelerators))
      case .cores, .memory, .accelerators:
        cores += Self.rate(of: part, per: life * UInt128(capacity.cores))
      }
    }
  }

  private static func rate(of part: EmbodiedPart, per unitMilliseconds: UInt128) -> UInt128 {
    // A millionth of a kilogram is a milligram.
    let milligrams = UInt128(part.count) * UInt128(part.kilograms.value.count)
    return unitMilliseconds.dividingFullWidth(
      milligrams.multipliedFullWidth(by: Amount<Embodied>.partsPerUnit / 1000)
    ).quotient
  }

  /// The share of a reservation that was settled (`NodeCapacity.settle`), in a slot that begins at `time`.
  public func amount(of reservation: Reservation, at time: Int64) -> Amount<Embodied> {
    if let inService {
      let end = inService + Int64(lifetimeYears * Self.secondsPerYear)
      guard (inService..<end).contains(time) else { return .zero }
    }
    return .product(UInt128(reservation.coreMilliseconds), cores)
      + .product(UInt128(reservation.memoryMebibyteMilliseconds), memory)
      + .product(UInt128(reservation.acceleratorMilliseconds), accelerators)
  }

  /// 8760 hours, as the field counts.
  private static let secondsPerYear: UInt64 = 8760 * 3600
}
