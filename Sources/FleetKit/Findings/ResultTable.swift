/// The results of all nodes, node by node, each in 40 bytes: there are ten times as many as nodes.
struct ResultTable: Sendable {
  /// A result without what can be computed anew.
  struct Packed: Sendable {
    let benchmark: Int32
    let samples: Int32
    let median: Double
    let tail: Double
    let repeatability: Double
    /// 0 where it is not said.
    let ended: UInt64
  }

  /// So many stand in one piece, so that a growing number of them is never copied as a whole.
  private static let length = 1 << 12

  private var blocks: [[Packed]] = []
  /// What disturbed those that something did, by their places.
  private var disturbances: [Int: [String]] = [:]
  /// How many there are.
  private(set) var count = 0

  /// Adds one.
  mutating func append(_ result: CheckedNode.Result) {
    if count.isMultiple(of: Self.length) {
      blocks.append([])
      blocks[blocks.count - 1].reserveCapacity(Self.length)
    }
    if !result.disturbances.isEmpty { disturbances[count] = result.disturbances }
    blocks[blocks.count - 1].append(
      Packed(
        benchmark: result.benchmark, samples: result.samples, median: result.median,
        tail: result.tail, repeatability: result.repeatability, ended: result.ended ?? 0))
    count += 1
  }

  /// What is kept of one.
  subscript(place: Int) -> Packed { blocks[place / Self.length][place % Self.length] }

  /// One with all that it says; `names` are those of benchmarks.
  func result(_ place: Int, _ names: NameTable<BenchmarkName>) -> CheckedNode.Result {
    let packed = self[place]
    return CheckedNode.Result(
      packed, names[Int(packed.benchmark)], disturbances: disturbances[place] ?? [])
  }
}
