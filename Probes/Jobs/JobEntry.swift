/// How whoever keeps the books has entered a job that was found.
public struct JobEntry: Sendable, Equatable {
  /// The number that it has there.
  public let account: Int
  /// Whether it is counted together with others: nobody asks what its parts use.
  public let isFolded: Bool

  /// An entry.
  public init(account: Int, isFolded: Bool = false) {
    self.account = account
    self.isFolded = isFolded
  }
}
