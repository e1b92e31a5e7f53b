/// What an owner had reserved: resources × the time that it had them.
public struct Reservation: Sendable, Hashable {
  /// Cores × milliseconds.
  public private(set) var coreMilliseconds: UInt64
  /// Accelerators × milliseconds.
  public private(set) var acceleratorMilliseconds: UInt64
  /// Mebibytes of memory × milliseconds.
  public private(set) var memoryMebibyteMilliseconds: UInt64

  /// States reserved times.
  public init(
    coreMilliseconds: UInt64, acceleratorMilliseconds: UInt64, memoryMebibyteMilliseconds: UInt64
  ) {
    self.coreMilliseconds = coreMilliseconds
    self.acceleratorMilliseconds = acceleratorMilliseconds
    self.memoryMebibyteMilliseconds = memoryMebibyteMilliseconds
  }

  /// So many of each, all for the same time.
  public init(
    cores: UInt64 = 0, accelerators: UInt64 = 0, memoryMebibytes: UInt64 = 0, milliseconds: UInt64
  ) {
    coreMilliseconds = Self.product(cores, milliseconds)
    acceleratorMilliseconds = Self.product(accelerators, milliseconds)
    memoryMebibyteMilliseconds = Self.product(memoryMebibytes, milliseconds)
  }

  /// Nothing.
  public static var none: Reservation { Reservation(milliseconds: 0) }

  /// Adds another reservation, or another time of the same.
  public static func += (left: inout Reservation, right: Reservation) {
    left.coreMilliseconds = sum(left.coreMilliseconds, right.coreMilliseconds)
    left.acceleratorMilliseconds = sum(
      left.acceleratorMilliseconds, right.acceleratorMilliseconds)
    left.memoryMebibyteMilliseconds = sum(
      left.memoryMebibyteMilliseconds, right.memoryMebibyteMilliseconds)
  }

  /// Takes another reservation away, at most down to nothing.
  public static func -= (left: inout Reservation, right: Reservation) {
    left.coreMilliseconds -= min(left.coreMilliseconds, right.coreMilliseconds)
    left.acceleratorMilliseconds -= min(
      left.acceleratorMilliseconds, right.acceleratorMilliseconds)
    left.memoryMebibyteMilliseconds -= min(
      left.memoryMebibyteMilliseconds, right.memoryMebibyteMilliseconds)
  }

  // Numbers come from reports of others, too: they may stop at the largest, and never the program.

  private static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : product
  }

  private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}
