extension PCILink {
  /// In what a link stays behind what both of its ends can do.
  public struct Shortfall: OptionSet, Sendable, Equatable {
    /// One bit a flaw.
    public let rawValue: UInt8

    /// A combination of flaws.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// Fewer lanes are in use than both ends have.
    public static let width = Shortfall(rawValue: 1)
    /// The lanes are slower than both ends can do.
    public static let speed = Shortfall(rawValue: 2)
  }

  /// Compares the link, seen from its lower end, with what that end and the port above it can do. Nil
  /// where too little is known to judge.
  ///
  /// Active-state power management (L0s, L1) changes neither width nor speed. GPUs lower the speed,
  /// and only that, while they idle: `speedVaries` says so.
  public func shortfall(below port: PCILink, speedVaries: Bool) -> Shortfall? {
    var found: Shortfall?
    if let width, let mine = maxWidth, let its = port.maxWidth {
      found = width < min(mine, its) ? .width : []
    }
    if !speedVaries, let speed, let mine = maxSpeed, let its = port.maxSpeed {
      found = (found ?? []).union(speed < min(mine, its) ? .speed : [])
    }
    return found
  }
}
