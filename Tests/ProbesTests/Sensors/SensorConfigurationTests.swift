import Foundation
import TestSupport
import Testing

@Suite("Configurations of lm-sensors")
struct SensorConfigurationTests {
  static let boards: [String] = {
    guard let folder = HardwareData.path("sensors-conf") else { return [] }
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".conf") }.sorted()
  }()

  @Test("a board's labels, formulas and ignored sensors hold as for sensors -c", arguments: boards)
  func board(file: String) throws {
    guard LaidOverSys.isPossible, let path = HardwareData.path("sensors-conf/" + file)
    else { return }
    let tree = try SysfsTree()
    for (index, chip) in try Self.chips(in: path).enumerated() {
      try Self.add(chip, as: "hwmon\(index)", to: tree)
    }
    let truth = SensorsProgram(
      try LaidOverSys.run("sensors -c '\(path)' -u", over: tree.path).output)
    let json = try LaidOverSys.run(
      "$probe sensors --json --sensors-conf '\(path)'", over: tree.path
    ).output
    let ours = try PrintedSensor.all(json)
    #expect(!truth.sensors.isEmpty)
    #expect(truth.differences(from: ours) == [])
  }

  /// Runs `probe sensors` through libsensors on one chip with a configuration of our own.
  private func read(_ tree: SysfsTree, _ configuration: String) throws -> [PrintedSensor] {
    try tree.directory.write(configuration, to: "test.conf")
    return try PrintedSensor.all(
      try LaidOverSys.run("$probe sensors --json --sensors-conf $tree/test.conf", over: tree.path)
        .output)
  }

  @Test("label, compute and ignore of a configuration change name, value, limit and list")
  func ownConfiguration() throws {
    guard LaidOverSys.isPossible else { return }
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "it8728", at: "platform/it87.2608",
      [
        "in0_input": "1000\n", "in0_max": "1500\n", "in1_input": "500\n", "in2_input": "7\n",
        "temp1_input": "40000\n", "temp1_label": "from the chip\n",
      ])
    let found = try read(
      tree,
      """
      chip "it8728-isa-0a30"
        label in0 " +12V "
        compute in0 @*12, @/12
        ignore in2
        label temp1 "from the file"
      """)
    #expect(found.map(\.chip) == Array(repeating: "it8728-isa-0a30", count: 3))
    #expect(found.map(\.sensor) == ["in0", "in1", "temp1"])
    #expect(found.map(\.label) == ["+12V", "in1", "from the file"])
    #expect(found.map(\.value) == [12, 0.5, 40])
    #expect(found[0].limits == ["max": 18])
  }

  @Test("a configuration that is wrong costs a line on standard error, not the sensors")
  func wrongConfiguration() throws {
    guard LaidOverSys.isPossible else { return }
    let tree = try SysfsTree()
    try tree.chip("hwmon0", "coretemp", at: "platform/coretemp.0", ["temp1_input": "40000\n"])
    let wrong = "chip \"coretemp-*\"\n  label temp1 \"CPU\"\n  nonsense temp1\n"
    #expect(try read(tree, wrong).map(\.value) == [40])
    let unknownBus = "chip \"lm75-i2c-3-48\"\n  label temp1 \"x\"\n"
    #expect(try read(tree, unknownBus).map(\.value) == [40])
    let command = "$probe sensors --sensors-conf $tree/test.conf 2>&1 >/dev/null"
    let said = try LaidOverSys.run(command, over: tree.path).output
    #expect(said.contains("Undeclared bus id referenced"))
    #expect(said.split(separator: "\n").allSatisfy { $0.hasPrefix("probe: ") })
  }

  @Test("a label keeps its last letter where no newline follows, and broken UTF-8 is repaired")
  func labels() throws {
    guard LaidOverSys.isPossible else { return }
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "coretemp", at: "platform/coretemp.0",
      [
        "temp1_input": "1000\n", "temp1_label": "Core 0", "temp2_input": "2000\n",
        "temp3_input": "3000\n", "temp3_label": "", "temp4_input": "4000\n",
        "temp4_label": "say \"hi\" \\ \n",
      ])
    try tree.directory.write(
      bytes: [0x43, 0xFF, 0x50, 0x0A], to: "class/hwmon/hwmon0/temp2_label")
    let wanted = ["Core 0", "C\u{FFFD}P", "temp3", "say \"hi\" \\"]
    #expect(try read(tree, "").map(\.label) == wanted)
    let own = try Program.run(LaidOverSys.probe, "sensors", "--json", "--sysfs", tree.path)
    #expect(try PrintedSensor.all(own.output).map(\.label) == wanted)
  }

  @Test("a chip whose read never returns is said to hang, and the others have their values")
  func hungChip() throws {
    guard LaidOverSys.isPossible else { return }
    let tree = try SysfsTree()
    for name in ["a", "b", "c"] {
      try tree.chip(
        "hwmon-\(name)", name, at: "platform/\(name).0",
        ["temp1_input": "20000\n", "temp1_max": "30000\n"])
    }
    mkfifo(tree.path + "/silence", 0o644)
    // libsensors passes over FIFOs, but not over one that hides a regular file.
    let hide = "mount --bind $tree/silence /sys/devices/platform/b.0/hwmon/hwmon-b/temp1_input"
    let json = try LaidOverSys.run("\(hide) && $probe sensors --json", over: tree.path).output
    let found = try PrintedSensor.all(json)
    #expect(found.map(\.chip) == ["a-isa-0000", "b-isa-0000", "c-isa-0000"])
    #expect(found.map(\.value) == [20, nil, 20])
    #expect(found.map(\.refused) == [nil, "hung", nil])
  }

  @Test("two chips of one name on ACPI are told apart and both read rightly")
  func twins() throws {
    guard LaidOverSys.isPossible else { return }
    let tree = try SysfsTree()
    // The first of them has fewer sensors: libsensors reads the second by the first one's list.
    try tree.chip(
      "hwmon0", "power_meter", at: "LNXSYSTM:00/ACPI000D:00", on: "acpi",
      ["power1_average": "350000000\n"])
    try tree.chip(
      "hwmon1", "power_meter", at: "LNXSYSTM:00/ACPI000D:01", on: "acpi",
      ["power1_average": "20500000\n", "power2_average": "7000000\n", "temp1_input": "-5500\n"])
    let configuration = """
      chip "power_meter-acpi-*"
        label power1 "Grace"
      """
    let found = try read(tree, configuration)
    #expect(found.map(\.chip) == Array(repeating: "power_meter-acpi-0", count: 4))
    #expect(found.map(\.value) == [350, -5.5, 20.5, 7])
    #expect(found.map(\.label) == ["Grace", "temp1", "Grace", "power2"])
    #expect(
      found.map(\.device) == [
        "LNXSYSTM:00/ACPI000D:00", "LNXSYSTM:00/ACPI000D:01", "LNXSYSTM:00/ACPI000D:01",
        "LNXSYSTM:00/ACPI000D:01",
      ])
  }

  /// The chips that a configuration speaks of, one of each kind.
  private static func chips(in file: String) throws -> [String] {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    let all = text.split(separator: "\n").filter {
      $0.trimmingCharacters(in: .whitespaces).hasPrefix("chip ")
    }.flatMap { line in
      line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
    // "it87-*" and "it87-isa-0290" would be twins; the one with an address is kept.
    return Dictionary(all.map { ($0.prefix { $0 != "-" }, $0) }, uniquingKeysWith: max)
      .values.sorted()
  }

  private static func add(_ chip: String, as node: String, to tree: SysfsTree) throws {
    let parts = chip.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    let address = parts.last.flatMap { Int($0, radix: 16) } ?? 0x290
    let number = node.dropFirst("hwmon".count)
    var files = ["cpu0_vid": "1350\n", "intrusion0_alarm": "1\n", "intrusion1_alarm": "0\n"]
    for channel in 0...16 {
      files["in\(channel)_input"] = "\(1000 + 37 * channel)\n"
      files["in\(channel)_max"] = "\(2000 + 37 * channel)\n"
    }
    for channel in 1...12 { files["fan\(channel)_input"] = "\(900 + 111 * channel)\n" }
    for channel in 1...10 {
      files["temp\(channel)_input"] = "\(21000 + 4250 * channel)\n"
      files["temp\(channel)_crit"] = "95000\n"
    }
    switch parts.count > 1 ? parts[1] : "*" {
    case "pci":
      let device = String(format: "0000:%02x:%02x.%x", address >> 8, address >> 3 & 31, address & 7)
      try tree.chip(node, parts[0], at: "pci0000:00/\(number)/\(device)", on: "pci", files)
    case "i2c":
      let device = "7\(number)-" + String(format: "%04x", address == 0x290 ? 0x2d : address)
      try tree.chip(node, parts[0], at: "i2c/\(device)", on: "i2c", files)
    case "virtual":
      try tree.chip(node, parts[0], at: "virtual/\(number)", on: nil, files)
    default:
      try tree.chip(node, parts[0], at: "platform/\(number)/\(parts[0]).\(address)", files)
    }
  }
}
