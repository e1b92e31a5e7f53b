extension Simulator {
  /// Begins the present phase of an owner: how long it lasts, and what its threads now execute.
  mutating func beginPhase(of index: Int) {
    let plan = owners[index].plan
    let phase = plan.phases[owners[index].phaseIndex]
    let length =
      phase.length.isFinite ? random.exponential(mean: phase.length) / Self.tick : 1e12
    owners[index].phaseEnds = now + max(Int(length), 1)
    owners[index].mix = phase.mix
    owners[index].transferRate = phase.transfer
    // The data change with the phase, within a few percent of the job's own.
    owners[index].switching = phase.mix.switching * random.uniform(0.96, 1.04)
  }

  /// Goes on to the next phase where the present one is over.
  mutating func advancePhase(of index: Int) {
    guard now >= owners[index].phaseEnds else { return }
    owners[index].phaseIndex = (owners[index].phaseIndex + 1) % owners[index].plan.phases.count
    beginPhase(of: index)
  }

  mutating func drawBurst(of index: Int) -> Double {
    let mean = owners[index].plan.phases[owners[index].phaseIndex].burst
    return mean.isFinite ? random.exponential(mean: mean) : .infinity
  }

  mutating func drawSleep(of index: Int) -> Int {
    let mean = owners[index].plan.phases[owners[index].phaseIndex].sleep
    // A sleep begins somewhere in a tick and ends somewhere in one; the whole ticks between are on
    // average so many.
    let ticks = random.exponential(mean: mean) / Self.tick
    return Int(ticks + random.unit())
  }
}
