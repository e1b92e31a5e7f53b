/// What a node has to be reserved.
public struct NodeCapacity: Sendable, Hashable {
  /// Cores, counted as reservations count them.
  public let cores: UInt64
  /// Accelerators.
  public let accelerators: UInt64
  /// Memory in mebibytes.
  public let memoryMebibytes: UInt64

  /// States a node's capacity.
  public init(cores: UInt64, accelerators: UInt64, memoryMebibytes: UInt64) {
    self.cores = cores
    self.accelerators = accelerators
    self.memoryMebibytes = memoryMebibytes
  }

  /// All of the node for a time.
  public func whole(milliseconds: UInt64) -> Reservation {
    Reservation(
      cores: cores, accelerators: accelerators, memoryMebibytes: memoryMebibytes,
      milliseconds: milliseconds)
  }

  /// Settles who had what: the shares and what is unallocated add up to the whole node, exactly.
  ///
  /// Where owners have reserved more of a resource than there is, it is divided in proportion.
  public func settle(_ reserved: [Reservation], milliseconds: UInt64) -> SettledReservations {
    let whole = whole(milliseconds: milliseconds)
    if let rest = Self.rest(of: whole, without: reserved) {
      return SettledReservations(owners: reserved, unallocated: rest)
    }
    let cores = Self.settle(reserved.map(\.coreMilliseconds), of: whole.coreMilliseconds)
    let accelerators = Self.settle(
      reserved.map(\.acceleratorMilliseconds), of: whole.acceleratorMilliseconds)
    let memory = Self.settle(
      reserved.map(\.memoryMebibyteMilliseconds), of: whole.memoryMebibyteMilliseconds)
    return SettledReservations(
      owners: reserved.indices.map {
        Reservation(
          coreMilliseconds: cores.shares[$0], acceleratorMilliseconds: accelerators.shares[$0],
          memoryMebibyteMilliseconds: memory.shares[$0])
      },
      unallocated: Reservation(
        coreMilliseconds: cores.left, acceleratorMilliseconds: accelerators.left,
        memoryMebibyteMilliseconds: memory.left))
  }

  /// What is left; nil where more of a resource is reserved than there is.
  private static func rest(of whole: Reservation, without reserved: [Reservation]) -> Reservation? {
    var (cores, accelerators) = (whole.coreMilliseconds, whole.acceleratorMilliseconds)
    var memory = whole.memoryMebibyteMilliseconds
    for one in reserved {
      guard one.coreMilliseconds <= cores, one.acceleratorMilliseconds <= accelerators,
        one.memoryMebibyteMilliseconds <= memory
      else { return nil }
      cores -= one.coreMilliseconds
      accelerators -= one.acceleratorMilliseconds
      memory -= one.memoryMebibyteMilliseconds
    }
    return Reservation(
      coreMilliseconds: cores, acceleratorMilliseconds: accelerators,
      memoryMebibyteMilliseconds: memory)
  }

  private static func settle(
    _ reserved: [UInt64], of whole: UInt64
  ) -> (shares: [UInt64], left: UInt64) {
    let sum = reserved.reduce(into: UInt128()) { $0 += UInt128($1) }
    guard sum > UInt128(whole) else { return (reserved, whole - UInt64(sum)) }
    let shares = Apportionment.divide(UInt128(whole), by: reserved.map { UInt128($0) }) ?? []
    return (shares.map { UInt64($0) }, 0)
  }
}
