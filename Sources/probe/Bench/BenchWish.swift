import BenchKit
import NodeModel

/// What somebody asked `probe bench` to measure.
struct BenchWish {
  /// The suites, in the order of their names in `Suites.all`.
  var suites: [any Suite.Type]
  var extent: Plan.Extent
  /// Single cases of them.
  var choice: CaseChoice
  /// So many times the blocks.
  var times: Int
  /// For everything together; nil leaves that to the extent.
  var seconds: Double?
  /// Nil stands for all that the process may use.
  var cpus: [Int]?
  /// Whether vendors' libraries are measured beside our own products.
  var isComparing: Bool

  /// Whether somebody asked for this case, by its suite and by itself.
  func includes(_ subject: BenchSubject) -> Bool {
    suites.contains { $0.name.description == subject.suite } && choice.includes(subject)
  }
}
