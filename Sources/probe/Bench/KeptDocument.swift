import BenchKit
import Exporters
import NodeModel

/// A document as it is kept in the state directory: no larger than the agent and its reports take.
struct KeptDocument {
  /// What is left of the samples.
  static let samplesPerBlock = 20

  /// Its JSON, on one line.
  let bytes: [UInt8]
  /// What is not in it, and why.
  let omissions: [BenchOmission]

  /// Where all results would be too large, those of the suite that takes the most room are left out from the end: of
  /// all pairs of 256 CPUs nobody wants each.
  init(of document: BenchDocument, limit: Int = BenchDocument.mostKeptBytes) {
    var kept = document.thinned(toSamplesPerBlock: Self.samplesPerBlock)
    let results = kept.results
    kept.results = []
    var sizes: [String: [Int]] = [:]
    for result in results {
      sizes[result.subject.suite, default: []].append(Self.size(of: result))
    }
    let all = sizes.mapValues(\.count)
    var sums = sizes.mapValues { $0.reduce(0, +) }
    // An omission for each suite, at most.
    let room = limit - BenchFile.bytes(of: kept).count - 512 * sizes.count
    var total = sums.values.reduce(0, +)
    while total > room, let largest = sums.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      let size = sizes[largest.key]?.popLast()
    {
      sums[largest.key] = largest.value - size
      total -= size
    }
    var left = sizes.mapValues(\.count)
    kept.results = results.filter { result in
      guard let count = left[result.subject.suite], count > 0 else { return false }
      left[result.subject.suite] = count - 1
      return true
    }
    omissions = all.sorted { $0.key < $1.key }.compactMap { suite, count in
      let lost = count - (sizes[suite]?.count ?? 0)
      guard lost > 0, let unit = results.first(where: { $0.subject.suite == suite })?.subject.unit
      else { return nil }
      return BenchOmission(
        subject: BenchSubject(suite: suite, name: "all", parameters: [], unit: unit),
        reason: "\(lost) of \(count) results are not kept: the file would be larger than "
          + "\(limit >> 20) MiB; -o writes all")
    }
    kept.omissions += omissions
    bytes = BenchFile.bytes(of: kept)
  }

  private static func size(of result: BenchResult) -> Int {
    var writer = JSONWriter()
    result.write(into: &writer)
    // And a comma.
    return writer.text.bytes.count + 1
  }
}
