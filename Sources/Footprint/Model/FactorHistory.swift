/// The factors of carbon and cost that were in force, each from its time on.
///
/// The one place that says which factors a slot has: who explains a job and who adds up a fleet both ask it.
public struct FactorHistory: Sendable {
  /// One after the other; times in seconds since 1970.
  public private(set) var entries: [(start: Int64, set: FactorSet)] = []

  /// Nothing is known yet.
  public init() {}

  /// Takes factors that are in force from `start` on, in seconds since 1970; those that are the same as before
  /// change nothing.
  public mutating func add(_ set: FactorSet, from start: Int64) {
    var place = place(after: start)
    if place > 0, entries[place - 1].start == start {
      place -= 1
      entries.remove(at: place)
    }
    if place > 0, entries[place - 1].set == set { return }
    entries.insert((start, set), at: place)
  }

  /// The number of those that were in force in a slot that began at `time`; before all that is known the first.
  /// Nil where nothing is known at all.
  public func entry(at time: Int64) -> Int? {
    entries.isEmpty ? nil : max(0, place(after: time) - 1)
  }

  /// The place of the first that came into force after a time. A merged report of a node may have one for each slot.
  private func place(after time: Int64) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].start > time { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
