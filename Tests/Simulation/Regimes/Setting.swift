/// A machine that was drawn for a regime, and the jobs that are being laid out for it.
struct Setting {
  let node: NodeParameters
  let metering: Metering
  var random: RandomSource
  var jobs: [JobPlan] = []
  /// Cores not yet given to a job, first socket first.
  var freeCores: [Int]

  init(_ regime: Regime, _ random: inout RandomSource) {
    switch regime {
    case .edgeBoard:
      node = NodeDesign.board(&random).make(&random)
      metering = .nothing
    case .shortJobs:
      node = NodeDesign.small(&random).0.make(&random)
      metering = .small
    default:
      var (design, row) = NodeDesign.server(&random)
      if regime == .accelerators { design.accelerators = Self.accelerators(&random) }
      var metering = Metering.server(row)
      metering.hasWall = regime == .wallMeter
      self.metering = metering
      node = design.make(&random)
    }
    self.random = random.branch()
    freeCores = Array(0..<node.cores)
  }

  private static func accelerators(_ random: inout RandomSource) -> [AcceleratorParameters] {
    let row = random.pick(AcceleratorRow.all)
    return (0..<4).map { _ in
      let idle = row.idle * random.uniform(0.9, 1.1)
      let awake = row.limit * random.uniform(0.06, 0.14)
      return AcceleratorParameters(
        row: row, idle: idle, awake: awake,
        busy: (row.limit - idle - awake) * random.uniform(0.75, 0.95))
    }
  }

  /// Both hardware threads of each core.
  func processors(of cores: [Int]) -> [Int] {
    node.threadsPerCore == 1 ? cores : cores + cores.map { $0 + node.cores }
  }

  /// Takes so many cores that nobody has, spread over the sockets where `isSpread`; fewer where
  /// there are fewer.
  mutating func takeCores(_ count: Int, isSpread: Bool = false) -> [Int] {
    var taken: [Int] = []
    for turn in 0..<count where !freeCores.isEmpty {
      taken.append(isSpread && turn % 2 == 1 ? freeCores.removeLast() : freeCores.removeFirst())
    }
    return taken
  }

  /// How many of these cores each socket has.
  func perSocket(_ cores: [Int]) -> SIMD2<Double> {
    var count = SIMD2<Double>.zero
    for core in cores { count[core / node.coresPerSocket] += 1 }
    return count
  }

  /// A job on cores of its own, both threads of each.
  mutating func add(
    on cores: [Int], threads: Int, phases: [Phase], arrival: Double, until end: Double,
    remote: Double = 0.05
  ) {
    let memory = node.memory.bytes * 0.8 * Double(cores.count) / Double(node.cores)
    jobs.append(
      JobPlan(
        arrival: arrival, duration: end - arrival, threads: threads,
        processors: processors(of: cores), phases: phases,
        reservation: Reservation(cores: perSocket(cores), memory: memory, accelerators: []),
        resident: memory * random.uniform(0.1, 0.9), remoteShare: remote,
        uncountedTraffic: random.uniform(0, 0.15)))
  }

  mutating func draw(_ kind: Mix.Kind) -> Mix { Mix.draw(kind, &random) }

  mutating func drawAny() -> Mix { Mix.draw(random.pick(Mix.Kind.allCases), &random) }

  /// One to three phases of one job: unlike use of its CPUs, unlike instructions.
  mutating func drawPhases(use: ClosedRange<Double>) -> [Phase] {
    (0..<random.integer(1...3)).map { _ in
      var phase = Phase.using(
        random.uniform(use.lowerBound, use.upperBound), drawAny(),
        burst: random.logUniform(0.003, 0.5), length: random.uniform(5, 40))
      if random.chance(0.3) { phase.transfer = random.logUniform(1e6, 300e6) }
      return phase
    }
  }

  /// The operating system: a thread for each eight processors, about half a percent of the node.
  mutating func system() -> JobPlan {
    let threads = max(node.processors / 8, 2)
    let use = random.uniform(0.002, 0.006) * Double(node.processors) / Double(threads)
    let phase = Phase.using(use, draw(.branching), burst: 0.002)
    return JobPlan(
      arrival: 0, duration: .infinity, threads: threads, processors: Array(0..<node.processors),
      phases: [phase], reservation: .none, resident: node.memory.bytes * 0.02, remoteShare: 0.3,
      uncountedTraffic: 0.1)
  }
}
