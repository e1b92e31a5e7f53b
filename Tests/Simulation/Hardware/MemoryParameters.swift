import Glibc

/// What the DRAM of a socket draws: background, ranks kept awake, and every byte.
public struct MemoryParameters: Sendable {
  /// Bytes in the whole node.
  let bytes: Double
  /// Watts of background and refresh per socket.
  let idle: Double
  /// Watts above idle, per socket, with all ranks kept awake.
  let awake: Double
  /// The traffic, in bytes per second, at which about two thirds of the ranks' time is awake.
  let awakeScale: Double
  /// Joules a byte.
  let joulesPerByte: Double
  /// The most that a socket's channels carry, in bytes per second.
  let peak: Double

  /// Watts of a socket above idle at a traffic in bytes per second.
  func raised(at traffic: Double) -> Double {
    awake * (1 - exp(-traffic / awakeScale)) + joulesPerByte * traffic
  }
}
