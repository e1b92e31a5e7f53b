/// Fans whose speed follows the sockets' mean temperature, and whose power is the cube of their
/// speed.
public struct FanParameters: Sendable {
  /// Watts at full speed.
  let fullWatts: Double
  /// The share of full speed at the idle temperature.
  let idleSpeed: Double
  /// Share of full speed per kelvin above idle.
  let speedPerKelvin: Double

  /// Watts at a temperature above idle.
  func watts(kelvin: Double) -> Double {
    let speed = min(idleSpeed + speedPerKelvin * kelvin, 1)
    return fullWatts * speed * speed * speed
  }
}
