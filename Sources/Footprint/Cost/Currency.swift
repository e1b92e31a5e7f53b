/// A currency by its code (ISO 4217). Amounts of two currencies are never added.
public struct Currency: Sendable, Hashable {
  /// Three capitals, such as `EUR`.
  public let code: String

  /// Takes three letters; nil for anything else.
  public init?(_ code: String) {
    let code = code.uppercased()
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
      return nil
    }
    self.code = code
  }
}
