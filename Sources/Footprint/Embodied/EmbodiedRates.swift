internal import NodeModel

/// What a node's making costs per reserved core, mebibyte and accelerator and millisecond of its life.
///
/// M = Σ over parts TE × (time reserved / expected life) × (reserved / total): ISO/IEC 21031:2024 (SCI), with
/// what nobody reserved going to nobody. The rates are cut once, when they are made, at a part of
/// 1/3.6 × 10^-24 g; all that follows is exact, so that owners and the unallocated add up to the node, and the
/// node's life to its total within a microgram (four years, 16 TiB).
public struct EmbodiedRates: Sendable, Hashable {
  /// Parts of 1/3.6 × 10^-24 g a unit and millisecond.
  private struct Rate: Hashable {
    var low: UInt128 = 0
    var value: UInt128 = 0
    var high: UInt128 = 0

    mutating func add(_ part: EmbodiedPart, per unitMilliseconds: UInt128) {
      func cut(_ kilograms: Millionths) -> UInt128 {
        // A millionth of a kilogram is a milligram.
        let milligrams = UInt128(part.count) * UInt128(kilograms.count)
        return unitMilliseconds.dividingFullWidth(
          milligrams.multipliedFullWidth(by: Amount<Embodied>.partsPerUnit / 1000)
        ).quotient
      }
      low += cut(part.kilograms.low)
      value += cut(part.kilograms.value)
      high += cut(part.kilograms.high)
    }
  }

  /// What the node has.
  public let capacity: NodeCapacity
  /// What it is made of.
  public let parts: [EmbodiedPart]
  /// How long it is expected to serve.
  public let lifetimeYears: UInt64
  /// When it began to serve (seconds since 1970, UTC); nil where nobody knows.
  public let inService: Int64?
  private var cores = Rate()
  private var memory = Rate()
  private var accelerators = Rate()

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
        memory.add(part, per: life * UInt128(capacity.memoryMebibytes))
      case .accelerators where capacity.accelerators > 0:
        accelerators.add(part, per: life * UInt128(capacity.accelerators))
      case .cores, .memory, .accelerators: cores.add(part, per: life * UInt128(capacity.cores))
      }
    }
  }

  /// kg CO2e of the whole node; bounds added, since the methods' errors go together.
  public var kilograms: (low: Double, value: Double, high: Double) {
    parts.reduce(into: (0, 0, 0)) {
      let count = Double($1.count)
      $0.low += count * $1.kilograms.low.double
      $0.value += count * $1.kilograms.value.double
      $0.high += count * $1.kilograms.high.double
    }
  }

  /// The share of a reservation that was settled (`NodeCapacity.settle`), in a slot that begins at `time`.
  public func amount(of reservation: Reservation, at time: Int64) -> BoundedAmount<Embodied> {
    if let inService {
      let end = inService + Int64(lifetimeYears * Self.secondsPerYear)
      guard (inService..<end).contains(time) else { return .zero }
    }
    func sum(
      _ core: UInt128, _ mebibyte: UInt128, _ accelerator: UInt128
    ) -> Amount<Embodied> {
      .product(UInt128(reservation.coreMilliseconds), core)
        + .product(UInt128(reservation.memoryMebibyteMilliseconds), mebibyte)
        + .product(UInt128(reservation.acceleratorMilliseconds), accelerator)
    }
    return BoundedAmount(
      low: sum(cores.low, memory.low, accelerators.low),
      value: sum(cores.value, memory.value, accelerators.value),
      high: sum(cores.high, memory.high, accelerators.high))
  }

  /// 8760 hours, as the field counts.
  private static let secondsPerYear: UInt64 = 8760 * 3600
}
