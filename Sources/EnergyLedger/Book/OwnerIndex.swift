public import NodeModel

/// The number of an owner in a ledger. It stays while the owner is there.
public struct OwnerIndex: Hashable, Sendable {
  let number: Int

  init(_ number: Int) {
    self.number = number
  }

  /// A bucket has always the same number.
  public init(_ bucket: Bucket) {
    number = Int(bucket.rawValue)
  }

  /// The kernel and the daemons that are no jobs.
  public static let system = OwnerIndex(.system)
  /// All jobs that have no number of their own.
  public static let other = OwnerIndex(Bucket.allCases.count)
  /// The first number that a job may have.
  static let firstJob = Bucket.allCases.count + 1
}
