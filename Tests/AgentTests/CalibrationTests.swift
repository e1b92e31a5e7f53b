import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("A model of this node in the agent")
struct CalibrationTests {
  private static let second: UInt64 = 1_000_000_000

  /// 20 + 40 u watts, between 10 % below and 20 % above.
  private static func calibration(
    of machine: MachineIdentity, _ scope: Calibration.Scope = .package
  ) -> Calibration {
    Calibration(
      made: 1_789_000_000_000_000_000, machine: machine, scope: scope, meter: "rapl",
      coefficients: Calibration.Coefficients(constant: 20, shared: 0, busy: 40, scaled: 0),
      referenceHertz: nil, bounds: EnergyBounds(below: 100_000, above: 200_000),
      steps: [CalibrationStep(utilization: 1, hertz: nil, watts: 60, samples: 3)])
  }

  private static func ladder(
    _ rung: String, _ state: String, _ reason: String? = nil, lacks: String? = nil
  ) -> String {
    let part = lacks.map { ",lacks=\($0)" } ?? ""
    let more = reason.map { ",reason=\($0)" } ?? ""
    return "nodeprobe_power_ladder_info{rung=\(rung),state=\(state)\(part)\(more)}"
  }

  /// Seconds in which the counter cannot be read and half of the CPUs is busy; the last page.
  @discardableResult
  private static func blind(_ node: StagedNode, seconds: Int) throws -> [String: UInt64] {
    var page: [String: UInt64] = [:]
    for _ in 0..<seconds {
      try node.pass(second, microjoules: 77_000_000, busy: 200)
      try node.setReadable(false)
      page = try node.round()
    }
    return page
  }

  @Test("takes the table's place at SIGHUP, and gives way to the counter when that is back")
  func switching() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.round()
    try node.pass(Self.second, microjoules: 50_000_000)
    try node.round()
    let uncalibrated = try Self.blind(node, seconds: 20)
    #expect(uncalibrated[Self.ladder("components", "unavailable", "garbled")] == 1)
    #expect(uncalibrated[Self.ladder("calibrated", "unavailable", "not_calibrated")] == 1)
    #expect(uncalibrated["nodeprobe_node_energy_joules_total{tier=C}"] == nil)

    try node.keep(Self.calibration(of: node.machine))
    node.reload()
    let before = try Self.blind(node, seconds: 3)
    let after = try Self.blind(node, seconds: 10)
    #expect(after[Self.ladder("calibrated", "source", "absent", lacks: "rest")] == 1)
    #expect(after["nodeprobe_calibration_timestamp_seconds"] == 1_789_000_000_000_000)
    func grown(_ name: String) -> UInt64 { after[name, default: 0] - before[name, default: 0] }
    // Ten seconds at 20 + 40 × 0.5 = 40 W; 36 W at least, and nobody knows what has no part in the model.
    #expect(grown("nodeprobe_node_energy_joules_total{tier=C}") == 400_000_000)
    #expect(grown("nodeprobe_node_energy_bound_joules_total{bound=low}") == 360_000_000)
    #expect(after["nodeprobe_node_energy_bound_joules_total{bound=high}"] == nil)
    #expect(after["nodeprobe_node_power_watts"] == 40_000_000)

    var page: [String: UInt64] = [:]
    for _ in 0..<3 {
      try node.pass(Self.second, microjoules: 50_000_000)
      page = try node.round()
    }
    #expect(page[Self.ladder("components", "source", "absent", lacks: "rest")] == 1)
    #expect(page[Self.ladder("calibrated", "spare")] == 1)
    #expect(page["nodeprobe_node_power_watts"] == 50_000_000)
  }

  @Test("is found within ten seconds without a signal, and is gone with its file")
  func replacing() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.round()
    try node.pass(Self.second, microjoules: 50_000_000)
    try node.round()
    try Self.blind(node, seconds: 15)
    try node.keep(Self.calibration(of: node.machine))
    #expect(
      try Self.blind(node, seconds: 12)[
        Self.ladder("calibrated", "source", "absent", lacks: "rest")] == 1)
    try node.tree.remove("state/calibration.json")
    let page = try Self.blind(node, seconds: 12)
    #expect(page[Self.ladder("calibrated", "unavailable", "not_calibrated")] == 1)
    #expect(page[Self.ladder("fallback", "source")] == 1)
    #expect(page["nodeprobe_calibration_timestamp_seconds"] == nil)
  }

  @Test("of another machine, or broken, is refused with its reason, and the table is used")
  func refusals() throws {
    let node = try StagedNode(range: 1 << 50)
    var other = try node.machine
    other.threads += 1
    try node.keep(Self.calibration(of: other))
    try node.round()
    var page = try Self.blind(node, seconds: 15)
    #expect(page[Self.ladder("calibrated", "unavailable", "other_machine")] == 1)
    #expect(page[Self.ladder("fallback", "source")] == 1)
    try node.tree.write("{", to: "state/calibration.json")
    node.reload()
    page = try Self.blind(node, seconds: 2)
    #expect(page[Self.ladder("calibrated", "unavailable", "garbled")] == 1)
  }

  @Test("of a package is not the node's figure where the agent may never read a package")
  func deniedPackages() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.setProcessor()
    var calibration = Self.calibration(of: try node.machine)
    calibration.coefficients = Calibration.Coefficients(
      constant: 1, shared: 0, busy: 4, scaled: 0)
    try node.keep(calibration)
    try node.setReadable(false)
    try node.killAndRestart()
    let before = try Self.blind(node, seconds: 15)
    let after = try Self.blind(node, seconds: 10)
    // Ten seconds of half of 4 × (0.603 W + 4.041 W), and not of 3 W.
    let name = "nodeprobe_node_energy_joules_total{tier=D}"
    #expect(after[name, default: 0] - before[name, default: 0] == 92_880_000)
    #expect(after["nodeprobe_node_energy_joules_total{tier=C}"] == nil)
    #expect(after[Self.ladder("calibrated", "unavailable", "absent")] == 1)
    #expect(after["nodeprobe_calibration_timestamp_seconds"] == nil)
    // Once it may, the model stands in for what it has told.
    for _ in 0..<3 {
      try node.pass(Self.second, microjoules: 3_000_000, busy: 200)
      try node.round()
    }
    let later = try Self.blind(node, seconds: 15)
    #expect(later[Self.ladder("calibrated", "source", "absent", lacks: "rest")] == 1)
    #expect(later["nodeprobe_calibration_timestamp_seconds"] == 1_789_000_000_000_000)
  }

  @Test("of the whole node is divided among its packages")
  func divided() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.setSecondPackage(1_000_000)
    try node.keep(Self.calibration(of: node.machine, .node))
    try node.round()
    func blind(_ seconds: Int) throws -> [String: UInt64] {
      var page: [String: UInt64] = [:]
      for _ in 0..<seconds {
        try node.pass(Self.second, busy: 400)
        try node.setReadable(false)
        try node.tree.write("\n", to: "sys/class/powercap/intel-rapl:1/energy_uj")
        page = try node.round()
      }
      return page
    }
    let before = try blind(15)
    let after = try blind(10)
    for device in ["0", "1"] {
      let name = "nodeprobe_energy_joules_total{domain=package,device=\(device)}"
      // Half of 60 W for ten seconds.
      #expect(after[name, default: 0] - before[name, default: 0] == 300_000_000)
    }
  }

  @Test("of the whole node that stands in for one of two packages leaves out half of the rest")
  func half() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.setSecondPackage(1_000_000)
    try node.keep(Self.calibration(of: node.machine, .node))
    try node.round()
    var page: [String: UInt64] = [:]
    for _ in 0..<25 {
      try node.pass(Self.second, microjoules: 30_000_000, busy: 400)
      try node.tree.write("\n", to: "sys/class/powercap/intel-rapl:1/energy_uj")
      page = try node.round()
    }
    // 30 W of the counter that is left, and half of 60 W.
    #expect(page["nodeprobe_node_power_watts"] == 60_000_000)
    #expect(page[Self.ladder("components", "source", "garbled", lacks: "package,rest")] == 1)
    #expect(page["nodeprobe_node_energy_bound_joules_total{bound=low}"] != nil)
    #expect(page["nodeprobe_node_energy_bound_joules_total{bound=high}"] == nil)
  }

  @Test("stands in for a package that vanished, and the sum of components says what it lacks")
  func vanishedPackage() throws {
    let node = try StagedNode(range: 1 << 50)
    try node.keep(Self.calibration(of: node.machine))
    try node.setSecondPackage(1_000_000)
    try node.round()
    for step in 1...12 as ClosedRange<UInt64> {
      try node.pass(Self.second, microjoules: 30_000_000, busy: 200)
      try node.setSecondPackage(1_000_000 + step * 35_000_000)
      try node.round()
    }
    let whole = try node.round()
    #expect(whole[Self.ladder("components", "source", "absent", lacks: "rest")] == 1)
    try node.setSecondPackage(nil)
    var page: [String: UInt64] = [:]
    for _ in 0..<20 {
      try node.pass(Self.second, microjoules: 30_000_000, busy: 200)
      page = try node.round()
    }
    #expect(page[Self.ladder("components", "source", "absent", lacks: "package,rest")] == 1)
    #expect(page[Self.ladder("calibrated", "source")] == 1)
    // 30 W of the counter that is left, and 40 W by the model.
    #expect(page["nodeprobe_node_power_watts"] == 70_000_000)
  }
}
