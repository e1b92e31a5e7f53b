/// The jobs of each regime. All begin after the lead-in.
extension Setting {
  private var start: Double { Scenario.leadIn }

  /// Services that use a hundredth to a twentieth of the cores that they hold.
  mutating func addIdleHeavy(until end: Double) {
    for _ in 0..<8 {
      let cores = takeCores(random.integer(1...2))
      var phase = Phase.using(
        random.uniform(0.01, 0.06), draw(.branching), burst: random.logUniform(0.002, 0.05))
      phase.transfer = random.logUniform(1e4, 1e6)
      add(
        on: cores, threads: cores.count * 2, phases: [phase],
        arrival: start + random.uniform(0, 60), until: end)
    }
  }

  /// One job that has all cores, most of the time busy, in phases that are not alike.
  mutating func addBigJob(until end: Double) {
    let cores = takeCores(node.cores)
    let phases = [
      Phase.using(1, drawAny(), length: 40),
      Phase.using(random.uniform(0.3, 0.8), drawAny(), burst: 0.2, length: 20),
      Phase.using(1, drawAny(), length: 30),
    ]
    add(
      on: cores, threads: node.processors, phases: phases, arrival: start + 5, until: end - 10,
      remote: 0.2)
  }

  /// Jobs of one core that come and go.
  mutating func addManySmall(until end: Double, count: Int = 30) {
    let cores = takeCores(node.cores)
    for number in 0..<count {
      let arrival = start + random.uniform(0, (end - start) / 2)
      add(
        on: [cores[number % cores.count]], threads: random.integer(1...2),
        phases: drawPhases(use: 0.1...1), arrival: arrival,
        until: min(arrival + random.uniform(60, 400), end))
    }
  }

  /// About one job in two seconds that lives 0.05 to 2 s, beside two that stay.
  mutating func addShortJobs(until end: Double) {
    for _ in 0..<2 {
      let cores = takeCores(1)
      add(
        on: cores, threads: 1, phases: drawPhases(use: 0.2...0.9), arrival: start + 1,
        until: end)
    }
    let cores = freeCores
    var arrival = start
    while true {
      arrival += random.exponential(mean: 2)
      guard arrival < end - 5 else { break }
      let threads = random.integer(1...3)
      var mix = drawAny()
      mix.traffic = min(mix.traffic, 3e9)
      jobs.append(
        JobPlan(
          arrival: arrival, duration: random.logUniform(0.05, 2), threads: threads,
          processors: processors(of: cores), phases: [.using(1, mix)],
          reservation: Reservation(
            cores: [Double(threads), 0], memory: node.memory.bytes / 64, accelerators: []),
          resident: node.memory.bytes / 100, remoteShare: 0,
          uncountedTraffic: random.uniform(0, 0.15)))
    }
  }

  /// Pairs of jobs on the two threads of the same core, and the same kinds alone on cores.
  mutating func addPairs(until end: Double) {
    for _ in 0..<8 {
      let core = takeCores(1)
      for sibling in 0..<2 {
        add(
          on: core, threads: 1, phases: [.using(random.uniform(0.6, 1), drawAny(), burst: 0.1)],
          arrival: start + random.uniform(0, 100), until: end - random.uniform(0, 100))
        // Each holds one hardware thread: half a core.
        let last = jobs.count - 1
        jobs[last].processors = [core[0] + sibling * node.cores]
        jobs[last].reservation.cores *= 0.5
        jobs[last].reservation.memory *= 0.5
      }
      let alone = takeCores(1, isSpread: true)
      add(
        on: alone, threads: 1, phases: [.using(random.uniform(0.6, 1), drawAny(), burst: 0.1)],
        arrival: start + random.uniform(0, 100), until: end)
    }
  }

  /// One job of each kind, all with as many cores, all always busy.
  mutating func addUnlikeJobs(until end: Double) {
    for kind in Mix.Kind.allCases {
      for _ in 0..<2 {
        let cores = takeCores(2, isSpread: false)
        add(
          on: cores, threads: 2, phases: [.using(1, draw(kind))],
          arrival: start + random.uniform(0, 30), until: end)
      }
    }
  }

  /// Jobs without cores of their own that together want twice the node; shares by weight and
  /// `cpu.max`.
  mutating func addTooMany(until end: Double) {
    let all = Array(0..<node.processors)
    let count = 10
    for number in 0..<count {
      let threads = node.processors * 2 / count
      let share = Double(node.cores) / Double(count) * random.uniform(0.8, 1.6)
      var plan = JobPlan(
        arrival: start + random.uniform(0, 30), duration: 0, threads: threads, processors: all,
        phases: [.using(random.uniform(0.7, 1), drawAny(), burst: 0.3)],
        reservation: Reservation(
          cores: node.sockets > 1 ? [share / 2, share / 2] : [share, 0],
          memory: node.memory.bytes / Double(count), accelerators: []),
        resident: node.memory.bytes / 20, remoteShare: 0.4,
        uncountedTraffic: random.uniform(0, 0.15))
      plan.weight = random.pick([50, 100, 100, 200])
      if number % 3 == 0 { plan.quota = share * 2 }
      plan.duration = end - plan.arrival
      jobs.append(plan)
    }
  }

  /// A busy first socket, a second one with little, and memory that is partly on the other side.
  mutating func addBoundJobs(until end: Double) {
    for number in 0..<6 {
      let isFirst = number < 4
      let cores = (0..<2).map { _ in
        isFirst ? freeCores.removeFirst() : freeCores.removeLast()
      }
      let phase = Phase.using(
        isFirst ? random.uniform(0.8, 1) : random.uniform(0.1, 0.4),
        number % 2 == 0 ? draw(.memory) : drawAny(), burst: 0.1)
      add(
        on: cores, threads: 3, phases: [phase], arrival: start + random.uniform(0, 60),
        until: end, remote: number % 3 == 0 ? random.uniform(0.5, 0.9) : 0.05)
    }
  }

  /// A few containers on a small board.
  mutating func addBoardJobs(until end: Double) {
    for number in 0..<5 {
      let core = number % node.cores
      var mix = drawAny()
      mix.traffic = min(mix.traffic, 1e9)
      mix.isVector = false
      add(
        on: [core], threads: 1,
        phases: [.using(random.uniform(0.05, 0.6), mix, burst: random.logUniform(0.005, 0.1))],
        arrival: start + random.uniform(0, 100), until: end - random.uniform(0, 60))
      jobs[jobs.count - 1].reservation.cores *= 0.75
    }
  }

  /// Two accelerators with one job each, one with two, one without; and two jobs without any.
  mutating func addAcceleratorJobs(until end: Double) {
    for device in [0, 1, 2, 2, -1, -1] {
      let cores = takeCores(3)
      add(
        on: cores, threads: 4, phases: drawPhases(use: 0.2...0.9),
        arrival: start + random.uniform(0, 60), until: end - random.uniform(0, 60))
      guard device >= 0 else { continue }
      let last = jobs.count - 1
      jobs[last].reservation.accelerators = [device]
      jobs[last].accelerators = [
        AcceleratorUse(
          device: device, busy: random.uniform(0.3, 0.95), on: random.uniform(5, 30),
          off: random.uniform(2, 15), activity: random.uniform(0.75, 1.1))
      ]
    }
  }
}
