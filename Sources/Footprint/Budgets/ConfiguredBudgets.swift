/// Budgets that are the same each month, as a configuration states them.
public struct ConfiguredBudgets: BudgetSource, Equatable {
  /// What a team may use each month.
  public struct Entry: Sendable, Equatable {
    /// Whose it is, by the tag `team`.
    public var team: String
    /// How much.
    public var kilowattHours: Double

    /// States a budget.
    public init(team: String, kilowattHours: Double) {
      self.team = team
      self.kilowattHours = kilowattHours
    }
  }

  /// In the order in which they are stated, one for a team.
  public var entries: [Entry]

  /// Takes what is stated.
  public init(_ entries: [Entry] = []) { self.entries = entries }

  /// Who has one.
  public var teams: [String] { entries.map(\.team) }

  /// The same in every month.
  public func monthlyKilowattHours(of team: String, at time: Int64) -> Double? {
    entries.first { $0.team.utf8.elementsEqual(team.utf8) }?.kilowattHours
  }
}
