/// Why a PUE is not taken.
public enum PUERefusal: Error, Hashable, CustomStringConvertible {
  /// Below 1.
  case belowOne
  /// Above `PowerUsageEffectiveness.largest`, or no number.
  case implausible
  /// The interval does not hold the value.
  case outsideInterval
  /// Category 0: a ratio of powers.
  case peakDemand
  /// A word that is no category.
  case unknownCategory(String)

  /// What is wrong and how to mend it.
  public var description: String {
    switch self {
    case .belowOne:
      "a PUE below 1 means a wrong boundary: a site cannot draw less than its IT equipment"
    case .implausible:
      "a PUE is a plain ratio from 1 to 100, such as 1.35; it is no percentage"
    case .outsideInterval: "low must not be above the PUE, high not below it, and none below 1"
    case .peakDemand:
      "category pue0 divides peak powers and says nothing of energy; use pue1, pue2 or pue3"
    case .unknownCategory(let word):
      "there is no category \(word); use "
        + PUECategory.allCases.map(\.rawValue).joined(separator: ", ")
    }
  }
}
