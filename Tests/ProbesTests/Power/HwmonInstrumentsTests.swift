import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Power among sensor chips")
struct HwmonInstrumentsTests {
  /// What the instruments of a tree say, by source, domain and device.
  private static func read(
    _ sys: String, cards: [AcceleratorCard]? = []
  ) throws -> [String: MeterReading] {
    let source = try SensorSource.found(at: sys)
    let sampling = Sampling(source)
    let table = InstrumentTable(source.series, cards: cards)
    var found: [String: MeterReading] = [:]
    for (index, instrument) in table.instruments.enumerated() {
      #expect(!table.isShown[index])
      let name = PowerReader.name(instrument.meter)
      #expect(found[name] == nil, "\(name) stands twice")
      found[name] = table.reading(index, in: sampling.readings)
    }
    return found
  }

  /// A board's INA3221 with up to three labelled channels of 5 V and so many milliamperes.
  private static func ina3221(
    _ address: String, _ rails: [(label: String, milliamperes: Int)]
  ) -> [String: String] {
    var files: [String: String] = [:]
    for (index, rail) in rails.enumerated() {
      files["in\(index + 1)_input"] = "5000\n"
      files["in\(index + 1)_label"] = rail.label + "\n"
      files["curr\(index + 1)_input"] = "\(rail.milliamperes)\n"
    }
    return files
  }

  private static func board(
    _ chips: KeyValuePairs<String, [(label: String, milliamperes: Int)]>
  ) throws -> SysfsTree {
    let tree = try SysfsTree()
    for (index, (address, rails)) in chips.enumerated() {
      try tree.chip(
        "hwmon\(index)", "ina3221", at: "i2c-1/1-00\(address)", on: "i2c",
        ina3221(address, rails))
    }
    return tree
  }

  private static func card(_ address: String) throws -> AcceleratorCard {
    AcceleratorCard(
      address: try #require(PCIAddress(address)), vendorID: 0x1002, deviceID: 0x74A1)
  }

  @Test("a card's own power is an accelerator's, that of graphics in a processor a rail")
  func amdgpu() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "amdgpu", at: "pci0000:00/0000:00:01.1/0000:03:00.0", on: "pci",
      ["power1_average": "550000000\n", "in0_input": "800\n", "in0_label": "vddgfx\n"])
    try tree.chip(
      "hwmon1", "amdgpu", at: "pci0000:00/0000:00:08.1/0000:05:00.0", on: "pci",
      [
        "power1_average": "15000000\n", "power1_label": "PPT\n", "in1_input": "700\n",
        "in1_label": "vddnb\n",
      ])
    let graphics = "hwmon rail amdgpu-pci-0500 power1"
    #expect(
      try Self.read(tree.path, cards: [Self.card("0000:03:00.0")]) == [
        "amdgpu accelerator 0000:03:00.0": .power(550_000_000), graphics: .power(15_000_000),
      ])
    // Without a PCI bus the driver alone tells.
    #expect(try Self.read(tree.path, cards: nil).keys.contains(graphics))
    #expect(
      try Self.read(tree.path, cards: nil)["amdgpu accelerator 0000:03:00.0"]
        == .power(550_000_000))
    // Whoever takes it for a card, its driver says that it is none.
    #expect(
      try Self.read(tree.path, cards: [Self.card("0000:05:00.0")]) == [
        "hwmon rail amdgpu-pci-0300 power1": .power(550_000_000), graphics: .power(15_000_000),
      ])
  }

  @Test("of Intel's cards the whole is booked, and what is inside it is not")
  func intelCards() throws {
    let tree = try SysfsTree()
    let port = "pci0000:00/0000:00:1c.0/"
    try tree.chip(
      "hwmon0", "xe", at: port + "0000:04:00.0", on: "pci",
      [
        "energy1_input": "9000000\n", "energy1_label": "card\n", "energy2_input": "7000000\n",
        "energy2_label": "pkg\n",
      ])
    try tree.chip(
      "hwmon1", "xe", at: port + "0000:05:00.0", on: "pci",
      ["energy2_input": "5000000\n", "energy2_label": "pkg\n"])
    try tree.chip(
      "hwmon2", "i915", at: port + "0000:06:00.0", on: "pci", ["energy1_input": "3000000\n"])
    try tree.chip(
      "hwmon3", "i915_gt0", at: port + "0000:06:00.0", on: "pci", ["energy1_input": "2000000\n"])
    #expect(
      try Self.read(tree.path) == [
        "xe accelerator 0000:04:00.0": .counter(9_000_000),
        "hwmon rail xe-pci-0400 energy2": .counter(7_000_000),
        "xe accelerator 0000:05:00.0": .counter(5_000_000),
        "i915 accelerator 0000:06:00.0": .counter(3_000_000),
        "hwmon rail i915_gt0-pci-0600 energy1": .counter(2_000_000),
      ])
  }

  @Test("a module's input rail is its platform, what hangs behind it is only shown")
  func nano() throws {
    let tree = try Self.board([
      "40": [("POM_5V_IN", 1000), ("POM_5V_GPU", 200), ("POM_5V_CPU", 300)]
    ])
    #expect(
      try Self.read(tree.path) == [
        "ina3221 psys ina3221-i2c-1-40 in1*curr1": .power(5_000_000),
        "hwmon rail ina3221-i2c-1-40 in2*curr2": .power(1_000_000),
        "hwmon rail ina3221-i2c-1-40 in3*curr3": .power(1_500_000),
      ])
  }

  @Test("rails side by side are the platform together: AGX Orin's three, not what hangs behind one")
  func orin() throws {
    let tree = try Self.board([
      "40": [("VDD_GPU_SOC", 1000), ("VDD_CPU_CV", 400), ("VIN_SYS_5V0", 600)],
      "41": [("NC", 0), ("VDDQ_VDD2_1V8AO", 100), ("NC", 0)],
    ])
    let found = try Self.read(tree.path)
    #expect(found.filter { $0.key.hasPrefix("ina3221 psys") }.count == 3)
    #expect(found["hwmon rail ina3221-i2c-1-41 in2*curr2"] == .power(500_000))
    #expect(found.count == 4)
  }

  @Test("rails that nobody knows are rails")
  func unknown() throws {
    let tree = try Self.board(["40": [("CAMERA", 10), ("CPU", 20), ("GPU", 30)]])
    #expect(try Self.read(tree.path).keys.allSatisfy { $0.hasPrefix("hwmon rail") })
  }

  /// ACPI power meters with what their firmware calls them.
  private static func meters(_ names: [String]) throws -> SysfsTree {
    let tree = try SysfsTree()
    for (index, name) in names.enumerated() {
      try tree.chip(
        "hwmon\(index)", "power_meter", at: "acpi/ACPI000D:0\(index)", on: "acpi",
        ["power1_average": "\(index + 1)000000\n", "power1_oem_info": name + "\n"])
    }
    return tree
  }

  @Test("Grace's socket is a package with its rails inside, a module with a GPU only a rail")
  func graceHopper() throws {
    let tree = try Self.meters([
      "Module Power Socket 0", "Grace Power Socket 0", "CPU Power Socket 0", "SysIO Power Socket 0",
    ])
    #expect(
      try Self.read(tree.path) == [
        "grace rail Module 0": .power(1_000_000), "grace package 0": .power(2_000_000),
        "grace core 0": .power(3_000_000), "grace uncore 0": .power(4_000_000),
      ])
  }

  @Test("a module without a meter of its socket is the package")
  func module() throws {
    let tree = try Self.meters(["Module Power Socket 1"])
    #expect(try Self.read(tree.path) == ["grace package 1": .power(1_000_000)])
  }

  @Test("one nameless platform meter is the wall; of two nobody knows which contains which")
  func platform() throws {
    let one = try Self.meters([""])
    #expect(
      try Self.read(one.path) == [
        "acpi_power_meter wall power_meter-acpi-0 power1": .power(1_000_000)
      ])
    let two = try Self.meters(["", ""])
    let found = try Self.read(two.path)
    #expect(found.count == 2 && found.keys.allSatisfy { $0.hasPrefix("hwmon rail") })
  }

  @Test(
    "a platform meter says over how long it forms its mean, a day at most; 0 and words say nothing",
    arguments: [
      ("300000", 300_000_000_000), ("0", nil), ("five", nil),
      ("18446744073709551615", 86_400_000_000_000),
    ] as [(String, UInt64?)])
  func averaging(text: String, nanoseconds: UInt64?) throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "power_meter", at: "acpi/ACPI000D:00", on: "acpi",
      ["power1_average": "250000000\n", "power1_average_interval": text + "\n"])
    let table = InstrumentTable(try SensorSource.found(at: tree.path).series)
    #expect(
      table.instruments.map(\.meter.kind) == [
        .power(
          PowerScale(isMean: true, longestGap: 30_000_000_000, averagingInterval: nanoseconds))
      ])
  }

  @Test("which is no part of the sensor's own series, and is looked at each minute")
  func otherAveraging() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "power_meter", at: "acpi/ACPI000D:00", on: "acpi",
      ["power1_average": "250000000\n", "power1_average_interval": "300000\n"])
    let source = try SensorSource.found(at: tree.path)
    let page = Sampling(source)
    #expect(
      page.labels(of: "nodeprobe_sensor_power_watts") == [
        "chip": "power_meter-acpi-0", "device": "acpi/ACPI000D:00", "sensor": "power1",
        "label": "power1",
      ])
    #expect(
      page.labels(of: "nodeprobe_sensor_averaging_info") == [
        "chip": "power_meter-acpi-0", "device": "acpi/ACPI000D:00", "sensor": "power1",
        "averaging_milliseconds": "300000",
      ])
    #expect(page.family("nodeprobe_sensor_averaging_info", by: "sensor") == ["power1": 1])
    page.round(after: 60)
    #expect(!source.hasChanged())
    try tree.write("1000\n", to: "power1_average_interval", of: "hwmon0")
    page.round(after: 30)
    #expect(!source.hasChanged())
    page.round(after: 30)
    #expect(source.hasChanged())
  }

  @Test("nothing is found out of a mean whose time is 0, until it is not")
  func laterAveraging() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "power_meter", at: "acpi/ACPI000D:00", on: "acpi",
      ["power1_average": "250000000\n", "power1_average_interval": "0\n"])
    let source = try SensorSource.found(at: tree.path)
    let page = Sampling(source)
    #expect(!page.declared.contains { $0.contains("averaging") })
    for text in ["five\n", "-5\n"] {
      try tree.write(text, to: "power1_average_interval", of: "hwmon0")
      page.round(after: 60)
      #expect(!source.hasChanged())
    }
    try tree.write("5000\n", to: "power1_average_interval", of: "hwmon0")
    page.round(after: 60)
    #expect(source.hasChanged())
  }

  @Test("a power supply's input is the wall, its output and other regulators are rails")
  func pmbus() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "pfe1100", at: "i2c-3/3-0058", on: "i2c",
      [
        "power1_input": "250000000\n", "power1_label": "pin\n", "power2_input": "235000000\n",
        "power2_label": "pout1\n",
      ])
    try tree.chip(
      "hwmon1", "ir38064", at: "i2c-3/3-0010", on: "i2c",
      [
        "in1_input": "12000\n", "in1_label": "vin\n", "curr1_input": "2500\n",
        "curr1_label": "iin\n", "in2_input": "1000\n", "in2_label": "vout1\n",
        "power1_input": "20000000\n", "power1_label": "pout1\n", "curr2_input": "20000\n",
        "curr2_label": "iout1\n",
      ])
    #expect(
      try Self.read(tree.path) == [
        "psu wall pfe1100-i2c-3-58 power1": .power(250_000_000),
        "hwmon rail pfe1100-i2c-3-58 power2": .power(235_000_000),
        "hwmon rail ir38064-i2c-3-10 power1": .power(20_000_000),
        "hwmon rail ir38064-i2c-3-10 in1*curr1": .power(30_000_000),
      ])
  }

  @Test("sockets of amd_energy are packages that count; their cores are left to them")
  func amdEnergy() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "amd_energy", at: "platform/amd_energy.0",
      [
        "energy1_input": "100\n", "energy1_label": "Ecore000\n",
        "energy2_input": "9007199254740993\n", "energy2_label": "Esocket0\n",
      ])
    #expect(try Self.read(tree.path) == ["amd_energy package 0": .counter(9_007_199_254_740_993)])
  }

  @Test("power that flows back is no consumption, and a sensor that fails passes its reason on")
  func failures() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "ina226", at: "i2c-1/1-0040", on: "i2c",
      ["power1_input": "-2000000\n", "power2_input": "garbage\n", "energy1_input": "-5\n"])
    try tree.chip("hwmon1", "ina226", at: "i2c-1/1-0041", on: "i2c", ["curr1_input": "5\n"])
    let found = try Self.read(tree.path)
    #expect(found["hwmon rail ina226-i2c-1-40 power1"] == .failed(.unavailable))
    #expect(found["hwmon rail ina226-i2c-1-40 power2"] == .failed(.garbled))
    #expect(found["hwmon rail ina226-i2c-1-40 energy1"] != .counter(5))
    #expect(found.count == 3)
  }

  @Test("a recorded INA226 gives the watts that sensors printed")
  func recorded() throws {
    guard let text = try HardwareData.text("hwmon-chips/ina226/sensors-u.txt") else { return }
    let tree = try TemporaryDirectory()
    let status = try Program.run(
      "/usr/bin/python3", HardwareData.folder + "/tools/mksys.py", tree.path,
      HardwareData.folder + "/hwmon-chips/ina226", HardwareData.folder + "/hwmon-chips/ina3221"
    ).status
    try #require(status == 0)
    let truth = try #require(
      SensorsProgram(text).sensors["ina226-i2c-0-48 power1"]?.values["power1_input"])
    let found = try Self.read(tree.path)
    guard case .power(let microwatts) = found["hwmon rail ina226-i2c-0-48 power1"] else {
      Issue.record("no power: \(found)")
      return
    }
    // It prints three places.
    #expect(abs(Double(microwatts) / 1e6 - truth) < 0.00051)
    #expect(found["hwmon rail ina3221-i2c-1-48 in1*curr1"] == .power(0))
  }
}
