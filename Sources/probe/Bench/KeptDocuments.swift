import BenchKit
import Exporters
import NodeModel

/// Documents as they are kept in the state directory: no larger than the agent and its reports take.
struct KeptDocuments {
  /// What is left of the samples.
  static let samplesPerBlock = 20
  /// So many runs.
  static let most = 32

  /// An array of them on one line, the newest first.
  let bytes: [UInt8]
  /// What is not in it, and why.
  let omissions: [BenchOmission]

  /// Where all results would be too large, those of the suite that takes the most room are left out, of the oldest run
  /// first, from its end: of all pairs of 256 CPUs nobody wants each. Where there are too many runs, the one is given up
  /// of which the fewest results are left, for a whole run says more than a single case.
  ///
  /// - Parameter documents: the newest first.
  init(of documents: [BenchDocument], limit: Int = BenchDocument.mostKeptBytes) {
    var kept = documents.map {
      $0.gatheringOmissions().thinned(toSamplesPerBlock: Self.samplesPerBlock)
    }
    var omissions: [BenchOmission] = []
    while kept.count > Self.most, let place = Self.leastOfOlder(kept) {
      let reason = "not kept: of more than \(Self.most) runs the one with the fewest results goes"
      omissions += Self.omissions(of: kept.remove(at: place).results, because: reason)
    }
    let rooms = Self.trimmed(kept, to: limit)
    let reason = "not kept: the file would be larger than \(limit >> 20) MiB; -o writes all"
    for (place, room) in rooms.enumerated() {
      let lost = room.removed(from: &kept[place].results)
      let lines = Self.omissions(of: lost, because: reason)
      for line in lines { kept[place].add(line) }
      omissions += lines
    }
    bytes = BenchFile.bytes(of: kept.filter { !$0.results.isEmpty })
    self.omissions = omissions
  }

  /// Of all but the newest the one with the fewest results, of several the oldest.
  private static func leastOfOlder(_ documents: [BenchDocument]) -> Int? {
    documents.indices.dropFirst().reversed().min {
      documents[$0].results.count < documents[$1].results.count
    }
  }

  /// How much of each document fits into so many bytes together.
  private static func trimmed(_ documents: [BenchDocument], to limit: Int) -> [Room] {
    var rooms = documents.map(Room.init)
    var sums: [String: Int] = [:]
    for room in rooms { sums.merge(room.bytesBySuite, uniquingKeysWith: +) }
    // Brackets and the line's end.
    var total = rooms.reduce(3) { $0 + $1.bytes }
    while total > limit,
      let largest = sums.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key,
      let place = rooms.lastIndex(where: { $0.has(largest) })
    {
      let (result, all) = rooms[place].removeLast(of: largest)
      sums[largest, default: 0] -= result
      total -= all
    }
    return rooms
  }

  /// One for each suite.
  private static func omissions(
    of results: [BenchResult], because reason: String
  ) -> [BenchOmission] {
    let suites = Dictionary(grouping: results, by: \.subject.suite)
    return suites.sorted { $0.key < $1.key }.compactMap { suite, results in
      results.first.map { first in
        BenchOmission(
          subject: BenchSubject(
            suite: suite, name: "all", parameters: [], unit: first.subject.unit),
          reason: reason, count: results.count)
      }
    }
  }
}

/// The bytes that a document takes, result by result.
private struct Room {
  /// Those of an omission for a suite.
  private static let omission = 512

  /// Of results, by suite, in their order.
  private var results: [String: [Int]] = [:]
  private let head: Int

  init(of document: BenchDocument) {
    var bare = document
    bare.results = []
    for result in document.results {
      var json = JSONWriter()
      result.write(into: &json)
      // And a comma.
      results[result.subject.suite, default: []].append(json.text.bytes.count + 1)
    }
    // An omission for each suite, at most.
    head = BenchFile.bytes(of: bare).count + Self.omission * results.count
  }

  var bytesBySuite: [String: Int] { results.mapValues { $0.reduce(0, +) } }

  /// A document without results is none.
  var bytes: Int { isEmpty ? 0 : head + bytesBySuite.values.reduce(0, +) }

  private var isEmpty: Bool { results.values.allSatisfy(\.isEmpty) }

  func has(_ suite: String) -> Bool { results[suite]?.isEmpty == false }

  /// Takes the last result of a suite away; its bytes, and how many fewer the document has.
  mutating func removeLast(of suite: String) -> (result: Int, all: Int) {
    let result = results[suite]?.popLast() ?? 0
    return (result, isEmpty ? result + head : result)
  }

  /// Takes those of the document's results away that have no room; which these are.
  func removed(from all: inout [BenchResult]) -> [BenchResult] {
    var left = results.mapValues(\.count)
    var lost: [BenchResult] = []
    all.removeAll { result in
      let suite = result.subject.suite
      let isKept = left[suite, default: 0] > 0
      left[suite, default: 0] -= 1
      if !isKept { lost.append(result) }
      return !isKept
    }
    return lost
  }
}

extension BenchDocument {
  /// Adds an omission, to one that says the same where there is such.
  fileprivate mutating func add(_ omission: BenchOmission) {
    let place = omissions.firstIndex {
      $0.subject == omission.subject && $0.reason == omission.reason
    }
    if let place { omissions[place].count += omission.count } else { omissions.append(omission) }
  }
}
