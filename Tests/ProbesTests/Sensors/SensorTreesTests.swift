import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Sensor chips against lm-sensors")
struct SensorTreesTests {
  static let chips: [String] = {
    guard let folder = HardwareData.path("hwmon-chips") else { return [] }
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  /// The tree that holds one real chip's dump.
  private func tree(of chip: String) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    let status = try Program.run(
      "/usr/bin/python3", HardwareData.folder + "/tools/mksys.py", directory.path,
      HardwareData.folder + "/hwmon-chips/" + chip
    ).status
    try #require(status == 0)
    return directory
  }

  @Test("through libsensors every real chip says what sensors -u printed", arguments: chips)
  func libsensors(chip: String) throws {
    guard LaidOverSys.isPossible else { return }
    let tree = try tree(of: chip)
    let truth = SensorsProgram(
      try #require(try HardwareData.text("hwmon-chips/\(chip)/sensors-u.txt")))
    let json = try LaidOverSys.run("$probe sensors --json", over: tree.path).output
    #expect(!truth.sensors.isEmpty)
    #expect(truth.differences(from: try PrintedSensor.all(json)) == [])
  }

  @Test(
    "our own reader says of every real chip what sensors says without configuration",
    arguments: chips)
  func ownReader(chip: String) throws {
    guard LaidOverSys.isPossible else { return }
    let tree = try tree(of: chip)
    let truth = SensorsProgram(
      try LaidOverSys.run("sensors -c /dev/null -u", over: tree.path).output)
    let json = try Program.run(LaidOverSys.probe, "sensors", "--json", "--sysfs", tree.path).output
    #expect(!truth.sensors.isEmpty)
    #expect(truth.differences(from: try PrintedSensor.all(json)) == [])
  }

  @Test("what is refused is absent from the page and counted by its reason", arguments: chips)
  func refusals(chip: String) throws {
    let tree = try tree(of: chip)
    let truth = SensorsProgram(
      try #require(try HardwareData.text("hwmon-chips/\(chip)/sensors-u.txt")))
    let page = Sampling(try SensorSource.found(at: tree.path), rounds: 1)
    var faults = 0
    var strange = 0
    var temperatures: [String: Double] = [:]
    for (key, sensor) in truth.sensors {
      let name = key.split(separator: " ")[1]
      guard let value = sensor.values[name + "_input"] else { continue }
      if let fault = sensor.values[name + "_fault"], fault != 0 {
        faults += 1
      } else if name.hasPrefix("temp") {
        if value < -60 || value > 200 || value == 127 {
          strange += 1
        } else {
          temperatures[String(name)] = value
        }
      }
    }
    #expect(page.readings.refused[Int(FailureReason.fault.rawValue)] == UInt64(faults))
    #expect(page.readings.refused[Int(FailureReason.implausible.rawValue)] == UInt64(strange))
    let read = page.family("nodeprobe_temperature_celsius", by: "sensor")
    #expect(Set(read.keys) == Set(temperatures.keys))
    for (name, value) in temperatures {
      #expect(abs((read[name] ?? .nan) - value) <= 0.00051)
    }
  }

  @Test(
    "all chips of a machine at once: eleven, with radios that share a device and links of all kinds"
  )
  func wholeMachine() throws {
    guard LaidOverSys.isPossible,
      let tree = try HardwareData.unpack("node_exporter/sys.tar.gz")
    else { return }
    let sys = tree.path + "/sys"
    let own = try PrintedSensor.all(
      try Program.run(LaidOverSys.probe, "sensors", "--json", "--sysfs", sys).output)
    let bare = try LaidOverSys.run("sensors -c /dev/null -u", over: sys).output
    #expect(SensorsProgram(bare).differences(from: own) == [])
    let configured = try LaidOverSys.run("sensors -u", over: sys).output
    let library = try LaidOverSys.run("$probe sensors --json", over: sys).output
    #expect(SensorsProgram(configured).differences(from: try PrintedSensor.all(library)) == [])

    let page = Sampling(try SensorSource.found(at: sys))
    #expect(Set(page.declared).count == page.declared.count)
  }
}
