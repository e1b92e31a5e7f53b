internal import EnergyLedger
internal import Probes

/// What the parts of one job have of its dynamic energy, which stays the job's: divided by CPU time, from one look at
/// them to the next.
struct PartAccount {
  /// So long at least a change waits until it is filed, in nanoseconds: a kill costs no more of what is known of parts.
  private static let filingInterval: UInt64 = 300_000_000_000

  /// What is known of them.
  private(set) var parts: JobParts

  /// The job's dynamic energy that is divided, in microjoules.
  private var told: UInt64
  /// CPU time for which no energy was told yet, in nanoseconds: of each part in its place, of others, of the rest.
  private var pending: [UInt64]
  private var othersPending: UInt64 = 0
  private var restPending: UInt64 = 0
  /// Those among the others that still are there.
  private var unnamed: Set<String> = []
  /// Boot time in nanoseconds when what is known was filed last; nil where that is all.
  private var unfiledSince: UInt64?
  /// Whether more is known than when energy was divided last.
  private var hasNews = false
  /// Whether what was filed has not been compared yet with what is there.
  private var isResumed: Bool

  /// Begins, or goes on with what was filed.
  ///
  /// - Parameter dynamic: what the job has so far, in microjoules: that is divided already, or nobody's.
  init(keeping filed: JobParts?, dynamic: UInt64) {
    parts = filed ?? JobParts()
    told = dynamic
    pending = parts.named.map { _ in 0 }
    isResumed = filed != nil
  }

  // MARK: What they do

  /// Takes in what was seen of the parts.
  ///
  /// - Parameter realtime: when a moment of the boot time was, both in nanoseconds.
  mutating func take(_ uses: PartUses, at now: UInt64, realtime: (UInt64) -> UInt64) {
    let untold = isResumed ? resume(uses, at: realtime(now)) : uses.untold
    for use in uses.parts {
      if unnamed.contains(use.id) {
        parts.others.processorTime = parts.others.processorTime.clampedAdding(use.processorTime)
        othersPending = othersPending.clampedAdding(use.processorTime)
        if use.end != nil {
          unnamed.remove(use.id)
          parts.others.running -= 1
        }
      } else {
        // From now on it is counted by itself.
        if use.wasUntold, parts.others.running > unnamed.count { parts.count(others: -1) }
        take(use, at: place(of: use, realtime), realtime)
      }
    }
    while parts.named.count > JobParts.most { fold() }
    parts.count(others: untold)
    parts.restTime = parts.restTime.clampedAdding(uses.rest)
    restPending = restPending.clampedAdding(uses.rest)
    hasNews = true
    if unfiledSince == nil, uses.parts.contains(where: { $0.processorTime > 0 || $0.end != nil }) {
      unfiledSince = now
    }
  }

  /// Compares what was filed with what is there. Of parts that went while no agent ran it is known when that was seen;
  /// those without a name here are, as far as there were as many, those that were counted with others.
  ///
  /// - Returns: How many of the untold are not counted yet.
  private mutating func resume(_ uses: PartUses, at realtime: UInt64) -> Int {
    isResumed = false
    for place in parts.named.indices where parts.named[place].end == nil {
      let id = parts.named[place].id
      if !uses.parts.contains(where: { $0.id == id }) { parts.end(place, at: realtime) }
    }
    let known = Set(parts.named.map(\.id))
    unnamed = Set(
      uses.parts.lazy.map(\.id).filter { !known.contains($0) }.prefix(parts.others.running))
    let counted = min(uses.untold, parts.others.running - unnamed.count)
    parts.others.running = unnamed.count + counted
    return uses.untold - counted
  }

  private mutating func take(
    _ use: PartUse, at place: Int, _ realtime: (UInt64) -> UInt64
  ) {
    parts.named[place].end = use.end.map { Self.milliseconds(realtime($0)) }
    parts.named[place].processorTime =
      parts.named[place].processorTime.clampedAdding(use.processorTime)
    pending[place] = pending[place].clampedAdding(use.processorTime)
  }

  /// Where a part stands: one that is new behind all others.
  private mutating func place(of use: PartUse, _ realtime: (UInt64) -> UInt64) -> Int {
    if let known = parts.named.lastIndex(where: { $0.id == use.id }) { return known }
    parts.named.append(
      JobParts.Part(id: use.id, start: Self.milliseconds(realtime(use.beginning))))
    pending.append(0)
    return parts.named.count - 1
  }

  private mutating func fold() {
    guard let (place, part) = parts.foldLeast() else { return }
    othersPending = othersPending.clampedAdding(pending.remove(at: place))
    if part.end == nil { unnamed.insert(part.id) }
  }

  /// As documents say it.
  private static func milliseconds(_ nanoseconds: UInt64) -> UInt64 {
    nanoseconds / 1_000_000 * 1_000_000
  }

  /// The job has ended, with all of its parts.
  mutating func end(at realtime: UInt64) {
    parts.end(at: realtime)
    unnamed = []
    hasNews = true
  }

  /// What pods call their containers, by the beginnings of their ids.
  mutating func name(_ names: [String: String]) {
    for place in parts.named.indices {
      guard let name = names[parts.named[place].id] else { continue }
      parts.named[place].name = name
      hasNews = true
    }
  }

  /// Whether a container that is there has no name yet and is younger than that, in nanoseconds.
  func lacksNames(at realtime: UInt64, within age: UInt64) -> Bool {
    parts.named.contains { $0.name == nil && $0.end == nil && $0.start + age > realtime }
  }

  // MARK: What they have

  /// Divides what the job was given since the last time, where parts were looked at since or are no more; whether more
  /// is known than before.
  ///
  /// - Parameters:
  ///   - dynamic: all dynamic energy of the job, in microjoules.
  ///   - isOver: whether the job has ended, and what it is given is for what it did before.
  mutating func settle(
    _ dynamic: UInt64, isOver: Bool, with division: inout LargestRemainder
  ) -> Bool {
    guard hasNews || (isOver && dynamic > told), !parts.isEmpty else { return false }
    hasNews = false
    if dynamic > told { divide(dynamic, with: &division) }
    return true
  }

  /// What comes later than the work is divided by all of it.
  private mutating func divide(_ dynamic: UInt64, with division: inout LargestRemainder) {
    var weights = pending + [othersPending, restPending]
    if !weights.contains(where: { $0 > 0 }) {
      weights = parts.named.map(\.processorTime) + [parts.others.processorTime, parts.restTime]
    }
    division.begin(expecting: weights.count)
    for weight in weights { division.add(min(weight, Self.mostWeight)) }
    if division.sum > 0 {
      division.divide(dynamic - told)
      for place in parts.named.indices { parts.named[place].energy += division.shares[place] }
      parts.others.energy += division.shares[parts.named.count]
    }
    told = dynamic
    for place in pending.indices { pending[place] = 0 }
    (othersPending, restPending) = (0, 0)
  }

  /// Of which as many as there are fit into 64 bits: eighteen years of CPU time.
  private static let mostWeight: UInt64 = 1 << 58

  /// Whether what was seen is worth filing; it counts as filed then.
  mutating func isDueForFiling(at now: UInt64) -> Bool {
    guard let since = unfiledSince, now >= since + Self.filingInterval else { return false }
    unfiledSince = nil
    return true
  }
}
