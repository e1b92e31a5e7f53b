internal import NodeModel

/// What the reports of one node say together: of each part the greatest of an order, so that any order, grouping and
/// repetition of reports gives the same (docs/fleet.md).
struct NodeJoin {
  /// Forms of one row under one revision.
  struct Conflict {
    /// The row that counts.
    var row: Int
    /// Those of all forms, sorted.
    var digests: [NodeID]
  }

  /// Members that come from one report as they stand.
  let newest: NewestMembers
  /// Where the latest end is written; nil where no report says one.
  private(set) var end: ReportOutline.Time?
  /// Where the earliest start is written; nil where no report says one.
  private(set) var start: ReportOutline.Time?
  /// The names of owners, sorted by their bytes.
  private(set) var owners: [[UInt8]] = []
  /// For each owner of the parts its place in `owners`.
  private(set) var ranks: [Int] = []
  /// Places of rows that count, in their order.
  private(set) var rows: [Int] = []
  private(set) var conflicts: [Conflict] = []
  /// Places of jobs, by start and id.
  private(set) var jobs: [Int] = []
  /// Places of factors, by time.
  private(set) var factors: [Int] = []
  /// Places of results, by suite, case and parameters, for each head; heads by their bytes.
  private(set) var benchmarks: [[Int]] = []

  /// Joins what stands in `bytes`, where no blank stands outside of strings.
  init(_ parts: borrowing NodeParts, _ bytes: Span<UInt8>) {
    newest = NewestMembers(parts.reports, bytes)
    for report in parts.reports {
      if NewestMembers.order(report.end, end, bytes) == .greater { end = report.end }
      if start == nil
        || report.start != nil
          && NewestMembers.order(report.start, start, bytes) == .less
      {
        start = report.start
      }
    }
    joinRows(parts, bytes)
    joinJobs(parts, bytes)
    joinFactors(parts, bytes)
    joinBenchmarks(parts, bytes)
  }

  // MARK: Rows

  private mutating func joinRows(_ parts: borrowing NodeParts, _ bytes: Span<UInt8>) {
    let names = parts.owners
    let sorted = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
    ranks = Array(repeating: 0, count: names.count)
    for (rank, place) in sorted.enumerated() { ranks[place] = rank }
    owners = sorted.map { names[$0] }

    let keys = parts.rows.map { RowKey($0.row, owner: ranks[$0.row.owner]) }
    var order = Array(keys.indices)
    if !zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) {
      order.sort { keys[$0] < keys[$1] }
    }
    let known = Dictionary(
      parts.conflicts.map { (RowKey($0.row, owner: ranks[$0.row.owner]), [$0]) },
      uniquingKeysWith: +)
    rows.reserveCapacity(order.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, keys[order[end]] == keys[order[first]] { end += 1 }
      let conflicts = known.isEmpty ? [] : known[keys[order[first]]] ?? []
      joinForms(order[first..<end], conflicts, parts, bytes)
      first = end
    }
  }

  /// Chooses among rows of one key.
  private mutating func joinForms(
    _ forms: ArraySlice<Int>, _ conflicts: [NodeParts.Conflict], _ parts: borrowing NodeParts,
    _ bytes: Span<UInt8>
  ) {
    guard let one = forms.first else { return }
    if forms.count == 1, conflicts.isEmpty { return rows.append(one) }
    let revision = forms.reduce(0) { max($0, parts.rows[$1].row.revision) }
    let highest = forms.filter { parts.rows[$0].row.revision == revision }
    let earlier = conflicts.filter { $0.row.revision == revision }
    let range = parts.rows[highest[0]].range
    if earlier.isEmpty,
      highest.allSatisfy({ bytes.compare(parts.rows[$0].range, range) == .equal })
    {
      return rows.append(highest[0])
    }
    var digests = Set(earlier.flatMap(\.digests))
    var best = highest[0]
    var greatest: NodeID?
    for form in highest {
      let digest = bytes.digest(of: parts.rows[form].range)
      digests.insert(digest)
      if let greatest, digest <= greatest { continue }
      greatest = digest
      best = form
    }
    rows.append(best)
    self.conflicts.append(Conflict(row: best, digests: digests.sorted()))
  }

  // MARK: The rest

  /// A job's newest form is one that has ended rather than one that runs, then the later end, then more energy, then
  /// the greater bytes: all of it stands in the job itself.
  private mutating func joinJobs(_ parts: borrowing NodeParts, _ bytes: Span<UInt8>) {
    struct Key: Hashable {
      var epoch: Epoch?
      var id: [UInt8]
    }
    let hashes = parts.jobs.map { SubjectHash($0.job).value }
    if SubjectHash.areDistinct(hashes) {
      jobs = Array(parts.jobs.indices)
      if !zip(jobs, jobs.dropFirst()).allSatisfy({ Self.precedes(parts.jobs, $0, $1) }) {
        jobs.sort { Self.precedes(parts.jobs, $0, $1) }
      }
      return
    }
    var best: [Key: Int] = [:]
    for place in parts.jobs.indices {
      let key = Key(epoch: parts.jobs[place].job.epoch, id: Array(parts.jobs[place].job.id.utf8))
      guard let known = best[key] else {
        best[key] = place
        continue
      }
      let (left, right) = (parts.jobs[place], parts.jobs[known])
      let (end, knownEnd) = (left.job.end.map { $0 + 1 } ?? 0, right.job.end.map { $0 + 1 } ?? 0)
      if (end, left.job.energy) != (knownEnd, right.job.energy) {
        if (end, left.job.energy) > (knownEnd, right.job.energy) { best[key] = place }
      } else if bytes.compare(left.range, right.range) == .greater {
        best[key] = place
      }
    }
    jobs = best.values.sorted { Self.precedes(parts.jobs, $0, $1) }
  }

  /// By start, id and epoch. A job as a whole is not touched: to hold its texts costs more than to compare.
  private static func precedes(_ jobs: [NodeParts.Job], _ left: Int, _ right: Int) -> Bool {
    let (start, otherStart) = (jobs[left].job.start, jobs[right].job.start)
    if start != otherStart { return start < otherStart }
    let (id, otherID) = (jobs[left].job.id, jobs[right].job.id)
    if !id.utf8.elementsEqual(otherID.utf8) {
      return id.utf8.lexicographicallyPrecedes(otherID.utf8)
    }
    return words(jobs[left].job.epoch) < words(jobs[right].job.epoch)
  }

  /// No epoch comes before all others.
  private static func words(_ epoch: Epoch?) -> (Int, UInt64, UInt64) {
    epoch.map { (1, $0.high, $0.low) } ?? (0, 0, 0)
  }

  /// Of two factors with the same time the greater bytes count.
  private mutating func joinFactors(_ parts: borrowing NodeParts, _ bytes: Span<UInt8>) {
    var best: [UInt64: Int] = [:]
    for place in parts.factors.indices {
      let since = parts.factors[place].factors.since
      if let known = best[since],
        bytes.compare(parts.factors[place].range, parts.factors[known].range) != .greater
      {
        continue
      }
      best[since] = place
    }
    factors = best.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The newest result of each benchmark; of two of one time the greater bytes, then those of its document.
  private mutating func joinBenchmarks(_ parts: borrowing NodeParts, _ bytes: Span<UInt8>) {
    var places = Array(parts.benchmarks.indices)
    if !SubjectHash.areDistinct(parts.benchmarks.map(\.subject)) {
      places = Self.newest(parts, bytes)
    }
    if !zip(places, places.dropFirst()).allSatisfy({ Self.precedes(parts.benchmarks, $0, $1) }) {
      places.sort { Self.precedes(parts.benchmarks, $0, $1) }
    }
    // Most nodes have one document of results.
    guard let first = places.first else { return }
    let one = parts.benchmarks[first].head
    if places.allSatisfy({ parts.benchmarks[$0].head == one }) {
      benchmarks = [places]
      return
    }
    let heads = parts.heads.map { Self.text(of: $0, in: bytes) }
    var groups: [[UInt8]: [Int]] = [:]
    for place in places { groups[heads[parts.benchmarks[place].head], default: []].append(place) }
    benchmarks = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
  }

  /// One place for each benchmark, in no order.
  private static func newest(_ parts: borrowing NodeParts, _ bytes: Span<UInt8>) -> [Int] {
    var best: [[[UInt8]]: Int] = [:]
    for place in parts.benchmarks.indices {
      let part = parts.benchmarks[place]
      let key = [part.benchmark.suite, part.benchmark.name, part.benchmark.parameters]
        .map { Array($0.utf8) }
      guard let known = best[key] else {
        best[key] = place
        continue
      }
      let other = parts.benchmarks[known]
      let (time, knownTime) = (part.benchmark.ended ?? 0, other.benchmark.ended ?? 0)
      if time != knownTime {
        if time > knownTime { best[key] = place }
        continue
      }
      switch bytes.compare(part.range, other.range) {
      case .greater: best[key] = place
      case .less: break
      case .equal:
        let head = text(of: parts.heads[part.head], in: bytes)
        if text(of: parts.heads[other.head], in: bytes).lexicographicallyPrecedes(head) {
          best[key] = place
        }
      }
    }
    return Array(best.values)
  }

  /// The members of a head as they stand, with commas between them.
  private static func text(of head: [Range<Int>], in bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for member in head {
      if !text.isEmpty { text.append(0x2C) }
      text.append(member, of: bytes)
    }
    return text
  }

  /// By suite, case and parameters; as with jobs.
  private static func precedes(
    _ benchmarks: [NodeParts.Benchmark], _ left: Int, _ right: Int
  ) -> Bool {
    let (suite, otherSuite) = (benchmarks[left].benchmark.suite, benchmarks[right].benchmark.suite)
    // Texts that are the same to `==` may have other bytes.
    if !suite.utf8.elementsEqual(otherSuite.utf8) {
      return suite.utf8.lexicographicallyPrecedes(otherSuite.utf8)
    }
    let (name, otherName) = (benchmarks[left].benchmark.name, benchmarks[right].benchmark.name)
    if !name.utf8.elementsEqual(otherName.utf8) {
      return name.utf8.lexicographicallyPrecedes(otherName.utf8)
    }
    return benchmarks[left].benchmark.parameters.utf8
      .lexicographicallyPrecedes(benchmarks[right].benchmark.parameters.utf8)
  }
}
