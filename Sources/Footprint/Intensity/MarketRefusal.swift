/// Why contracts for electricity are not taken.
public enum MarketRefusal: Error, Hashable, CustomStringConvertible {
  /// The shares of all contracts are more than the whole.
  case moreThanAll
  /// Above 2000 g/kWh.
  case implausible(String)

  /// What is wrong and how to mend it.
  public var description: String {
    switch self {
    case .moreThanAll: "the shares of all contracts must not add up to more than 1"
    case .implausible(let source): "\(source): no electricity has more than 2000 g/kWh"
    }
  }
}
