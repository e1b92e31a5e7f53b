/// One energy counter as powercap shows it.
public struct EnergyDomain: Sendable, Equatable {
  /// What it counts.
  public enum Kind: Sendable {
    /// A whole package.
    case package
    /// The cores of a package; contained in it.
    case core
    /// The rest of a package; contained in it.
    case uncore
    /// The DRAM of a socket.
    case memory
    /// The whole machine behind its power supply (`psys`); contains all others.
    case platform
  }

  /// The hardware's unit, and what the kernel makes of it in nanojoules.
  public enum Unit: UInt64, Sendable {
    /// 2⁻¹⁴ J.
    case large = 61035
    /// 2⁻¹⁶ J.
    case small = 15258

    /// Units a joule.
    var perJoule: Double { self == .large ? 16384 : 65536 }
    /// Microjoules of a raw count, in the kernel's integer arithmetic.
    func microjoules(_ raw: UInt64) -> UInt64 { raw * rawValue / 1000 }
  }

  /// What it counts.
  public let kind: Kind
  /// The socket; 0 for `platform`.
  public let socket: Int
  /// Where it starts again at 0: `max_energy_range_uj`.
  public let range: UInt64
}
