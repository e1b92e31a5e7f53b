/// A family of cases under one name, as in `probe bench --suite NAME`.
public protocol Suite {
  /// The name, one word.
  static var name: StaticString { get }
  /// What it measures, for `--help`: a few words.
  static var summary: StaticString { get }

  /// The cases that make sense on this machine, most telling first. Throws where not even one can run.
  static func cases(on machine: Machine, plan: Plan) throws(BenchError) -> [any Case]
  /// The same with what people would look for among them and such a plan has no room for.
  static func selection(on machine: Machine, plan: Plan) throws(BenchError) -> CaseSelection
}

extension Suite {
  /// Most suites have all that their names promise.
  public static func selection(
    on machine: Machine, plan: Plan
  ) throws(BenchError) -> CaseSelection {
    CaseSelection(try cases(on: machine, plan: plan))
  }
}

/// Every suite, in the order in which they run.
///
/// To add one: a file in Suites/, a line here, a test.
public enum Suites {
  /// Peaks first: others are held against them.
  public static var all: [any Suite.Type] {
    [
      PeakSuite.self, GemmSuite.self, Bandwidth.self, Latency.self, CoreToCore.self,
      Scheduling.self, SystemCalls.self,
    ]
  }
}

extension Suites {
  /// The suite of this name; nil where there is none.
  public static func named(_ name: String) -> (any Suite.Type)? {
    all.first { $0.name.description == name }
  }
}
