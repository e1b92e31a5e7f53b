internal import LinuxFiles

/// The results of all nodes by model and benchmark, each in 56 bytes: there are ten times as many as nodes, so that most
/// of them lie in a file.
struct ResultTable: Sendable {
  /// A result without what can be computed anew.
  struct Packed: Sendable {
    let node: Int32
    let samples: Int32
    let settings: Int32
    /// Between how many values they jump; 0 where they do not.
    let modes: Int32
    let median: Double
    let tail: Double
    let repeatability: Double
    let lag: Double
    /// 0 where it is not said.
    let ended: UInt64
  }

  /// Where a result stands.
  struct Place: Hashable, Sendable {
    fileprivate let pool: Int32
    fileprivate let index: Int32
  }

  /// The results of one benchmark on the nodes of one model, in the order of nodes.
  struct Pool: Sendable {
    let model: Int
    let benchmark: Int
    fileprivate var pieces: [Piece] = []
    /// Those behind the pieces.
    fileprivate var last: [Packed] = []

    /// How many there are.
    var count: Int { pieces.count * ResultTable.length + last.count }
  }

  /// So many results one behind the other.
  fileprivate enum Piece: Sendable {
    case kept([Packed])
    /// From a place in the file on.
    case spilled(Int)
  }

  private struct Key: Hashable {
    let model: Int
    let benchmark: Int
  }

  /// So many are written at once.
  private static let length = 256
  /// So many bytes of results stay in memory: those of ten thousand nodes.
  static let bound = 4 << 20

  /// In the order in which they were met.
  private(set) var pools: [Pool] = []
  private var places: [Key: Int] = [:]
  /// What disturbed those that something did.
  private var disturbances: [Place: [String]] = [:]
  private let overflow: Overflow
  /// How many pieces may yet be kept.
  private var room: Int
  private var written = 0

  /// No results; about `bound` bytes of them stay in memory, the others in a file in `folder`.
  init(in folder: String? = nil, bound: Int = Self.bound) {
    overflow = Overflow(in: folder ?? TemporaryFile.folder)
    room = bound / (Self.length * MemoryLayout<Packed>.stride)
  }

  /// Why results could not be kept; nil where all could.
  var failure: SystemError? { overflow.failure }

  /// Adds the result of a node. Nodes come in their order.
  mutating func append(_ result: CheckedNode.Result, of node: Int, model: Int) {
    let key = Key(model: model, benchmark: Int(result.benchmark))
    let pool = places[key] ?? pools.count
    if pool == pools.count {
      places[key] = pool
      pools.append(Pool(model: model, benchmark: key.benchmark))
    }
    if !result.disturbances.isEmpty {
      let place = Place(pool: Int32(pool), index: Int32(pools[pool].count))
      disturbances[place] = result.disturbances
    }
    pools[pool].last.append(
      Packed(
        node: Int32(truncatingIfNeeded: node), samples: result.samples, settings: result.settings,
        modes: result.modes, median: result.median, tail: result.tail,
        repeatability: result.repeatability, lag: result.lag, ended: result.ended ?? 0))
    if pools[pool].last.count == Self.length { close(pool) }
  }

  /// Calls `body` for each result of a pool, in the order of nodes.
  func forEach(in pool: Int, _ body: (Place, Packed) -> Void) {
    var index: Int32 = 0
    for piece in 0...pools[pool].pieces.count {
      for result in results(piece, of: pool) {
        body(Place(pool: Int32(pool), index: index), result)
        index += 1
      }
    }
  }

  /// Where the results of a node stand, by pools.
  func places(of node: Int, model: Int) -> [Place] {
    pools.indices.filter { pools[$0].model == model }.flatMap { pool in
      places(of: node, in: pool)
    }
  }

  /// The benchmark of a result.
  func benchmark(_ place: Place) -> Int { pools[Int(place.pool)].benchmark }

  /// What is kept of a result.
  subscript(place: Place) -> Packed {
    let (piece, index) = Int(place.index).quotientAndRemainder(dividingBy: Self.length)
    return results(piece, of: Int(place.pool))[index]
  }

  /// A result with all that it says; `names` are those of benchmarks.
  func result(_ place: Place, _ names: NameTable<BenchmarkName>) -> CheckedNode.Result {
    let benchmark = benchmark(place)
    return CheckedNode.Result(
      self[place], names[benchmark], benchmark: benchmark,
      disturbances: disturbances[place] ?? [])
  }

  // MARK: Pieces

  private mutating func close(_ pool: Int) {
    if room > 0 {
      room -= 1
      pools[pool].pieces.append(.kept(pools[pool].last))
      pools[pool].last = []
      return
    }
    pools[pool].pieces.append(.spilled(written))
    unsafe pools[pool].last.withUnsafeBytes { bytes in
      unsafe overflow.write(bytes, at: written)
      written += bytes.count
    }
    pools[pool].last.removeAll(keepingCapacity: true)
  }

  /// The results of a piece, or of what is behind the last one.
  private func results(_ piece: Int, of pool: Int) -> [Packed] {
    guard piece < pools[pool].pieces.count else { return pools[pool].last }
    switch pools[pool].pieces[piece] {
    case .kept(let results): return results
    case .spilled(let start):
      // All bits are results.
      return unsafe [Packed](unsafeUninitializedCapacity: Self.length) { room, filled in
        unsafe overflow.read(start, into: UnsafeMutableRawBufferPointer(room))
        filled = Self.length
      }
    }
  }

  private func places(of node: Int, in pool: Int) -> [Place] {
    // The last piece that begins before the node may end with it.
    var (low, high) = (0, pools[pool].pieces.count)
    while low < high {
      let middle = (low + high + 1) / 2
      let first = results(middle, of: pool).first?.node ?? .max
      if first < node { low = middle } else { high = middle - 1 }
    }
    var found: [Place] = []
    for piece in low...pools[pool].pieces.count {
      for (index, result) in results(piece, of: pool).enumerated() {
        if result.node > node { return found }
        if result.node == node {
          found.append(Place(pool: Int32(pool), index: Int32(piece * Self.length + index)))
        }
      }
    }
    return found
  }
}
