/// Which gases a factor counts.
public enum EmissionGas: String, Sendable {
  /// All greenhouse gases by their warming potential.
  case equivalent = "CO2e"
  /// Carbon dioxide alone: a little less.
  case dioxide = "CO2"
}
