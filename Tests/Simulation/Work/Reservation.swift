/// What a job holds whether it uses it or not.
public struct Reservation: Sendable, Equatable {
  /// Cores of each socket; for a share without pinning, spread over the sockets.
  public var cores: SIMD2<Double>
  /// Bytes of memory.
  public var memory: Double
  /// Accelerators by number.
  public var accelerators: [Int]

  /// Nothing.
  public static let none = Reservation(cores: .zero, memory: 0, accelerators: [])
}
