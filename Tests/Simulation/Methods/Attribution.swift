/// What a method gives to one owner for one interval.
public struct Attribution: Sendable, Equatable {
  /// Who.
  public let owner: Owner
  /// Microjoules of activity and of what stands idle.
  public let full: Int64
  /// Those of activity alone.
  public let dynamic: Int64

  /// - Parameters:
  ///   - owner: who.
  ///   - full: microjoules of activity and of what stands idle.
  ///   - dynamic: those of activity alone.
  public init(owner: Owner, full: Int64, dynamic: Int64) {
    self.owner = owner
    self.full = full
    self.dynamic = dynamic
  }

  /// The same from joules, rounded to the microjoule.
  init(_ owner: Owner, full: Double, dynamic: Double) {
    self.init(
      owner: owner, full: Int64((full * 1e6).rounded()), dynamic: Int64((dynamic * 1e6).rounded()))
  }
}
