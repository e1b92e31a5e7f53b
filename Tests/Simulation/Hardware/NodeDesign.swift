import Glibc

/// Draws a machine so that it draws at the wall what its row of the table says.
///
/// From the wall inwards: the supply's loss, fans, DRAM, regulators and the board take drawn
/// shares, and what is left for the packages fixes the unknown capacitances. A test runs the
/// machine and compares.
struct NodeDesign {
  var name = ""
  var sockets = 2
  var coresPerSocket = 16
  var threadsPerCore = 2
  var idleWall = 60.0
  var fullWall = 260.0
  var nominalWall = (idle: 60.0, full: 260.0)
  var memoryBytes = 256e9
  var isBoard = false
  var accelerators: [AcceleratorParameters] = []

  /// A server of two sockets.
  static func server(_ random: inout RandomSource, threads: Int = 2) -> (NodeDesign, ServerRow) {
    let row = random.pick(ServerRow.servers)
    return (NodeDesign(row, sockets: 2, threads: threads, &random), row)
  }

  /// A server of one socket with a desktop's processor.
  static func small(_ random: inout RandomSource) -> (NodeDesign, ServerRow) {
    let row = random.pick(ServerRow.small)
    return (NodeDesign(row, sockets: 1, threads: 2, &random), row)
  }

  /// A board that draws up to a twelfth more or less than its row says.
  static func board(_ random: inout RandomSource) -> NodeDesign {
    let row = random.pick(BoardRow.all)
    var design = NodeDesign()
    design.name = row.name
    design.sockets = 1
    design.coresPerSocket = 4
    design.threadsPerCore = 1
    design.idleWall = row.idle * random.uniform(0.92, 1.08)
    design.fullWall = row.full * random.uniform(0.92, 1.08)
    design.nominalWall = (row.idle, row.full)
    design.memoryBytes = 4e9
    design.isBoard = true
    return design
  }

  private init() {}

  private init(_ row: ServerRow, sockets: Int, threads: Int, _ random: inout RandomSource) {
    name = row.name
    self.sockets = sockets
    coresPerSocket = random.pick(row.coresPerSocket)
    threadsPerCore = threads
    let hardwareThreads = Double(sockets * coresPerSocket * 2)
    idleWall = hardwareThreads * random.uniform(row.idle.lowerBound, row.idle.upperBound)
    fullWall = hardwareThreads * random.uniform(row.full.lowerBound, row.full.upperBound)
    nominalWall = (
      hardwareThreads * (row.idle.lowerBound + row.idle.upperBound) / 2,
      hardwareThreads * (row.full.lowerBound + row.full.upperBound) / 2
    )
    memoryBytes = Double(sockets) * 128e9
  }

  /// The machine.
  func make(_ random: inout RandomSource) -> NodeParameters {
    let frequency = drawFrequency(&random)
    var supply = drawSupply(&random)
    let idleLoad = supply.load(atWall: idleWall)
    let fullLoad = supply.load(atWall: fullWall)
    let packages = Double(sockets)

    let fullFans = isBoard ? 0 : fullLoad * random.uniform(0.05, 0.1)
    let idleSpeed = random.uniform(0.35, 0.45)
    let fanWatts = fullFans / (0.8 * 0.8 * 0.8)
    let idleFans = fanWatts * idleSpeed * idleSpeed * idleSpeed
    let idleMemory = idleLoad * random.uniform(0.1, 0.16)
    let idlePackages = idleLoad * random.uniform(0.35, 0.48)
    let raisedMemory = (fullLoad - idleLoad) * random.uniform(0.04, 0.08)

    // The regulator's square term is a share of the full package, which is known only once the
    // regulator is.
    let linear = random.uniform(0.06, 0.1)
    let square = random.uniform(0.03, 0.05)
    var boardIdle = 0.0
    var fullPackage = 0.0
    for _ in 0..<40 {
      supply = supply.withRegulator(
        linear: linear, square: fullPackage > 0 ? square / fullPackage : 0)
      let idleRegulators = packages * supply.regulatorLoss(at: idlePackages / packages)
      boardIdle = idleLoad - idlePackages - idleRegulators - idleMemory - idleFans
      let left = fullLoad - fullFans - idleMemory - raisedMemory - boardIdle
      fullPackage = left / packages / (1 + linear + square)
    }

    let hotter = isBoard ? random.uniform(25, 35) : random.uniform(25, 40)
    let siblingShare = random.uniform(0.57, 0.65)
    let share = threadsPerCore > 1 ? Mix.reference.share(of: siblingShare) : 1
    let traffic = Double(coresPerSocket * threadsPerCore) * share * Mix.reference.traffic
    return NodeParameters(
      name: name, sockets: sockets, coresPerSocket: coresPerSocket,
      threadsPerCore: threadsPerCore, frequency: frequency,
      socket: drawSocket(
        &random, frequency, idle: idlePackages / packages, full: fullPackage, hotter: hotter,
        siblingShare: siblingShare, traffic: traffic),
      memory: drawMemory(
        &random, idle: idleMemory / packages, raised: raisedMemory / packages, traffic),
      fans: FanParameters(
        fullWatts: fanWatts, idleSpeed: idleSpeed, speedPerKelvin: (0.8 - idleSpeed) / hotter),
      supply: supply, boardIdle: boardIdle,
      joulesPerTransferredByte: random.uniform(3e-9, 12e-9), accelerators: accelerators,
      aimedWall: (idleWall, fullWall), nominalWall: nominalWall)
  }

  private func drawFrequency(_ random: inout RandomSource) -> FrequencyCurve {
    if isBoard {
      let highest = random.uniform(1.4, 2.4)
      return FrequencyCurve(
        lowest: 0.6, allCores: highest, oneCore: highest, turboShape: 1, vectorOffset: 0,
        followsUse: true, voltages: 0.75...random.uniform(0.95, 1.1),
        voltageShape: random.uniform(1.1, 1.6))
    }
    let allCores = random.uniform(2.4, 3.1)
    return FrequencyCurve(
      lowest: random.uniform(0.8, 1.2), allCores: allCores,
      oneCore: allCores + random.uniform(0.4, 1), turboShape: random.uniform(0.5, 1),
      vectorOffset: random.uniform(0.2, 0.5), followsUse: random.chance(0.5),
      voltages: 0.7...random.uniform(1.08, 1.25), voltageShape: random.uniform(1.2, 1.8))
  }

  private func drawSupply(_ random: inout RandomSource) -> SupplyParameters {
    guard !isBoard else {
      return SupplyParameters(
        fixedLoss: 0, linearLoss: 0, squareLoss: 0, regulatorLinear: 0, regulatorSquare: 0)
    }
    let rated = fullWall * random.uniform(1.5, 2.5)
    return SupplyParameters(
      fixedLoss: rated * random.uniform(0.008, 0.016), linearLoss: random.uniform(0.02, 0.035),
      squareLoss: random.uniform(0.03, 0.05) / rated, regulatorLinear: 0, regulatorSquare: 0)
  }

  private func drawSocket(
    _ random: inout RandomSource, _ frequency: FrequencyCurve, idle: Double, full: Double,
    hotter: Double, siblingShare: Double, traffic: Double
  ) -> SocketParameters {
    let raised = full - idle
    let uncoreAwake = raised * random.uniform(0.1, 0.18)
    let uncoreTraffic = raised * random.uniform(0.03, 0.06)
    let raisedLeakage = raised * random.uniform(0.05, 0.1)
    let core = (raised - uncoreAwake - uncoreTraffic - raisedLeakage) / Double(coresPerSocket)
    let clocks = core * random.uniform(0.15, 0.25)

    let reference = Mix.reference
    let limit = frequency.limit(awake: coresPerSocket, of: coresPerSocket)
    let speed = frequency.squaredVoltage(at: limit) * limit
    let threads = Double(threadsPerCore)
    let share = threadsPerCore > 1 ? reference.share(of: siblingShare) : 1
    let leakageKelvin = random.uniform(30, 45)
    return SocketParameters(
      idle: idle, switchingUnit: (core - clocks) / (speed * threads * share * reference.switching),
      awakeUnit: clocks / speed, wakeJoules: random.uniform(20e-6, 100e-6) * (isBoard ? 0.2 : 1),
      siblingShare: siblingShare, uncoreAwake: uncoreAwake,
      uncoreJoulesPerByte: uncoreTraffic / traffic,
      leakage: raisedLeakage / (exp(hotter / leakageKelvin) - 1), leakageKelvin: leakageKelvin,
      thermalResistance: hotter / raised, thermalSeconds: random.uniform(12, 40),
      powerLimit: full * random.uniform(1.05, 1.3))
  }

  private func drawMemory(
    _ random: inout RandomSource, idle: Double, raised: Double, _ traffic: Double
  ) -> MemoryParameters {
    let scale = traffic * random.uniform(0.3, 0.8)
    let awake = raised * random.uniform(0.2, 0.4)
    return MemoryParameters(
      bytes: memoryBytes, idle: idle, awake: awake / (1 - exp(-traffic / scale)),
      awakeScale: scale, joulesPerByte: (raised - awake) / traffic,
      peak: traffic * random.uniform(4, 7))
  }
}

extension SupplyParameters {
  fileprivate func withRegulator(linear: Double, square: Double) -> SupplyParameters {
    SupplyParameters(
      fixedLoss: fixedLoss, linearLoss: linearLoss, squareLoss: squareLoss,
      regulatorLinear: linear, regulatorSquare: square)
  }
}
