import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Sensor readings")
struct SensorSourceTests {
  private func refused(_ page: Sampling, _ reason: FailureReason) -> UInt64 {
    page.readings.refused[Int(reason.rawValue)]
  }

  @Test("every kind stands on the page in its base unit, with chip, device, sensor and label")
  func families() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon3", "nct6798", at: "platform/nct6775.656",
      [
        "in0_input": "1104\n", "fan1_input": "1250\n", "temp1_input": "-1500\n",
        "temp1_label": "SYSTIN\n", "temp1_max": "80000\n", "temp1_crit": "95500\n",
        "temp1_max_alarm": "0\n", "temp1_crit_alarm": "1\n", "power1_input": "65250000\n",
        "energy1_input": "9007199254740993\n", "curr1_input": "-250\n",
        "humidity1_input": "45250\n",
        "intrusion0_alarm": "1\n", "cpu0_vid": "1350\n", "pwm1": "128\n", "fan1_pulses": "2\n",
      ])
    let source = try SensorSource.found(at: tree.path)
    #expect(source.groups.map(\.key) == ["platform/nct6775.656"])
    #expect(source.groups[0].cadence == .everyRound)
    let page = Sampling(source)
    let place = "chip=\"nct6798-isa-0290\",device=\"platform/nct6775.656\""
    func series(_ family: String, _ sensor: String, _ label: String? = nil) -> Value? {
      page.values[
        "nodeprobe_\(family){\(place),sensor=\"\(sensor)\",label=\"\(label ?? sensor)\"}"]
    }
    func alarm(_ sensor: String, _ kind: String) -> Value? {
      page.values["nodeprobe_sensor_alarm{\(place),sensor=\"\(sensor)\",kind=\"\(kind)\"}"]
    }
    #expect(series("voltage_volts", "in0") == .real(1.104))
    #expect(series("fan_speed_rpm", "fan1") == .real(1250))
    #expect(series("temperature_celsius", "temp1", "SYSTIN") == .real(-1.5))
    #expect(series("temperature_max_celsius", "temp1", "SYSTIN") == .real(80))
    #expect(series("temperature_critical_celsius", "temp1", "SYSTIN") == .real(95.5))
    #expect(series("sensor_power_watts", "power1") == .real(65.25))
    // Above 2^53 microjoules a double would already be wrong.
    #expect(series("sensor_energy_joules_total", "energy1") == .micro(9_007_199_254_740_993))
    #expect(series("current_amperes", "curr1") == .real(-0.25))
    #expect(series("humidity_ratio", "humidity1") == .real(0.4525))
    #expect(alarm("temp1", "max") == .real(0))
    #expect(alarm("temp1", "crit") == .real(1))
    #expect(alarm("intrusion0", "intrusion") == .real(1))
    #expect(page.values.count == 12)
    #expect(Set(SensorSource.metrics.map(\.name.description)).count == 11)
  }

  @Test("a file with anything but one decimal costs its own series and says why")
  func garbage() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "x", at: "platform/x.0",
      [
        "temp1_input": "40000\n", "temp2_input": "0x20\n", "temp3_input": "12abc\n",
        "temp4_input": "nan\n", "temp5_input": "18446744073709551616\n", "temp6_input": "",
        "temp7_input": String(repeating: "garbage ", count: 512), "temp8_input": "1\n",
        "fan1_input": "65535\n", "temp9_input": "-128000\n",
      ])
    let chip = tree.path + "/devices/platform/x.0/hwmon/hwmon0/"
    try tree.directory.folder("class/hwmon/hwmon0/temp10_input")
    tree.link("temp1_input", at: "class/hwmon/hwmon0/temp11_input")
    mkfifo(chip + "temp12_input", 0o644)
    let source = try SensorSource.found(at: tree.path)
    // What became a FIFO or a directory after the discovery must not hold the reader up.
    unlink(chip + "temp8_input")
    mkfifo(chip + "temp8_input", 0o644)
    let page = Sampling(source)
    #expect(page.family("nodeprobe_temperature_celsius", by: "sensor") == ["temp1": 40])
    func reason(_ sensor: String) -> FailureReason? {
      let index = page.series.entries.firstIndex { entry in
        entry.labels.contains(Label("sensor", sensor))
      }
      return index.flatMap { page.readings.reason(at: Series(index: $0)) }
    }
    for sensor in ["temp2", "temp3", "temp4", "temp5", "temp6", "temp7"] {
      #expect(reason(sensor) == .garbled)
    }
    #expect(reason("temp8") == .inputOutput)
    #expect(refused(page, .implausible) == 2)
    // Directories, links and FIFOs are no attributes, as libsensors has it.
    for sensor in ["temp10", "temp11", "temp12"] {
      #expect(!page.declared.contains { $0.contains("\"\(sensor)\"") })
    }
  }

  @Test("a sensor whose fault flag is set has no value, and has one again when it is mended")
  func faults() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "x", at: "platform/x.0", ["temp1_input": "25000\n", "temp1_fault": "1\n"])
    let page = Sampling(try SensorSource.found(at: tree.path))
    func temperature() -> Double? {
      page.family("nodeprobe_temperature_celsius", by: "sensor")["temp1"]
    }
    #expect(temperature() == nil && refused(page, .fault) == 1)
    #expect(page.family("nodeprobe_sensor_alarm", by: "kind") == ["fault": 1])
    try tree.write("0\n", to: "temp1_fault", of: "hwmon0")
    page.round(after: 5)
    #expect(temperature() == 25)
  }

  @Test("alarms are read every ten seconds, limits every minute, and stay in between")
  func cadences() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "x", at: "platform/x.0",
      ["temp1_input": "1000\n", "temp1_max": "70000\n", "temp1_max_alarm": "0\n"])
    let page = Sampling(try SensorSource.found(at: tree.path))
    func values() -> [Double?] {
      [
        page.family("nodeprobe_temperature_celsius", by: "sensor")["temp1"],
        page.family("nodeprobe_sensor_alarm", by: "kind")["max"],
        page.family("nodeprobe_temperature_max_celsius", by: "sensor")["temp1"],
      ]
    }
    #expect(values() == [1, 0, 70])
    try tree.write("2000\n", to: "temp1_input", of: "hwmon0")
    try tree.write("1\n", to: "temp1_max_alarm", of: "hwmon0")
    try tree.write("80000\n", to: "temp1_max", of: "hwmon0")
    page.round(after: 1)
    #expect(values() == [2, 0, 70])
    // A round that comes 3 ms early is in time.
    page.round(after: 8.997)
    #expect(values() == [2, 1, 70])
    page.round(after: 50)
    #expect(values() == [2, 1, 80])
  }

  @Test("a limit that a drive does not have is no series' value")
  func unsetLimits() throws {
    let tree = try SysfsTree()
    try tree.chip(
      "hwmon0", "nvme", at: "pci0000:00/0000:01:00.0", on: "pci",
      [
        "temp1_input": "38850\n", "temp1_max": "65261850\n", "temp1_min": "-273150\n",
        "temp1_crit": "84850\n",
      ])
    let source = try SensorSource.found(at: tree.path)
    let page = Sampling(source)
    #expect(page.family("nodeprobe_temperature_max_celsius", by: "sensor") == [:])
    #expect(page.family("nodeprobe_temperature_critical_celsius", by: "sensor") == ["temp1": 84.85])
    #expect(page.readings.mainFailure == nil)
    var buffer = ReadBuffer()
    let report = try #require(source.report(0, buffer: &buffer).first)
    #expect(report.chip == "nvme-pci-0100")
    #expect(report.limits.map(\.name) == ["crit"])
  }

  @Test(
    "a chip that leaves takes all its series off the page, and the source wants to be made anew")
  func vanishing() throws {
    let tree = try SysfsTree()
    let files = ["temp1_input": "1000\n", "temp1_max": "9000\n", "temp1_max_alarm": "0\n"]
    try tree.chip("hwmon0", "a", at: "platform/a.0", files)
    try tree.chip("hwmon1", "b", at: "platform/b.0", files)
    let source = try SensorSource.found(at: tree.path)
    let page = Sampling(source)
    #expect(page.values.count == 6)
    #expect(!source.hasChanged())
    // The files first, the class entry stays: what the kernel shows for a moment.
    try tree.directory.remove("devices/platform/a.0/hwmon/hwmon0")
    page.round()
    #expect(page.values.count == 3)
    #expect(page.readings.mainFailure == .absent)
    #expect(source.hasChanged())
  }

  @Test("a chip that comes, goes or is replaced is seen in the listing")
  func listing() throws {
    let tree = try SysfsTree()
    try tree.chip("hwmon0", "a", at: "platform/a.0", ["temp1_input": "1000\n"])
    let source = try SensorSource.found(at: tree.path)
    #expect(!source.hasChanged())
    try tree.chip("hwmon1", "b", at: "platform/b.0", ["temp1_input": "2000\n"])
    #expect(source.hasChanged())
    let both = try SensorSource.found(at: tree.path)
    #expect(both.groups.map(\.key) == ["platform/a.0", "platform/b.0"])
    #expect(!both.hasChanged())
    try tree.remove("hwmon0", at: "platform/a.0")
    #expect(both.hasChanged())
  }

  @Test("chips that are left out have no group, no series, and no read")
  func leftOut() throws {
    let tree = try SysfsTree()
    for name in ["a", "b", "c"] {
      try tree.chip("hwmon-\(name)", name, at: "platform/\(name).0", ["temp1_input": "1000\n"])
    }
    func keys(_ only: String?, _ without: Set<String>) throws -> [String] {
      try SensorSource.found(at: tree.path, only: only, without: without).groups.map(\.key)
    }
    #expect(try keys(nil, ["platform/b.0"]) == ["platform/a.0", "platform/c.0"])
    #expect(try keys("platform/b.0", []) == ["platform/b.0"])
    let root = try Root(sys: tree.path)
    let none = SensorSource.make(below: root, only: "platform/nowhere")
    #expect(none == nil)
  }

  @Test("chips of one device, as the radios of one card, keep apart")
  func oneDevice() throws {
    let tree = try SysfsTree()
    for (index, name) in ["radio", "radio", "other"].enumerated() {
      try tree.chip(
        "hwmon\(index)", name, at: "platform/card", ["temp1_input": "\(index + 1)000\n"])
    }
    let source = try SensorSource.found(at: tree.path)
    #expect(
      source.groups.map(\.key) == [
        "platform/card", "platform/card/hwmon/hwmon0", "platform/card/hwmon/hwmon1",
      ])
    #expect(
      Sampling(source).family("nodeprobe_temperature_celsius", by: "device") == [
        "platform/card/hwmon/hwmon0": 1, "platform/card/hwmon/hwmon1": 2, "platform/card": 3,
      ])
  }

  @Test("two chips with names of their own on one device share its path, not the key")
  func neighbours() throws {
    let tree = try SysfsTree()
    try tree.chip("hwmon0", "phy0_0", at: "platform/wifi", ["temp1_input": "1000\n"])
    try tree.chip("hwmon1", "phy0_1", at: "platform/wifi", ["temp1_input": "2000\n"])
    let source = try SensorSource.found(at: tree.path)
    #expect(
      source.groups.map(\.key) == [
        "platform/wifi:phy0_0-isa-0000", "platform/wifi:phy0_1-isa-0000",
      ])
    let page = Sampling(source)
    #expect(page.labels(of: "nodeprobe_temperature_celsius")["device"] == "platform/wifi")
    #expect(page.values.count == 2)
  }

  @Test("attributes of an old driver lie in the device itself")
  func oldDriver() throws {
    let tree = try SysfsTree()
    try tree.chip("hwmon0", "ignored", at: "i2c/0-002d", on: "i2c", [:])
    try tree.directory.remove("devices/i2c/0-002d/hwmon/hwmon0/name")
    try tree.directory.write("lm78\n", to: "devices/i2c/0-002d/name")
    try tree.directory.write("31000\n", to: "devices/i2c/0-002d/temp1_input")
    let page = Sampling(try SensorSource.found(at: tree.path))
    #expect(page.family("nodeprobe_temperature_celsius", by: "chip") == ["lm78-i2c-0-2d": 31])
  }

  @Test(
    "of more than 256 sensors the hottest chips are read each round, the others every ten seconds")
  func hottest() throws {
    let tree = try SysfsTree()
    var fans: [String: String] = [:]
    for fan in 1...100 { fans["fan\(fan)_input"] = "1000\n" }
    var temperatures: [String: String] = [:]
    for sensor in 1...120 { temperatures["temp\(sensor)_input"] = "30000\n" }
    try tree.chip("hwmon0", "a", at: "platform/a.0", fans)
    try tree.chip("hwmon1", "b", at: "platform/b.0", temperatures)
    try tree.chip("hwmon2", "c", at: "platform/c.0", temperatures)
    try tree.chip("hwmon3", "d", at: "platform/d.0", ["in0_input": "1\n"])
    let source = try SensorSource.found(at: tree.path)
    // b and c have 240 sensors; a would make 340, d makes 241.
    #expect(
      source.groups.map(\.cadence) == [.seconds(10), .everyRound, .everyRound, .everyRound])
  }

  @Test("more chips than directories may be kept open are all read")
  func manyChips() throws {
    let tree = try SysfsTree()
    for index in 0..<300 {
      try tree.chip(
        "hwmon\(index)", "c\(index)", at: "platform/c.\(index)", ["temp1_input": "\(index)00\n"])
    }
    let page = Sampling(try SensorSource.found(at: tree.path))
    let values = page.family("nodeprobe_temperature_celsius", by: "device")
    #expect(values.count == 300)
    #expect(values["platform/c.299"] == 29.9)
    #expect(values["platform/c.0"] == 0)
  }
}
