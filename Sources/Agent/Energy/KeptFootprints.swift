internal import EnergyLedger
internal import Footprint
internal import NodeModel

/// Footprints as they are kept beside the ledger's words, so that no counter of grams or money goes down.
///
/// Words: the form's version, eight for the node and for `other`, since version 3 two for what `other` held of
/// cores and memory and one for when it began; eight for each bucket, the number of jobs; then for each job the length
/// of its `job_id` in bytes, its bytes eight a word, eight words, since version 2 two for what it held, since version
/// 4 one for its CPU time and since version 5 one for when it began.
struct KeptFootprints {
  private static let version: UInt64 = 5
  private static let mostJobs = 8192

  var node = FootprintSums()
  var other = FoldedFootprint()
  var buckets = Bucket.allCases.map { _ in FootprintSums() }
  var jobs: [String: CountedFootprint] = [:]
  /// CPU time of jobs, in nanoseconds.
  private(set) var processorTimes: [String: UInt64] = [:]
  /// When jobs began to be counted, in nanoseconds since 1970; 0 where nobody knew.
  private(set) var beginnings: [String: UInt64] = [:]

  /// More words than so many jobs need.
  static func mostWords(jobs: Int) -> Int {
    64 + FootprintSums.wordCount * (Bucket.allCases.count + 2)
      + jobs * (1 + [UInt64].longestName / 8 + FootprintSums.wordCount + 4)
  }

  /// Writes what an account and its jobs have.
  static func encode(
    _ account: borrowing FootprintAccount, _ jobs: [JobAccount?], into words: inout [UInt64]
  ) {
    words.append(version)
    account.node.append(to: &words)
    account.other.counted.sums.append(to: &words)
    append(account.other.counted.held, to: &words)
    words.append(account.other.since)
    for bucket in account.buckets { bucket.append(to: &words) }
    let place = words.count
    words.append(0)
    var count: UInt64 = 0
    for job in jobs {
      guard let job, job.owner != .other, job.record.id.utf8.count <= [UInt64].longestName else {
        continue
      }
      words.append(name: job.record.id)
      job.footprint.sums.append(to: &words)
      append(job.footprint.held, to: &words)
      words.append(job.processorTime)
      words.append(job.beginning ?? 0)
      count += 1
    }
    words[place] = count
  }

  /// Reads words that may be anything; nil where they are not what `encode` writes.
  init?(_ rest: inout ArraySlice<UInt64>) {
    guard let version = rest.first, (1...Self.version).contains(version) else { return nil }
    rest = rest.dropFirst()
    guard let node = Self.sums(&rest),
      let other = Self.sums(&rest)
    else { return nil }
    self.node = node
    self.other.counted.sums = other
    if version > 2 {
      guard let held = Self.held(&rest), let since = rest.popFirst() else { return nil }
      self.other.counted.held = held
      self.other.since = since
    }
    for index in buckets.indices {
      guard let sums = Self.sums(&rest) else { return nil }
      buckets[index] = sums
    }
    guard let count = rest.popFirst(), count <= UInt64(Self.mostJobs) else { return nil }
    for _ in 0..<count {
      guard let name = rest.popName(), let sums = Self.sums(&rest) else { return nil }
      var held = Reservation.none
      if version > 1 {
        guard let words = Self.held(&rest) else { return nil }
        held = words
      }
      jobs[name] = CountedFootprint(sums: sums, held: held)
      if version > 3 {
        guard let time = rest.popFirst() else { return nil }
        processorTimes[name] = time
      }
      if version > 4 {
        guard let beginning = rest.popFirst() else { return nil }
        beginnings[name] = beginning
      }
    }
  }

  /// Money is counted from nothing: another currency begins.
  mutating func forgetCost() {
    node.forgetCost()
    other.counted.sums.forgetCost()
    for index in buckets.indices { buckets[index].forgetCost() }
    for name in jobs.keys { jobs[name]?.sums.forgetCost() }
  }

  private static func append(_ held: Reservation, to words: inout [UInt64]) {
    words.append(held.coreMilliseconds)
    words.append(held.memoryMebibyteMilliseconds)
  }

  private static func held(_ rest: inout ArraySlice<UInt64>) -> Reservation? {
    guard let cores = rest.popFirst(), let memory = rest.popFirst() else { return nil }
    return Reservation(
      coreMilliseconds: cores, acceleratorMilliseconds: 0, memoryMebibyteMilliseconds: memory)
  }

  private static func sums(_ rest: inout ArraySlice<UInt64>) -> FootprintSums? {
    let words = rest.prefix(FootprintSums.wordCount)
    rest = rest.dropFirst(FootprintSums.wordCount)
    return FootprintSums(words: words)
  }
}
