internal import EnergyLedger

/// What is known of a job's parts, its steps or containers: their CPU time, and their shares of its dynamic energy.
///
/// A share is an estimate by CPU time, from one look to the next. Shares and what no part has are together the job's
/// dynamic energy, to the microjoule; static energy is not divided. See docs/jobs.md.
public struct JobParts: Sendable, Equatable {
  /// A step or a container.
  public struct Part: Sendable, Equatable {
    /// `step_0`, `step_batch`, or the first twelve digits of a container's id.
    public var id: String
    /// What the pod calls a container; nil where nobody knows.
    public var name: String?
    /// When it was first seen, in nanoseconds since 1970, to the millisecond.
    public var start: UInt64
    /// When it ended; nil while it is there.
    public var end: UInt64?
    /// CPU time since it was first seen, in nanoseconds.
    public var processorTime: UInt64 = 0
    /// Its share of the job's dynamic energy, in microjoules.
    public var energy: UInt64 = 0

    /// A part that has nothing yet.
    public init(id: String, start: UInt64) {
      self.id = id
      self.start = start
    }
  }

  /// Parts that are counted together.
  public struct Others: Sendable, Equatable {
    /// How many.
    public var count = 0
    /// How many of them may still be there.
    public var running = 0
    /// As of a part.
    public var processorTime: UInt64 = 0
    /// As of a part.
    public var energy: UInt64 = 0
  }

  /// So many stand by themselves; the others are counted together.
  public static let most = 32

  /// In the order in which they were first seen; at most `most`.
  public internal(set) var named: [Part] = []
  /// Those beyond, of the ended ones those with the least CPU time.
  public internal(set) var others = Others()
  /// CPU time of the job that no part used, or that nobody saw one use, in nanoseconds.
  public internal(set) var restTime: UInt64 = 0

  /// None.
  public init() {}

  /// Whether none was ever seen.
  public var isEmpty: Bool { named.isEmpty && others.count == 0 }

  /// CPU time of all of them and of the rest, in nanoseconds.
  public var processorTime: UInt64 {
    named.reduce(others.processorTime.clampedAdding(restTime)) {
      $0.clampedAdding($1.processorTime)
    }
  }

  /// All shares together, in microjoules.
  var energy: UInt64 { named.reduce(others.energy) { $0.clampedAdding($1.energy) } }

  /// The shares of that much dynamic energy, and what of it no part has: what was not divided yet, or was divided
  /// before parts were filed last. Where a power loss has taken a part of the energy, shares become less alike.
  public func divided(of dynamic: UInt64) -> (parts: JobParts, rest: UInt64) {
    let sum = energy
    guard sum > dynamic else { return (self, dynamic - sum) }
    var division = LargestRemainder()
    division.begin(expecting: named.count + 1)
    for part in named { division.add(part.energy) }
    division.add(others.energy)
    division.divide(dynamic)
    var parts = self
    for place in named.indices { parts.named[place].energy = division.shares[place] }
    parts.others.energy = division.shares[named.count]
    return (parts, 0)
  }

  /// The same with fewer that stand by themselves.
  public func folded(to most: Int) -> JobParts {
    guard named.count > most else { return self }
    var parts = self
    while parts.named.count > most { _ = parts.foldLeast() }
    // Without the room of those that stood there: reports hold many of these.
    parts.named = parts.named.map { $0 }
    return parts
  }

  /// All that are there end, at that time or before, in nanoseconds since 1970.
  mutating func end(at time: UInt64) {
    others.running = 0
    for place in named.indices where named[place].end == nil { end(place, at: time) }
  }

  /// One ends.
  mutating func end(_ place: Int, at time: UInt64) {
    named[place].end = max(named[place].start, time / 1_000_000 * 1_000_000)
  }

  /// So many more that are there are counted with others, or fewer.
  mutating func count(others more: Int) {
    others.count += more
    others.running += more
  }

  /// Counts one with others: of those that have ended the one with the least CPU time, of those the first; else
  /// of all.
  ///
  /// - Returns: Where it stood, and what it was.
  mutating func foldLeast() -> (place: Int, part: Part)? {
    let place = named.indices.min { left, right in
      let (one, other) = (named[left], named[right])
      if (one.end == nil) != (other.end == nil) { return one.end != nil }
      return one.processorTime < other.processorTime
    }
    guard let place else { return nil }
    let part = named.remove(at: place)
    others.count += 1
    if part.end == nil { others.running += 1 }
    others.processorTime = others.processorTime.clampedAdding(part.processorTime)
    others.energy = others.energy.clampedAdding(part.energy)
    return (place, part)
  }
}
