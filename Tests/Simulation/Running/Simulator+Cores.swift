/// What cores do and draw in one tick.
extension Simulator {
  /// One sibling's part in a core's tick.
  private struct Part {
    var owner = -1
    var place = -1
    var processor = 0
    var occupancy = 0.0
    /// Its share of the core's units while the other is busy, too.
    var share = 1.0
    /// Joules of own switching, if it had the core's units all tick.
    var fullJoules = 0.0
    /// Ticks' worth of the core's units that it had.
    var work = 0.0
  }

  /// Runs the cores of a socket for one tick, and books what they draw.
  mutating func runCores(of socket: Int) {
    let first = socket * node.coresPerSocket
    let cores = first..<(first + node.coresPerSocket)
    var awakeCores = 0
    for core in cores where isAwake(core) { awakeCores += 1 }
    var asleep = 1.0
    var demanded = 0.0
    if awakeCores > 0 {
      let limit = node.frequency.limit(awake: awakeCores, of: node.coresPerSocket)
      for core in cores {
        guard isAwake(core) else {
          coreUse[core] *= 0.85
          continue
        }
        let (awake, traffic) = runCore(core, socket, limit: limit)
        asleep *= 1 - awake
        demanded += traffic
      }
    } else {
      for core in cores { coreUse[core] *= 0.85 }
    }
    socketStates[socket].awake += (1 - asleep) * Self.tick
    socketStates[socket].trafficGranted =
      demanded > node.memory.peak ? node.memory.peak / demanded : 1
  }

  private func isAwake(_ core: Int) -> Bool {
    if running[core] >= 0 { return true }
    return node.threadsPerCore > 1 && running[core + node.cores] >= 0
  }

  /// The share of the tick for which the core was awake, and the traffic that it asked for in bytes
  /// per second.
  private mutating func runCore(_ core: Int, _ socket: Int, limit: Double) -> (Double, Double) {
    var one = part(on: core)
    var other = node.threadsPerCore > 1 ? part(on: core + node.cores) : Part()
    let both = one.occupancy * other.occupancy
    let awake = one.occupancy + other.occupancy - both
    coreUse[core] += (awake - coreUse[core]) * 0.15

    let frequency = frequency(of: core, one, other, limit: limit, socket)
    coreFrequency[core] = frequency
    let speed = node.frequency.squaredVoltage(at: frequency) * frequency
    let unit = node.socket.switchingUnit * speed * Self.tick
    let clocks = node.socket.awakeUnit * speed * Self.tick

    if one.owner >= 0 { one.fullJoules = unit * owners[one.owner].switching }
    if other.owner >= 0 { other.fullJoules = unit * owners[other.owner].switching }
    // While both are busy, each switches as much of the core as it gets.
    let weight = shares(one, other)
    var traffic = 0.0
    if one.owner >= 0 {
      one.work = one.occupancy - both + both * one.share
      let keeping = clocks * (one.occupancy - both + both * weight)
      traffic += book(one, socket, keeping: keeping, alone: one.occupancy - both, frequency)
    }
    if other.owner >= 0 {
      other.work = other.occupancy - both + both * other.share
      let keeping = clocks * (other.occupancy - both + both * (1 - weight))
      traffic += book(other, socket, keeping: keeping, alone: other.occupancy - both, frequency)
    }
    return (awake, traffic)
  }

  /// Who pays how much of the clocks while both siblings are busy: the first one's share.
  private func shares(_ one: Part, _ other: Part) -> Double {
    guard one.owner >= 0, other.owner >= 0, scenario.causation == .switching else { return 0.5 }
    let first = one.fullJoules * one.share
    let second = other.fullJoules * other.share
    return first + second > 0 ? first / (first + second) : 0.5
  }

  private func part(on processor: Int) -> Part {
    let place = running[processor]
    guard place >= 0 else { return Part() }
    let index = threads[place].owner
    let share =
      node.threadsPerCore > 1 ? owners[index].mix.share(of: node.socket.siblingShare) : 1
    return Part(
      owner: index, place: place, processor: processor, occupancy: threads[place].occupancy,
      share: share)
  }

  private func frequency(
    of core: Int, _ one: Part, _ other: Part, limit: Double, _ socket: Int
  ) -> Double {
    let curve = node.frequency
    let isVector =
      (one.owner >= 0 && owners[one.owner].mix.isVector)
      || (other.owner >= 0 && owners[other.owner].mix.isVector)
    let highest = isVector ? limit - curve.vectorOffset : limit
    let wanted = curve.followsUse ? min(highest, highest * 1.25 * coreUse[core]) : highest
    let granted = curve.lowest + (wanted - curve.lowest) * socketStates[socket].throttle
    return max((granted * 10).rounded(), (curve.lowest * 10).rounded()) / 10
  }

  /// Books one sibling's tick to its owner; the traffic that it asked for, in bytes per second.
  private mutating func book(
    _ part: Part, _ socket: Int, keeping: Double, alone: Double, _ frequency: Double
  ) -> Double {
    let index = part.owner
    let seconds = part.occupancy * Self.tick
    let granted = socketStates[socket].trafficGranted
    let mix = owners[index].mix
    let pace = frequency / node.frequency.allCores
    let asked = mix.traffic * part.work * pace
    let bytes = asked * granted * Self.tick
    // A thread that is refused its traffic waits instead of switching.
    let waiting = mix.traffic > 1e9 ? 0.5 + 0.5 * granted : 1

    var joules = part.fullJoules * part.work * waiting + keeping
    if threads[part.place].isFresh { joules += node.socket.wakeJoules }
    owners[index].own[socket] += joules
    socketStates[socket].cores += joules
    owners[index].presence[socket] += seconds
    move(bytes, of: index, from: socket, seconds: seconds)

    owners[index].cpuSeconds += seconds
    owners[index].onSocket[socket] += seconds
    owners[index].cycles[socket] += seconds * frequency * 1e9
    owners[index].cyclesAlone[socket] += alone * Self.tick * frequency * 1e9
    let instructions =
      mix.instructionsPerCycle * waiting * part.work * Self.tick * frequency * 1e9
    owners[index].instructions[socket] += instructions
    let lines = bytes / 64 / owners[index].writeBacks
    owners[index].work.add(seconds * frequency * 1e9, instructions, lines, on: part.processor)
    work.add(seconds * frequency * 1e9, instructions, lines, on: part.processor)
    busySeconds[part.processor] += seconds
    consume(part.place)
    return asked
  }

  /// Books bytes to the sockets whose memory they are in, and to the caches that asked for them.
  private mutating func move(_ bytes: Double, of index: Int, from socket: Int, seconds: Double) {
    let uncounted = owners[index].plan.uncountedTraffic
    owners[index].traffic[socket] += bytes
    let real = bytes * (1 + uncounted)
    let remote = node.sockets > 1 ? owners[index].plan.remoteShare : 0
    owners[index].localTraffic[socket] += bytes * (1 - remote)
    owners[index].own[socket] += real * node.socket.uncoreJoulesPerByte
    owners[index].bytes[socket] += real * (1 - remote)
    guard remote > 0 else { return }
    // Remote bytes pass through both uncores, and keep the other one awake.
    let other = 1 - socket
    owners[index].own[other] += real * remote * node.socket.uncoreJoulesPerByte
    owners[index].bytes[other] += real * remote
    owners[index].presence[other] += seconds * remote
    socketStates[other].awake += min(real * remote / 1e9, seconds * remote)
  }
}
