/// A run of benchmarks with the conditions under which it took place: `nodeprobe.bench/1`.
///
/// What `probe bench --json` prints and `--baseline` reads. In the state directory an array of them lies, one for each
/// run of which something still counts, as `bench.json`. Its schema is `docs/schema/bench.json`.
public struct BenchDocument: Sendable, Equatable {
  /// The name and major version of the form.
  public static let schema = "nodeprobe.bench/1"

  /// Where and when.
  public var conditions: BenchConditions
  /// In the order in which they were measured.
  public var results: [BenchResult]
  /// Cases that were to be measured and have no result.
  public var omissions: [BenchOmission]
  /// Caches and memory as the suite `latency` found them; empty where it did not run.
  public var levels: [BenchMemoryLevel]

  /// States a document.
  public init(
    conditions: BenchConditions, results: [BenchResult], omissions: [BenchOmission] = [],
    levels: [BenchMemoryLevel] = []
  ) {
    self.conditions = conditions
    self.results = results
    self.omissions = omissions
    self.levels = levels
  }

  /// Without what was only tried before the run was stopped: one repetition is nothing to keep or to judge by, unless it
  /// is wrong.
  public var withoutTrials: BenchDocument {
    var rest = self
    rest.results.removeAll { $0.isOnlyTried && $0.isVerified }
    return rest
  }

  /// Whether every computation came out right.
  public var isVerified: Bool { results.allSatisfy(\.isVerified) }
}
