/// Losses between the wall and the components: one power supply, and a voltage regulator a socket.
public struct SupplyParameters: Sendable {
  /// Watts lost in the supply without any load.
  let fixedLoss: Double
  /// Watts lost in the supply per watt of load.
  let linearLoss: Double
  /// Watts lost in the supply per square watt of load.
  let squareLoss: Double
  /// Watts lost in a socket's regulator per watt of the package.
  let regulatorLinear: Double
  /// Watts lost in a socket's regulator per square watt of the package.
  let regulatorSquare: Double

  /// What the supply loses at a load in watts.
  func supplyLoss(at load: Double) -> Double {
    fixedLoss + (linearLoss + squareLoss * load) * load
  }

  /// What a socket's regulator loses at the package's watts.
  func regulatorLoss(at package: Double) -> Double {
    (regulatorLinear + regulatorSquare * package) * package
  }

  /// The load at which the wall shows so many watts.
  func load(atWall wall: Double) -> Double {
    var low = 0.0
    var high = wall
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if middle + supplyLoss(at: middle) < wall { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
