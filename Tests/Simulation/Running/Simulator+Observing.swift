/// What the kernel shows of the run.
extension Simulator {
  /// All that a method may see now.
  mutating func sample() -> Sample {
    var energy: [UInt64] = []
    for meter in meters { energy.append(meter.reading(age: looking.uniform(0, 1.1e-3))) }
    var devices: [AcceleratorReading] = []
    for index in accelerators.indices { devices.append(read(accelerator: index)) }
    let jobs = present.filter { $0 > 0 && (owners[$0].isRunning || owners[$0].hasEnded) }
    return Sample(
      nanoseconds: Self.nanoseconds(now), energy: energy,
      wallWatts: scenario.metering.hasWall ? wall.published : nil,
      busyMicroseconds: busySeconds.map { UInt64($0 * 100 + 1e-6) * 10_000 },
      work: counters(work),
      kilohertz: (0..<node.processors).map {
        Int((coreFrequency[$0 % node.cores] * 10).rounded()) * 100_000
      },
      jobs: jobs.sorted().map { reading(of: $0) }, system: reading(of: 0),
      accelerators: devices,
      usedMemory: ([0] + jobs).reduce(0) { $0 + owners[$1].plan.resident })
  }

  /// Lets go of ended jobs once their last sample was taken and their heat is gone.
  mutating func forgetEnded() {
    for index in present where owners[index].hasEnded && !owners[index].isRunning {
      owners[index].hasEnded = false
    }
    let cold = present.filter {
      $0 > 0 && !owners[$0].isRunning && owners[$0].heat.sum() < 1e-4
    }
    for index in cold {
      for socket in 0..<node.sockets { socketStates[socket].kelvin -= owners[index].heat[socket] }
    }
    if !cold.isEmpty { present.removeAll { cold.contains($0) } }
  }

  private func reading(of index: Int) -> JobReading {
    let owner = owners[index]
    let metering = scenario.metering
    func counted(_ value: SIMD2<Double>, if isShown: Bool) -> SIMD2<UInt64>? {
      isShown ? SIMD2<UInt64>(UInt64(value[0]), UInt64(value[1])) : nil
    }
    let busy = owner.onSocket * 1e9
    return JobReading(
      owner: owner.owner, hasEnded: owner.hasEnded,
      began: Self.nanoseconds(owner.began),
      ended: owner.hasEnded ? Self.nanoseconds(owner.ended) : nil,
      cpuMicroseconds: UInt64(owner.cpuSeconds * 1e6 + 1e-6),
      onSocket: SIMD2<UInt64>(UInt64(busy[0]), UInt64(busy[1])),
      cycles: counted(owner.cycles, if: metering.hasCycles),
      cyclesAlone: counted(owner.cyclesAlone, if: metering.hasCyclesAlone),
      instructions: counted(owner.instructions, if: metering.hasCycles),
      work: counters(owner.work),
      trafficBytes: counted(owner.traffic, if: metering.hasTraffic),
      localBytes: counted(owner.localTraffic, if: metering.hasTraffic),
      transferredBytes: UInt64(owner.transferred), residentBytes: owner.plan.resident,
      residentOnSocket: residence(of: index), processors: owner.plan.processors,
      reservation: owner.plan.reservation)
  }

  /// Where an owner's pages are: about where its bytes go, since a page counts once whether it is used
  /// seldom or often.
  private func residence(of index: Int) -> SIMD2<Double> {
    let plan = owners[index].plan
    guard node.sockets > 1 else { return [plan.resident, 0] }
    var random = RandomSource(seed: scenario.seed &+ UInt64(index))
    let remote = min(plan.remoteShare * random.uniform(0.6, 1.4), 1)
    let onSecond = plan.processors.count { $0 % node.cores >= node.coresPerSocket }
    let second = Double(onSecond) / Double(plan.processors.count)
    let part = second * (1 - remote) + (1 - second) * remote
    return [plan.resident * (1 - part), plan.resident * part]
  }

  private func counters(_ work: SimulatedWork) -> WorkReading? {
    scenario.metering.hasCycles ? work.reading(hasLines: scenario.metering.hasMisses) : nil
  }

  private static func nanoseconds(_ tick: Int) -> UInt64 { UInt64(tick) * 10_000_000 }

  private mutating func read(accelerator index: Int) -> AcceleratorReading {
    let age = looking.uniform(0, 0.1)
    let joules = max(accelerators[index].joules - accelerators[index].watts * age, 0)
    let since = Double(now - lastAcceleratorRead) * Self.tick
    var utilization: [(owner: Owner, percent: Int)] = []
    for user in accelerators[index].users.indices {
      let state = accelerators[index].users[user]
      let share = since > 0 ? state.busySeconds / since : 0
      utilization.append((owners[state.owner].owner, Int((share * 100).rounded())))
      accelerators[index].users[user].busySeconds = 0
    }
    if index == accelerators.count - 1 { lastAcceleratorRead = now }
    return AcceleratorReading(millijoules: UInt64(joules * 1e3), utilization: utilization)
  }
}
