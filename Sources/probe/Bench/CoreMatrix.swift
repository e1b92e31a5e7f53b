import BenchKit
import NodeModel
import Terminal

/// The way of a cache line between every two CPUs, in nanoseconds.
struct CoreMatrix {
  /// The rows, headings first, and below them what is to be said of single pairs.
  let lines: [String]

  /// Nil where fewer than three CPUs were measured: one pair is a line of a table.
  init?(_ results: [BenchResult]) {
    var times: [[Int]: BenchResult] = [:]
    var cpus: Set<Int> = []
    for result in results {
      guard case .count(let cpu)? = result.subject["cpu"],
        case .count(let other)? = result.subject["other_cpu"]
      else { return nil }
      times[[cpu, other]] = result
      times[[other, cpu]] = result
      cpus.formUnion([cpu, other])
    }
    guard cpus.count > 2 else { return nil }
    let order = cpus.sorted()
    var table = Table([.init("ns", .right)] + order.map { .init("\($0)", .right) })
    for cpu in order {
      table.add(
        ["\(cpu)"]
          + order.map { other in
            guard let result = times[[cpu, other]] else { return cpu == other ? "·" : "" }
            return Quantity.short(result.median * 1e9) + (Self.isNotable(result) ? "!" : "")
          })
    }
    let notable = results.filter(Self.isNotable)
    let first = notable.prefix(8).map { result in
      let words = (result.isVerified ? [] : ["WRONG RESULT"]) + result.disturbances.map(\.detail)
      let modes = result.modes.count > 1 ? [BenchTable.modes(of: result)] : []
      return "! \(result.subject.title): " + (words + modes).joined(separator: "; ")
    }
    let rest = notable.count > 8 ? ["! and \(notable.count - 8) more pairs (see --json)"] : []
    lines = table.lines + first + rest
  }

  private static func isNotable(_ result: BenchResult) -> Bool {
    !result.isVerified || !result.disturbances.isEmpty || result.modes.count > 1
  }
}
