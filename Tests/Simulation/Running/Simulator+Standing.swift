/// Who holds what the node draws with nobody on it.
extension Simulator {
  /// Standing watts of the node, by component.
  var standingWatts: SIMD8<Double> {
    let sockets = Double(node.sockets)
    var watts = SIMD8<Double>.zero
    watts[Component.package.rawValue] = sockets * node.socket.idle
    watts[Component.memory.rawValue] = sockets * node.memory.idle
    watts[Component.accelerator.rawValue] = node.accelerators.reduce(0) { $0 + $1.idle }
    let load = node.idleLoad
    watts[Component.board.rawValue] = load - watts.sum()
    watts[Component.supply.rawValue] = node.supply.supplyLoss(at: load)
    return watts
  }

  /// Shares standing watts anew; to be called whenever a job came or ended.
  mutating func shareStanding() {
    let holders = present.filter { owners[$0].isRunning }
    var cores = SIMD2<Double>.zero
    var memory = 0.0
    var devices = [Double](repeating: 0, count: node.accelerators.count)
    for index in holders {
      let reservation = owners[index].plan.reservation
      cores += reservation.cores
      memory += reservation.memory
      for device in reservation.accelerators { devices[device] += 1 }
    }
    let capacity = Double(node.coresPerSocket)
    let all = standingWatts
    var left = all
    for index in present {
      owners[index].standingWatts = .zero
      guard owners[index].isRunning else { continue }
      let reservation = owners[index].plan.reservation
      var watts = SIMD8<Double>.zero
      for socket in 0..<node.sockets {
        watts[Component.package.rawValue] +=
          node.socket.idle * reservation.cores[socket] / max(capacity, cores[socket])
      }
      let share = reservation.cores.sum() / max(Double(node.cores), cores.sum())
      for component in [Component.board.rawValue, Component.supply.rawValue] {
        watts[component] = all[component] * share
      }
      watts[Component.memory.rawValue] =
        all[Component.memory.rawValue] * reservation.memory / max(node.memory.bytes, memory)
      for device in reservation.accelerators {
        watts[Component.accelerator.rawValue] +=
          node.accelerators[device].idle / devices[device]
      }
      owners[index].standingWatts = watts
      left -= watts
    }
    unallocatedWatts = left
  }
}
