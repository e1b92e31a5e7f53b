/// Runs a scenario: ticks of 10 ms for cores, settlements each 100 ms for what is shared and slow.
///
/// In a tick each hardware thread runs one software thread, for the whole tick or, where a burst
/// ends in it, for a part; two siblings with parts overlap as if independent.
public struct Simulator {
  /// Seconds of a tick.
  static let tick = 0.01
  static let ticksPerSettlement = 10

  /// What the kernel says of the node.
  public let facts: NodeFacts

  let scenario: Scenario
  let node: NodeParameters
  /// For what happens on the node.
  var random: RandomSource
  /// For when and how it is looked at, so that looking changes nothing.
  var looking: RandomSource
  var now = 0
  var lastSettled = 0

  /// The system first, then jobs.
  var owners: [OwnerState]
  /// Indices of owners that run or still warm the node.
  var present: [Int] = [0]
  var nextArrival = 0
  /// Whether a job came or went since somebody was told.
  var hasNews = false
  var threads: [ThreadState] = []
  var freeThreads: [Int] = []
  /// The thread on each logical processor, or −1.
  var running: [Int]
  /// Where the weighted time of new and woken threads begins.
  var leastVirtualTime = 0.0
  /// How many logical processors run nobody.
  var idleProcessors: Int
  /// Each core's use, averaged over some 60 ms.
  var coreUse: [Double]
  /// Each core's frequency in the last tick it ran, GHz.
  var coreFrequency: [Double]
  var busySeconds: [Double]
  /// What each logical processor did, whoever ran there.
  var work: SimulatedWork
  var socketStates: [SocketState]
  var accelerators: [AcceleratorState]
  var lastAcceleratorRead = 0

  var meters: [EnergyMeter]
  var wall: WallMeter
  /// Joules of the node since the start: dynamic and standing, by component.
  var dynamic = SIMD8<Double>.zero
  var standing = SIMD8<Double>.zero
  var unallocated = SIMD8<Double>.zero
  var unallocatedWatts = SIMD8<Double>.zero

  /// A run that has not begun.
  public init(_ scenario: Scenario) {
    self.scenario = scenario
    node = scenario.node
    var random = RandomSource(seed: scenario.seed)
    let metering = scenario.metering
    let node = scenario.node
    meters = metering.counters.flatMap { kind in
      (0..<(kind == .platform ? 1 : node.sockets)).map { socket in
        let unit = kind == .memory && node.sockets > 1 ? .small : metering.unit
        return EnergyMeter(kind, socket: socket, unit: unit, start: random.next())
      }
    }
    wall = WallMeter(
      phase: Double(random.integer(1...9)) / 10, noise: 0.002, random: random.branch())
    facts = Self.facts(of: scenario, domains: meters.map(\.domain))
    owners = [OwnerState(owner: .system, plan: scenario.system)]
    owners += scenario.jobs.enumerated().map { OwnerState(owner: .job($0), plan: $1) }
    running = .init(repeating: -1, count: node.processors)
    idleProcessors = node.processors
    coreUse = .init(repeating: 0, count: node.cores)
    coreFrequency = .init(repeating: node.frequency.lowest, count: node.cores)
    busySeconds = .init(repeating: 0, count: node.processors)
    work = SimulatedWork(processors: node.processors)
    socketStates = .init(repeating: SocketState(), count: node.sockets)
    accelerators = node.accelerators.map { AcceleratorState(parameters: $0) }
    looking = random.branch()
    self.random = random
    start(0)
    shareStanding()
  }

  private static func facts(of scenario: Scenario, domains: [EnergyDomain]) -> NodeFacts {
    let node = scenario.node
    let kinds = scenario.metering.counters
    var boundary = Component.allCases
    if !scenario.metering.hasWall {
      if kinds.contains(.platform) {
        boundary = [.package, .memory, .accelerator, .board]
      } else if !kinds.isEmpty {
        boundary = kinds.contains(.memory) ? [.package, .memory] : [.package]
        if !node.accelerators.isEmpty { boundary.append(.accelerator) }
      }
    }
    return NodeFacts(
      sockets: node.sockets, coresPerSocket: node.coresPerSocket,
      threadsPerCore: node.threadsPerCore, memory: node.memory.bytes, domains: domains,
      hasWallMeter: scenario.metering.hasWall, accelerators: node.accelerators.map(\.row),
      nominalWall: node.nominalWall, boundary: boundary)
  }

  /// Runs to the end, showing each pair of samples that follow each other, and tells who caused
  /// what.
  ///
  /// - Parameter period: seconds from sample to sample; now and then one is up to 30 ms late, as on
  ///   a busy node.
  /// - Parameter glance: is shown what would be seen within 20 ms of jobs that came or went, at most every
  ///   20 ms; that changes neither the run nor the samples.
  public mutating func run(
    every period: Double = 1, glance: (Sample) -> Void = { _ in }, _ show: (Interval) -> Void
  ) -> Truth {
    var earlier = sample()
    var nextGlance = 0
    let end = Int(scenario.duration / Self.tick)
    var due = Int(period / Self.tick)
    var next = due
    while now < end {
      step()
      if now >= next {
        settle()
        let later = sample()
        hasNews = false
        forgetEnded()
        show(Interval(facts: facts, earlier: earlier, later: later))
        earlier = later
        due += Int(period / Self.tick)
        next = due + (looking.chance(0.1) ? looking.integer(1...3) : 0)
      } else if hasNews, now >= nextGlance {
        var copy = self
        copy.settle()
        glance(copy.sample())
        hasNews = false
        nextGlance = now + 2
      }
    }
    settle()
    return truth()
  }

  /// One tick.
  mutating func step() {
    admit()
    schedule()
    for socket in 0..<node.sockets { runCores(of: socket) }
    now += 1
    if now - lastSettled >= Self.ticksPerSettlement { settle() }
  }

  /// Starts the jobs that are due, and ends those whose time is over.
  private mutating func admit() {
    let seconds = Double(now) * Self.tick
    var hasChanged = false
    for index in present
    where index > 0 && owners[index].isRunning
      && seconds >= owners[index].plan.arrival + owners[index].plan.duration
    {
      if !hasChanged { settle() }
      hasChanged = true
      end(index)
    }
    while nextArrival < scenario.jobs.count, scenario.jobs[nextArrival].arrival <= seconds {
      if !hasChanged { settle() }
      hasChanged = true
      start(nextArrival + 1)
      present.append(nextArrival + 1)
      nextArrival += 1
    }
    if hasChanged {
      shareStanding()
      hasNews = true
    }
  }

  private mutating func start(_ index: Int) {
    owners[index].isRunning = true
    owners[index].work = SimulatedWork(processors: node.processors)
    // Drawn by itself, so that nothing else of the run depends on it.
    var copying = RandomSource(seed: scenario.seed &+ 1_000_000 &+ UInt64(index))
    owners[index].writeBacks = copying.uniform(1, 1.5)
    owners[index].began = now
    beginPhase(of: index)
    for _ in 0..<owners[index].plan.threads {
      let place = freeThreads.popLast() ?? threads.count
      if place == threads.count { threads.append(ThreadState()) }
      var thread = ThreadState()
      thread.owner = index
      thread.home = random.pick(owners[index].plan.processors)
      thread.burst = drawBurst(of: index)
      thread.virtualTime = leastVirtualTime
      thread.isFresh = true
      // The system's threads do not all start at once.
      if index == 0 { thread.wake = random.integer(0...100) }
      threads[place] = thread
      owners[index].threads.append(place)
    }
    for use in owners[index].plan.accelerators {
      accelerators[use.device].users.append(AcceleratorState.User(owner: index, use: use))
    }
  }

  private mutating func end(_ index: Int) {
    owners[index].isRunning = false
    owners[index].hasEnded = true
    owners[index].ended = now
    for place in owners[index].threads {
      release(place)
      threads[place] = ThreadState()
      freeThreads.append(place)
    }
    owners[index].threads = []
    for device in accelerators.indices {
      accelerators[device].users.removeAll { $0.owner == index }
    }
  }
}
