public import NodeModel

/// What a suite measures on a machine, and what it leaves out.
public struct CaseSelection {
  /// Most telling first.
  public var cases: [any Case]
  /// What people would look for among the cases, and why it is not there.
  public var omissions: [BenchOmission]

  /// States a selection.
  public init(_ cases: [any Case], without omissions: [BenchOmission] = []) {
    self.cases = cases
    self.omissions = omissions
  }
}
