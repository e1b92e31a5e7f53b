import FleetKit
import Foundation
import NodeModel
import TestSupport

/// Nodes with results of one benchmark whose truth is known.
///
/// A node's true median scatters by `spread` between machines, its samples by 0.6 % to the bad side as those of
/// benchmarks do.
struct SyntheticGroup {
  var count = 2000
  var model = "Server 2000"
  var spread = 0.01
  var suite = "gemm"
  var unit = "flop/s"
  var median = 5e12
  /// Of fewer than ten nobody tells a tail.
  var samples = 32
  /// The factor on the capacity of a node by its number; 1 is sound.
  var level: (Int) -> Double = { _ in 1 }
  /// Whether 4 of 32 samples of a node are 40 % slower.
  var isStraggler: (Int) -> Bool = { _ in false }
  var settings: (Int) -> [(String, String)] = { _ in [("bios", "1.7"), ("governor", "performance")]
  }
  /// What the run of a node says of its conditions.
  var conditions: (Int) -> [(String, String)] = { _ in [] }
  /// What each node says of its CPUs.
  var processor: (Int) -> String? = { _ in nil }
  var rack: (Int) -> String = { "r\($0 % 40)" }
  /// When the results ended.
  var ended: UInt64 = 1_772_463_000_000_000_000
  /// Ids of nodes begin here.
  var first = 0

  /// Results of all nodes.
  func nodes(_ random: inout SeededRandom) -> [MergedNode] {
    (0..<count).map { number in
      var node = MergedNode(
        id: NodeID((0, 0, 0, UInt64(first + number))), start: 1_772_460_000_000_000_000,
        end: 1_772_463_600_000_000_000, facts: NodeFacts())
      node.facts.hostname = "n\(first + number)"
      node.facts.vendor = "Example"
      node.facts.product = model
      node.facts.processor = processor(number)
      node.facts.site = "hall"
      node.facts.rack = rack(number)
      node.facts.fingerprint = settings(number).map { (key: $0.0, value: $0.1) }
      node.benchmarks = [benchmark(number, &random)]
      return node
    }
  }

  private func benchmark(_ number: Int, _ random: inout SeededRandom) -> NodeBenchmark {
    let capacity = level(number) * exp(random.normal() * spread)
    let samples = (0..<samples).map { repetition in
      var factor = capacity * (1 - abs(random.normal()) * 0.006)
      if isStraggler(number), repetition % 8 == 5 { factor *= 0.6 }
      return unit == "seconds" ? median / factor : median * factor
    }
    let sorted = samples.sorted()
    var benchmark = NodeBenchmark(
      suite: suite, name: "case", parameters: "n=4096", unit: unit,
      ended: ended, best: unit == "seconds" ? sorted[0] : sorted[sorted.count - 1],
      median: (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2, samples: samples,
      isVerified: true)
    benchmark.settings = conditions(number).map { NodeSetting(key: $0.0, value: $0.1) }
    return benchmark
  }
}

extension SeededRandom {
  /// A normal value of variance 1 (Box and Muller 1958).
  mutating func normal() -> Double {
    let first = (Double(next() >> 11) + 0.5) * 0x1p-53
    let second = Double(next() >> 11) * 0x1p-53
    return (-2 * log(first)).squareRoot() * cos(2 * .pi * second)
  }
}

extension CheckOutcome {
  /// The numbers of the nodes of which a kind was said.
  func numbers(_ kinds: String...) -> Set<Int> {
    Set(
      findings.filter { kinds.contains($0.kind) }.compactMap {
        $0.place.node.map { Int($0.words.3) }
      })
  }
}
