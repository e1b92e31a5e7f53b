/// What is shared and slow: uncore, leakage, DRAM, regulators, fans, the supply, and whose it is.
extension Simulator {
  /// Joules of the node in one settlement, by what they depend on.
  private struct Pool {
    var own = SIMD2<Double>.zero
    var presence = SIMD2<Double>.zero
    var bytes = SIMD2<Double>.zero
    var uncore = SIMD2<Double>.zero
    var leakage = SIMD2<Double>.zero
    var package = SIMD2<Double>.zero
    var regulator = SIMD2<Double>.zero
    var memory = SIMD2<Double>.zero
    var fans = 0.0
    var kelvin = 0.0
  }

  /// Books everything up to now.
  mutating func settle() {
    guard now > lastSettled else { return }
    let seconds = Double(now - lastSettled) * Self.tick
    lastSettled = now
    let pool = pool(over: seconds)
    let accelerator = runAccelerators(seconds)

    var load = SIMD8<Double>.zero
    for index in present { load += charge(index, pool) }
    let direct = nodeLoad(pool, accelerator: accelerator)

    // The supply's loss is shared by what is drawn through it.
    let idleLoad = node.idleLoad
    let idleLoss = node.supply.supplyLoss(at: idleLoad)
    let loss = node.supply.supplyLoss(at: idleLoad + direct.sum() / seconds) - idleLoss
    var raised = direct
    raised[Component.supply.rawValue] = loss * seconds
    dynamic += raised
    let total = load.sum()
    for index in present {
      if total > 0 {
        owners[index].share[Component.supply.rawValue] =
          loss * seconds * owners[index].share.sum() / total
      }
      owners[index].dynamic += owners[index].share
      owners[index].standing += owners[index].standingWatts * seconds
    }
    unallocated += unallocatedWatts * seconds
    standing += standingWatts * seconds
    meter(pool, raised, seconds)
    warm(pool, seconds)
    for socket in 0..<node.sockets {
      socketStates[socket].awake = 0
      socketStates[socket].cores = 0
    }
  }

  private func pool(over seconds: Double) -> Pool {
    var pool = Pool()
    for index in present {
      pool.own += owners[index].own
      pool.presence += owners[index].presence
      pool.bytes += owners[index].bytes
    }
    for socket in 0..<node.sockets {
      let state = socketStates[socket]
      pool.uncore[socket] = node.socket.uncoreAwake * min(state.awake, seconds)
      pool.leakage[socket] = node.socket.raisedLeakage(kelvin: state.kelvin) * seconds
      pool.package[socket] = pool.own[socket] + pool.uncore[socket] + pool.leakage[socket]
      let watts = node.socket.idle + pool.package[socket] / seconds
      pool.regulator[socket] =
        (node.supply.regulatorLoss(at: watts) - node.supply.regulatorLoss(at: node.socket.idle))
        * seconds
      pool.memory[socket] = node.memory.raised(at: pool.bytes[socket] / seconds) * seconds
      pool.kelvin += state.kelvin
    }
    let mean = pool.kelvin / Double(node.sockets)
    pool.fans = (node.fans.watts(kelvin: mean) - node.fans.watts(kelvin: 0)) * seconds
    return pool
  }

  /// What the node draws above idle in front of the supply, without asking who caused it.
  private func nodeLoad(_ pool: Pool, accelerator: Double) -> SIMD8<Double> {
    var load = SIMD8<Double>.zero
    load[Component.package.rawValue] = pool.package.sum()
    load[Component.memory.rawValue] = pool.memory.sum()
    load[Component.accelerator.rawValue] = accelerator
    var transfers = 0.0
    for index in present {
      transfers += owners[index].transferredNow * node.joulesPerTransferredByte
    }
    load[Component.board.rawValue] = pool.regulator.sum() + pool.fans + transfers
    return load
  }

  /// One owner's joules in front of the supply: its own, and its shares of what it caused with
  /// others.
  private mutating func charge(_ index: Int, _ pool: Pool) -> SIMD8<Double> {
    var owner = owners[index]
    var package = SIMD2<Double>.zero
    var memory = 0.0
    var board = 0.0
    for socket in 0..<node.sockets {
      var joules = owner.own[socket]
      joules += pool.uncore[socket] * keepingShare(of: owner, pool, socket)
      let kelvin = socketStates[socket].kelvin
      if kelvin > 0 { joules += pool.leakage[socket] * owner.heat[socket] / kelvin }
      package[socket] = joules
      if pool.package[socket] > 0 {
        board += pool.regulator[socket] * joules / pool.package[socket]
      }
      if pool.bytes[socket] > 0 {
        memory += pool.memory[socket] * owner.bytes[socket] / pool.bytes[socket]
      }
    }
    if pool.kelvin > 0 { board += pool.fans * owner.heat.sum() / pool.kelvin }
    board += owner.transferredNow * node.joulesPerTransferredByte
    owner.transferred += owner.transferredNow
    // The accelerator's joules were booked before.
    owner.share[Component.package.rawValue] = package.sum()
    owner.share[Component.memory.rawValue] = memory
    owner.share[Component.board.rawValue] = board
    owner.share[Component.supply.rawValue] = 0
    owner.package = package
    owners[index] = owner
    return owner.share
  }

  /// An owner's share of what keeps an uncore awake.
  private func keepingShare(of owner: OwnerState, _ pool: Pool, _ socket: Int) -> Double {
    switch scenario.causation {
    case .switching: pool.own[socket] > 0 ? owner.own[socket] / pool.own[socket] : 0
    case .presence:
      pool.presence[socket] > 0 ? owner.presence[socket] / pool.presence[socket] : 0
    }
  }

  /// Turns the counters of the meters.
  private mutating func meter(_ pool: Pool, _ raised: SIMD8<Double>, _ seconds: Double) {
    let load = node.idleLoad * seconds + raised.sum() - raised[Component.supply.rawValue]
    for index in meters.indices {
      let socket = meters[index].domain.socket
      let cores = socketStates[socket].cores
      let joules: Double =
        switch meters[index].domain.kind {
        case .package: node.socket.idle * seconds + pool.package[socket]
        case .core: cores
        case .uncore: pool.own[socket] - cores + pool.uncore[socket]
        case .memory: node.memory.idle * seconds + pool.memory[socket]
        case .platform: load
        }
      meters[index].add(joules, over: seconds)
    }
    let lost = node.supply.supplyLoss(at: load / seconds) * seconds
    wall.add(load + lost, over: seconds)
  }

  /// Carries temperature and its owners on, and lets the power limit act.
  private mutating func warm(_ pool: Pool, _ seconds: Double) {
    let part = min(seconds / node.socket.thermalSeconds, 1)
    var kelvin = SIMD2<Double>.zero
    for index in present {
      let settled = owners[index].package * (node.socket.thermalResistance / seconds)
      owners[index].heat += (settled - owners[index].heat) * part
      kelvin += owners[index].heat
      owners[index].own = .zero
      owners[index].presence = .zero
      owners[index].bytes = .zero
      owners[index].transferredNow = 0
      owners[index].share = .zero
    }
    for socket in 0..<node.sockets {
      socketStates[socket].kelvin = kelvin[socket]
      let watts = node.socket.idle + pool.package[socket] / seconds
      socketStates[socket].averageWatts +=
        (watts - socketStates[socket].averageWatts) * min(seconds, 1)
      let isOver = socketStates[socket].averageWatts > node.socket.powerLimit
      let throttle = socketStates[socket].throttle + (isOver ? -0.2 : 0.1) * seconds
      socketStates[socket].throttle = min(max(throttle, 0.05), 1)
    }
  }
}
