/// Where the budgets of teams come from.
public protocol BudgetSource: Sendable {
  /// Who has one, each once, in a fixed order.
  var teams: [String] { get }

  /// Kilowatt hours that a team may use, on all nodes together, in the calendar month (UTC) in which a time lies (seconds
  /// since 1970); nil where nobody has set a limit.
  func monthlyKilowattHours(of team: String, at time: Int64) -> Double?
}
