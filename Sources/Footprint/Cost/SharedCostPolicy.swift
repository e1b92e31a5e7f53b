/// Who pays for what nobody had reserved. Whatever is chosen is shown as a line of its own.
public enum SharedCostPolicy: String, Sendable, CaseIterable {
  /// Nobody: it stays with the bucket `unallocated`.
  case none
  /// Jobs, in proportion to what they cost themselves.
  case proportional
  /// Jobs, in proportion to what they had reserved: the mean of their shares of cores, accelerators
  /// and memory.
  case reserved

  /// The share of each job, in the order given; the shares and what is left add up to `shared`, exactly.
  /// Where no job has a weight, all is left.
  public func divide(
    _ shared: Amount<Money>, among jobs: [(cost: Amount<Money>, reservation: Reservation)],
    of capacity: NodeCapacity
  ) -> (shares: [Amount<Money>], left: Amount<Money>) {
    let weights: [UInt128]
    switch self {
    case .none: weights = []
    case .proportional: weights = jobs.map(\.cost.parts)
    case .reserved: weights = jobs.map { Self.weight(of: $0.reservation, capacity) }
    }
    guard let shares = Apportionment.divide(shared.parts, by: weights) else {
      return (jobs.map { _ in .zero }, shared)
    }
    return (shares.map { Amount(parts: $0) }, .zero)
  }

  /// The sum of the shares of what the node has, in parts of 2^-40.
  private static func weight(of reserved: Reservation, _ capacity: NodeCapacity) -> UInt128 {
    share(reserved.coreMilliseconds, of: capacity.cores)
      + share(reserved.acceleratorMilliseconds, of: capacity.accelerators)
      + share(reserved.memoryMebibyteMilliseconds, of: capacity.memoryMebibytes)
  }

  private static func share(_ reserved: UInt64, of capacity: UInt64) -> UInt128 {
    capacity == 0 ? 0 : UInt128(reserved) << 40 / UInt128(capacity)
  }
}
