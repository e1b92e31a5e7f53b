internal import NodeModel

/// All parts of all reports of one node before they are joined, with where they stand in their texts.
struct NodeParts: ~Copyable {
  /// A row with where it stands.
  struct Row {
    var row: FleetRow
    var range: Range<Int>
  }

  /// A job with where it stands.
  struct Job {
    var job: FleetJob
    var range: Range<Int>
  }

  /// Factors with where they stand.
  struct Factors {
    var factors: MergedNode.Factors
    var range: Range<Int>
  }

  /// A result with where it stands.
  struct Benchmark {
    var benchmark: NodeBenchmark
    var range: Range<Int>
    /// The place in `heads` of what is said of all that ran with it.
    var head: Int
    /// The hash of what names it.
    var subject: UInt64
  }

  /// Forms of a row that were met before, by their digests.
  struct Conflict {
    var row: FleetRow
    var digests: [NodeID]
  }

  /// So many owners are compared one by one, which is faster than to hash a name.
  private static let few = 32

  /// The reports.
  private(set) var reports: [ReportOutline] = []
  /// The `owner` of each is a place in `owners`.
  private(set) var rows: [Row] = []
  /// The names of owners in the order in which they were met.
  private(set) var owners: [[UInt8]] = []
  private(set) var jobs: [Job] = []
  private(set) var factors: [Factors] = []
  private(set) var benchmarks: [Benchmark] = []
  /// What benchmark documents say beside results: where their members stand.
  private(set) var heads: [[Range<Int>]] = []
  private(set) var conflicts: [Conflict] = []

  private var places: [[UInt8]: Int] = [:]
  private var known: KnownFactors
  private var names: BenchmarkNameList
  private let tables: RecordTables

  /// Begins without parts; records name by numbers what is in `tables`.
  init(_ tables: RecordTables) {
    self.tables = tables
    known = KnownFactors(tables.factors)
    names = BenchmarkNameList(tables.benchmarks)
  }

  /// Forgets all, and keeps the memory.
  mutating func removeAll() {
    reports.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    owners.removeAll(keepingCapacity: true)
    jobs.removeAll(keepingCapacity: true)
    factors.removeAll(keepingCapacity: true)
    benchmarks.removeAll(keepingCapacity: true)
    heads.removeAll(keepingCapacity: true)
    conflicts.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  /// Adds the parts of a document whose text begins at `start`.
  mutating func add(_ record: RecordWriter, at start: Int) { add(record.bytes, at: start) }

  /// Adds the parts of a document whose record is the first so many of some bytes.
  mutating func add(first length: Int, of bytes: [UInt8], at start: Int) {
    add(bytes.span.extracting(first: length), at: start)
  }

  private mutating func add(_ record: Span<UInt8>, at start: Int) {
    var reader = RecordReader(record)
    // The place in `owners` of each owner of the record.
    var numbers: [Int] = []
    while let kind = reader.kind() {
      switch kind {
      case .owner: numbers.append(place(of: reader.octets()))
      case .row:
        let range = reader.range(from: start)
        var row = reader.row()
        row.owner = numbers[row.owner]
        rows.append(Row(row: row, range: range))
      case .job:
        let range = reader.range(from: start)
        jobs.append(Job(job: reader.job(), range: range))
      case .factors:
        let first = start + reader.count()
        let number = reader.count()
        if number > 0 {
          let range = first..<first + reader.count()
          self.factors.append(Factors(factors: tables.factors[number - 1], range: range))
          continue
        }
        let text = reader.stretch()
        // They were right when they were recorded.
        guard let factors = try? known.factors(text, in: record) else { continue }
        self.factors.append(Factors(factors: factors, range: first..<first + text.count))
      case .benchmarks: addBenchmarks(&reader, at: start)
      case .conflict:
        var row = reader.row()
        row.owner = numbers[row.owner]
        let digests = (0..<reader.count()).map { _ in reader.digest() }
        conflicts.append(Conflict(row: row, digests: digests))
      case .outline: reports.append(reader.outline(from: start))
      }
    }
  }

  private mutating func addBenchmarks(_ reader: inout RecordReader, at start: Int) {
    var head: [Range<Int>] = []
    for _ in 0..<reader.count() { head.append(reader.range(from: start)) }
    let settings = reader.benchmarkSettings()
    let build = reader.number()
    for _ in 0..<reader.count() {
      let range = reader.range(from: start)
      let (read, subject) = reader.benchmark(&names)
      var result = read
      result.settings = settings
      result.build = build
      benchmarks.append(
        Benchmark(benchmark: result, range: range, head: heads.count, subject: subject))
    }
    heads.append(head)
  }

  /// Where the name of an owner stands among `owners`.
  private mutating func place(of name: [UInt8]) -> Int {
    let place =
      (owners.count > Self.few ? places[name] : owners.firstIndex(of: name)) ?? owners.count
    if place == owners.count {
      owners.append(name)
      if owners.count > Self.few { places[name] = place }
      if owners.count == Self.few + 1 {
        for (place, name) in owners.enumerated() { places[name] = place }
      }
    }
    return place
  }

  /// Whether no two of all parts are about the same: then nothing has to be compared, and the texts are not needed to
  /// join them.
  var areDistinct: Bool {
    reports.count == 1 && conflicts.isEmpty && heads.count < 2
      && SubjectHash.areDistinct(rows.map { SubjectHash($0.row).value })
      && SubjectHash.areDistinct(jobs.map { SubjectHash($0.job).value })
      && SubjectHash.areDistinct(factors.map(\.factors.since))
      && SubjectHash.areDistinct(benchmarks.map(\.subject))
  }
}
