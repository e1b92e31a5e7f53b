internal import Footprint
internal import Glibc
internal import NodeModel

/// What is kept of a node to judge it: names of models, settings and benchmarks by their places in tables.
struct CheckedNode: Sendable {
  /// One result, ready to be compared.
  struct Result: Sendable {
    let benchmark: Int32
    /// The node's, with what the run itself says in place of what may have changed since then.
    let settings: Int32
    /// How many.
    let samples: Int32
    /// Between how many values the samples jump; 0 where they do not.
    let modes: Int32
    let median: Double
    /// The logarithm of the median; more is better.
    let level: Double
    /// The logarithm of p10/p90; NaN of fewer than `leastSamples`.
    let tail: Double
    /// The standard error of the median, of its logarithm.
    let repeatability: Double
    /// What slow samples cost: by how much their mean time is above the middle one, as a share of it, from 0 to 1.
    let lag: Double
    let ended: UInt64?
    let disturbances: [String]

    /// Fewer say nothing of their tenth part.
    static let leastSamples = 10

    /// Nil where the computation was wrong, however fast it was, and where a value is not above 0; and of what calls
    /// itself idle power, which is no benchmark.
    init?(
      _ result: borrowing NodeBenchmark, _ name: borrowing BenchmarkName, benchmark: Int,
      settings: Int
    ) {
      guard result.isVerified, result.isPlausible, !name.isIdlePower else { return nil }
      self.benchmark = Int32(truncatingIfNeeded: benchmark)
      self.settings = Int32(truncatingIfNeeded: settings)
      median = result.median
      level = name.oriented(log(result.median))
      samples = Int32(truncatingIfNeeded: result.samples.count)
      modes = Int32(clamping: result.modes)
      ended = result.ended
      disturbances = result.disturbances
      let sorted = SortedSample.ascending(result.samples).map { log($0) }
      tail =
        samples < Self.leastSamples
        ? .nan : SortedSample.quantile(0.1, sorted) - SortedSample.quantile(0.9, sorted)
      repeatability = Self.standardError(ofMedian: sorted)
      lag = Self.lag(of: result.samples, isRate: name.isRate)
    }

    /// What a node draws without activity, in watts above 0: one value, learnt over days.
    init(idle watts: Double, benchmark: Int, settings: Int) {
      self.benchmark = Int32(truncatingIfNeeded: benchmark)
      self.settings = Int32(truncatingIfNeeded: settings)
      samples = 1
      modes = 0
      median = watts
      level = -log(watts)
      (tail, repeatability, lag) = (.nan, 0, 0)
      ended = nil
      disturbances = []
    }

    /// What was packed, of the benchmark with that name.
    init(
      _ packed: ResultTable.Packed, _ name: borrowing BenchmarkName, benchmark: Int,
      disturbances: [String]
    ) {
      self.benchmark = Int32(truncatingIfNeeded: benchmark)
      settings = packed.settings
      samples = packed.samples
      modes = packed.modes
      median = packed.median
      level = name.oriented(log(packed.median))
      tail = packed.tail
      repeatability = packed.repeatability
      lag = packed.lag
      // No result ended in 1970.
      ended = packed.ended == 0 ? nil : packed.ended
      self.disturbances = disturbances
    }

    /// 1 − the middle time over the mean time; of rates times are their inverses. 0 of nothing.
    static func lag(of samples: [Double], isRate: Bool) -> Double {
      let times = SortedSample.ascending(isRate ? samples.map { 1 / $0 } : samples)
      let mean = times.reduce(0, +) / Double(times.count)
      let lag = 1 - SortedSample.median(times) / mean
      return lag > 0 ? lag : 0
    }

    /// √(π/2) · σ / √n for normal values, σ by the median absolute deviation; 0 of fewer than three.
    static func standardError(ofMedian sorted: [Double]) -> Double {
      guard sorted.count > 2 else { return 0 }
      let middle = SortedSample.median(sorted)
      let sigma = 1.4826 * SortedSample.medianDistance(from: middle, sorted)
      return (Double.pi / 2 / Double(sorted.count)).squareRoot() * sigma
    }
  }

  let place: FleetFinding.Place
  let model: Int
  let settings: Int
  let start: UInt64
  let end: UInt64
  /// Energy of its rows without `gap`: what flowed while nobody looked, and is booked where it became known.
  let joules: Double
  /// The part of it that meters have told.
  let meteredJoules: Double
  /// The time that they cover.
  let seconds: Double
  /// The end of the last slot in which its agent ran, in seconds since 1970; 0 where there is none.
  let lastSlotEnd: Int64
  /// Carbon of a kWh at the node, PUE included, by the newest factors.
  let gramsPerKilowattHour: Double?
  /// Whether it has results that can be compared.
  var hasResults = false
  /// What is known of it without statistics.
  var facts: [FleetFinding] = []

  /// Which node.
  var id: NodeID { place.node ?? NodeID((0, 0, 0, 0)) }

  /// Mean power; nil where no row covers any time.
  var watts: Double? { seconds > 0 ? joules / seconds : nil }

  /// Mean power, of a node whose energy is mostly metered: what is estimated has no unit that could be mistaken.
  var meteredWatts: Double? { meteredJoules * 2 > joules ? watts : nil }

  /// What so many watts more cost, all the time.
  func cost(ofDrawing watts: Double) -> FleetFinding.Cost {
    let energy = seconds * watts / 3.6e6
    return FleetFinding.Cost(
      nodeHours: 0, kilowattHours: energy, grams: gramsPerKilowattHour.map { $0 * energy })
  }

  /// What is lost where this share of the node's capacity is missing.
  ///
  /// By the time that rows cover: a wrong clock stretches the reports over years.
  func cost(ofLosing share: Double) -> FleetFinding.Cost {
    let hours =
      seconds > 0 ? seconds / 3600 : end > start ? Double(end - start) / 3.6e12 : 0
    let energy = joules / 3.6e6 * share
    return FleetFinding.Cost(
      nodeHours: hours * share, kilowattHours: energy,
      grams: gramsPerKilowattHour.map { $0 * energy })
  }
}

extension CheckedNode {
  init(_ node: borrowing MergedNode, model: Int, settings: Int, covered: [CoveredHour]) {
    place = FleetFinding.Place(
      node: node.id, hostname: node.facts.hostname, site: node.facts.site, rack: node.facts.rack)
    self.model = model
    self.settings = settings
    start = node.start
    end = node.end
    var audit = BookAudit()
    var (metered, unseen): (Int128, Int128) = (0, 0)
    let withdrawn = node.owners.firstIndex(of: .bucket(.residualUnder))
    let gap = node.owners.firstIndex(of: .bucket(.gap))
    for row in node.rows {
      let isWithdrawn = row.owner == withdrawn
      audit.add(row, isWithdrawn: isWithdrawn)
      guard row.owner != gap else {
        unseen += Int128(row.full.total)
        continue
      }
      metered += isWithdrawn ? -Int128(row.metered) : Int128(row.metered)
    }
    // What was withdrawn with a gap can be more than what was seen.
    joules = Double(max(0, audit.energy - unseen)) / 1e6
    meteredJoules = Double(metered) / 1e6
    seconds = Double(covered.reduce(0) { $0 + $1.milliseconds }) / 1000
    lastSlotEnd = covered.map(\.lastSlotEnd).max() ?? 0
    let newest = node.factors.last?.entry
    let notes = newest?.set.notes ?? []
    func factor(_ name: String) -> Double? { notes.first { $0.name == name }?.value }
    if newest?.refusals.isEmpty == true, let ratio = factor("pue"), let grid = factor("intensity") {
      gramsPerKilowattHour = ratio * grid
    } else {
      gramsPerKilowattHour = nil
    }
    facts = Self.facts(of: node, at: place, contradiction: audit.verdict())
    // Nobody can tell which of its other results are right.
    for index in facts.indices where facts[index].kind == "wrong_result" {
      facts[index].cost = cost(ofLosing: 1)
    }
  }
}
