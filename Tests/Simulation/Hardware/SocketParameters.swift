import Glibc

/// What a package draws: idle, cores, uncore, leakage that rises with temperature.
///
/// Package watts = `idle` + cores + uncore + leakage above that of the idle temperature. A core
/// that runs draws `awakeUnit` · V²f for its clocks whatever it runs, and for every thread
/// `switchingUnit` · V²f · (what the thread's instructions and data move per cycle) · (cycles in
/// which it had the core's units).
public struct SocketParameters: Sendable {
  /// Watts with all cores asleep, at the temperature that this gives.
  let idle: Double
  /// Watts per V²·GHz of a thread whose relative switching is 1.
  let switchingUnit: Double
  /// Watts per V²·GHz of a core that is awake.
  let awakeUnit: Double
  /// Joules of leaving and entering a sleep state once.
  let wakeJoules: Double
  /// The share of a core that each of two busy siblings gets, if neither waits for memory.
  let siblingShare: Double
  /// Watts of the uncore above idle while any core is awake.
  let uncoreAwake: Double
  /// Joules in the uncore for a byte between the caches and DRAM.
  let uncoreJoulesPerByte: Double
  /// Leakage in watts at the idle temperature, of what is never switched off.
  let leakage: Double
  /// Kelvin by which leakage grows by the factor e.
  let leakageKelvin: Double
  /// Kelvin per watt above idle, once settled.
  let thermalResistance: Double
  /// Seconds in which a difference of temperature falls to 1/e.
  let thermalSeconds: Double
  /// The running average limit of the package, in watts.
  let powerLimit: Double

  /// Leakage above that of the idle temperature, in watts.
  func raisedLeakage(kelvin: Double) -> Double { leakage * (exp(kelvin / leakageKelvin) - 1) }
}
