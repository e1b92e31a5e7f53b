extension PlaceUses {
  /// What somebody's round weighs in each place.
  struct Amount {
    /// What was done in each package.
    var own = SIMD8<UInt64>.zero
    /// What it made others move from their memory.
    var afar = SIMD8<UInt64>.zero
    /// In all of them as one.
    var all: UInt64 = 0
    /// Lines that came from memory; nil where they are not counted. Until `placeLines` by the package that got them,
    /// then by the one in whose memory they were.
    var lines: SIMD8<UInt64>?

    mutating func add(_ more: SIMD8<UInt64>) {
      own &+= more
      all &+= more.wrappedSum()
    }

    /// Adds what counts in the packages in whose memory its bytes are, of what was done in others.
    mutating func addAfar(of done: SIMD8<UInt64>, _ memory: SIMD8<UInt16>?, _ part: UInt64) {
      guard let memory else { return }
      let elsewhere = done.wrappedSum() &- done
      let moved = elsewhere &* SIMD8(truncatingIfNeeded: memory) / 1000
      afar &+= moved &* part / ProcessorShares.whole
    }

    /// Finds out in which memory lines were: in each as many as there is of its bytes. They pass that package as well.
    mutating func placeLines(_ memory: SIMD8<UInt16>?) {
      guard let asked = lines, let memory else { return }
      let part = SIMD8<UInt64>(truncatingIfNeeded: memory)
      let all = asked.wrappedSum()
      lines = all &* part / 1000
      for package in asked.indices {
        let moved = (all - asked[package]) * part[package] / 1000
        afar[package] += ProcessorWeights.weight(ofLines: moved)
      }
    }

    func weight(in package: Int?) -> UInt64 { package.map { own[$0] &+ afar[$0] } ?? all }

    func weight(inMemoryOf package: Int?) -> UInt64 {
      guard let lines else { return all }
      return package.map { lines[$0] } ?? lines.wrappedSum()
    }
  }

  /// What all CPUs did, less what jobs did: the rest is the system's.
  struct Counts {
    private(set) var left = Amount()
    /// All lines, and all CPU time of the round in nanoseconds.
    private let lines: SIMD8<UInt64>?
    private let time: UInt64

    init(
      _ all: (weights: SIMD8<UInt64>, lines: SIMD8<UInt64>?), of times: [UInt64]
    ) {
      left.add(all.weights)
      left.lines = all.lines
      lines = all.lines
      time = times.reduce(0, &+)
    }

    var hasLines: Bool { lines != nil }

    /// How many lines came in so much CPU time, as in the mean of all; nil where they are not counted.
    func lines(ofTime part: UInt64) -> SIMD8<UInt64>? {
      guard let lines else { return nil }
      guard part > 0, time > 0 else { return .zero }
      return lines.multiplied(by: min(part, time), dividedBy: time)
    }

    /// Each counter is read a moment after that of its CPU, so a job may be ahead by as much.
    mutating func subtract(_ amount: Amount) {
      left.own = left.own &- amount.own.clamped(lowerBound: .zero, upperBound: left.own)
      left.all -= min(left.all, amount.all)
      guard let taken = amount.lines, let known = left.lines else { return }
      left.lines = known &- taken.clamped(lowerBound: .zero, upperBound: known)
    }
  }
}
