internal import NodeModel

/// A circumstance that was another when the baseline was measured.
public struct ConditionDifference: Sendable, Equatable {
  /// What it is, in words.
  public let name: String
  /// How it was.
  public let baseline: String
  /// How it is.
  public let current: String
  /// How many of the cases that were compared it concerns.
  public private(set) var cases: Int

  /// Those that change results and that both runs know.
  ///
  /// - Parameter baselines: conditions of earlier runs, each with how many cases were compared with it.
  static func all(
    from baselines: [(conditions: BenchConditions, cases: Int)], to current: BenchConditions
  ) -> [ConditionDifference] {
    let named: [(String, (BenchConditions) -> String?)] = [
      ("CPU", { $0.processor.model }), ("microcode", { $0.processor.microcode }),
      ("hypervisor", { $0.hypervisor }), ("kernel", { $0.kernel }),
      ("CPUs measured", { $0.cpus.isEmpty ? nil : Machine.list(of: $0.cpus.sorted()) }),
      ("CPUs online", { $0.onlineCPUs.map { "\($0)" } }),
      ("CPUs by quota", { $0.limits.cpus.map { "\($0)" } ?? "all" }),
      ("frequency driver", { $0.scaling.driver }), ("governor", { $0.scaling.governor }),
      ("boost", { $0.scaling.isBoosting.map { $0 ? "on" : "off" } }),
      ("huge pages", { $0.memory.transparentHugePages }), ("extent", { $0.extent }),
      ("compiler", { $0.compiler }), ("nodeprobe", { $0.version }),
    ]
    return named.flatMap { name, value -> [ConditionDifference] in
      var found: [ConditionDifference] = []
      for (conditions, cases) in baselines {
        guard let before = value(conditions), let after = value(current), before != after else {
          continue
        }
        if let place = found.firstIndex(where: { $0.baseline == before }) {
          found[place].cases += cases
        } else {
          found.append(
            ConditionDifference(name: name, baseline: before, current: after, cases: cases))
        }
      }
      return found
    }
  }
}
