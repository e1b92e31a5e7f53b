/// What accelerators do and draw.
extension Simulator {
  /// Runs all accelerators for some seconds, and books their joules above idle; all of them
  /// together.
  mutating func runAccelerators(_ seconds: Double) -> Double {
    var total = 0.0
    for device in accelerators.indices { total += runAccelerator(device, seconds) }
    return total
  }

  private mutating func runAccelerator(_ device: Int, _ seconds: Double) -> Double {
    let parameters = accelerators[device].parameters
    var asked = 0.0
    for user in accelerators[device].users.indices {
      alternate(device, user)
      let state = accelerators[device].users[user]
      if state.isOn { asked += state.use.busy }
    }
    // Kernels that want more units than there are take turns.
    let granted = asked > 1 ? 1 / asked : 1
    var watts = 0.0
    for state in accelerators[device].users where state.isOn {
      watts += parameters.busy * state.use.busy * granted * state.use.activity
    }
    // Above the board's limit clocks fall, and with them what each cycle costs.
    let room = parameters.row.limit - parameters.idle - parameters.awake
    let limited = watts > room ? room / watts : 1
    let awake = watts > 0 ? parameters.awake : 0
    let on = accelerators[device].users.count { $0.isOn }
    for user in accelerators[device].users.indices where accelerators[device].users[user].isOn {
      let use = accelerators[device].users[user].use
      let own = parameters.busy * use.busy * granted * use.activity
      let keeping = scenario.causation == .switching ? own / watts : 1 / Double(on)
      let joules = (own * limited + awake * keeping) * seconds
      owners[accelerators[device].users[user].owner].share[Component.accelerator.rawValue] += joules
      accelerators[device].users[user].busySeconds += use.busy * granted * seconds
    }
    let raised = watts * limited + awake
    accelerators[device].watts = parameters.idle + raised
    accelerators[device].joules += (parameters.idle + raised) * seconds
    return raised * seconds
  }

  /// Starts or ends a job's kernels when their time has come.
  private mutating func alternate(_ device: Int, _ user: Int) {
    let seconds = Double(now) * Self.tick
    guard seconds >= accelerators[device].users[user].changes else { return }
    let use = accelerators[device].users[user].use
    let isOn = !accelerators[device].users[user].isOn
    accelerators[device].users[user].isOn = isOn
    accelerators[device].users[user].changes =
      seconds + random.exponential(mean: isOn ? use.on : use.off)
  }
}
