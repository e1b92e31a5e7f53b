/// The share of busy time in the last 15 seconds, from counters that only grow.
///
/// It compares with the youngest sample that is at least as old as the window, so the result does
/// not depend on how often samples are taken; until there is one, with the oldest.
struct UtilizationWindow {
  private struct Sample {
    var time: UInt64
    var busy: UInt64
    var total: UInt64
  }

  /// The window in nanoseconds.
  static let length: UInt64 = 15_000_000_000
  private static let capacity = 64
  /// Samples closer than this are not kept: the ring reaches back 16 s at any interval.
  private static let spacing: UInt64 = 250_000_000

  private var samples: [Sample] = []
  private var newest = 0

  init() {
    samples.reserveCapacity(Self.capacity)
  }

  /// Takes a sample at `time` nanoseconds and returns the share since the beginning of the window;
  /// nil while there is nothing to compare with.
  mutating func add(time: UInt64, busy: UInt64, total: UInt64) -> Double? {
    let now = Sample(time: time, busy: busy, total: total)
    if let last = samples.isEmpty ? nil : samples[newest],
      time < last.time || busy < last.busy || total < last.total
    {
      samples.removeAll(keepingCapacity: true)
    }
    let base = base(at: time)
    keep(now)
    guard let base, total > base.total else { return nil }
    return min(1, Double(busy - base.busy) / Double(total - base.total))
  }

  private func base(at time: UInt64) -> Sample? {
    var found: Sample?
    for sample in samples {
      guard let best = found else {
        found = sample
        continue
      }
      let age = time - sample.time
      let bestAge = time - best.time
      let isBetter =
        age >= Self.length ? bestAge < Self.length || age < bestAge : age > bestAge
      if isBetter { found = sample }
    }
    return found
  }

  private mutating func keep(_ sample: Sample) {
    guard !samples.isEmpty else {
      samples.append(sample)
      newest = 0
      return
    }
    guard sample.time - samples[newest].time >= Self.spacing else { return }
    if samples.count < Self.capacity {
      samples.append(sample)
      newest = samples.count - 1
    } else {
      newest = (newest + 1) % Self.capacity
      samples[newest] = sample
    }
  }
}
