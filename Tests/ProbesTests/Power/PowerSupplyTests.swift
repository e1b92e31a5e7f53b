import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

@Suite("Batteries")
struct PowerSupplyTests {
  /// Supplies by name, each with its files.
  private static func tree(
    _ supplies: [String: [String: String]]
  ) throws -> TemporaryDirectory {
    let tree = try TemporaryDirectory()
    for (name, files) in supplies {
      for (file, text) in files {
        try tree.write(text + "\n", to: "class/power_supply/\(name)/\(file)")
      }
    }
    return tree
  }

  /// What the batteries of a tree say, by their names.
  private static func read(_ tree: TemporaryDirectory) throws -> [String: MeterReading] {
    guard
      let source = DividedSource.make(
        PowerSupply.self, below: try Root(proc: tree.path, sys: tree.path))
    else { return [:] }
    let sampling = Sampling(source)
    let table = InstrumentTable(source.series)
    var found: [String: MeterReading] = [:]
    for (index, instrument) in table.instruments.enumerated() {
      #expect(instrument.meter.domain == .psys && instrument.meter.source == "battery")
      #expect(table.isShown[index])
      found[instrument.meter.device] = table.reading(index, in: sampling.readings)
    }
    return found
  }

  private static let unplugged = ["type": "Mains", "online": "0"]

  @Test(
    "the sign of a discharging battery's power is the driver's whim",
    arguments: ["5002000", "-5002000"])
  func discharging(power: String) throws {
    let tree = try Self.tree([
      "AC": Self.unplugged,
      "BAT0": ["type": "Battery", "status": "Discharging", "power_now": power],
    ])
    #expect(try Self.read(tree) == ["BAT0": .power(5_002_000)])
  }

  @Test("without power_now it is voltage times current: 11.66 V × 0.429 A = 5.00214 W")
  func product() throws {
    let tree = try Self.tree([
      "BAT1": [
        "type": "Battery", "status": "Discharging", "voltage_now": "11660000",
        "current_now": "-429000",
      ]
    ])
    #expect(try Self.read(tree) == ["BAT1": .power(5_002_140)])
  }

  @Test(
    "while the mains feed the node, or the battery is charged, it does not tell what the node draws",
    arguments: [
      ("1", "Discharging"), ("1", "Charging"), ("1", "Full"), ("0", "Charging"), ("0", "Full"),
      ("0", "Unknown"),
    ])
  func fed(online: String, status: String) throws {
    let tree = try Self.tree([
      "AC": ["type": "Mains", "online": online],
      "BAT0": ["type": "Battery", "status": status, "power_now": "9000000"],
    ])
    #expect(try Self.read(tree) == ["BAT0": .failed(.unavailable)])
  }

  @Test("a USB-C port that feeds the node counts as mains, and is no meter: it shows a contract")
  func port() throws {
    let tree = try Self.tree([
      "ucsi-source-psy-1": [
        "type": "USB", "online": "1", "voltage_now": "20000000", "current_now": "3000000",
      ],
      "BAT0": ["type": "Battery", "status": "Discharging", "power_now": "9000000"],
    ])
    #expect(try Self.read(tree) == ["BAT0": .failed(.unavailable)])
  }

  @Test("of two batteries the one that rests draws nothing while the other feeds the node")
  func two() throws {
    let tree = try Self.tree([
      "AC": Self.unplugged,
      "BAT0": ["type": "Battery", "status": "Discharging", "power_now": "7000000"],
      "BAT1": ["type": "Battery", "status": "Not charging", "power_now": "123"],
    ])
    #expect(try Self.read(tree) == ["BAT0": .power(7_000_000), "BAT1": .power(0)])
  }

  @Test("a mouse's battery is not the node's, and a battery that tells no power is no meter")
  func others() throws {
    let tree = try Self.tree([
      "hidpp_battery_0": [
        "type": "Battery", "scope": "Device", "status": "Discharging", "power_now": "1000",
      ],
      "BAT0": ["type": "Battery", "status": "Discharging", "capacity": "50"],
    ])
    #expect(try Self.read(tree).isEmpty)
  }

  @Test(
    "broken text is no reading",
    arguments: [
      ("", FailureReason.garbled), ("abc", .garbled), ("1000001000000", .implausible),
      ("18446744073709551615", .implausible),
    ])
  func garbage(power: String, reason: FailureReason) throws {
    let tree = try Self.tree([
      "BAT0": ["type": "Battery", "status": "Discharging", "power_now": power]
    ])
    #expect(try Self.read(tree) == ["BAT0": .failed(reason)])
  }

  @Test("the agent itself reads no battery, and wants a worker only where there is one")
  func worker() throws {
    let tree = try Self.tree(["BAT0": ["type": "Battery", "status": "Full", "power_now": "0"]])
    var series = SeriesTable()
    let root = try Root(proc: tree.path, sys: tree.path)
    let own = try PowerSupply(below: root, series: &series)
    #expect(own == nil)
    #expect(PowerSupply.groups(below: root) == ["batteries"])
    let none = try Self.tree([
      "AC": Self.unplugged, "hidpp_battery_0": ["type": "Battery", "capacity": "50"],
    ])
    #expect(PowerSupply.groups(below: try Root(proc: none.path, sys: none.path)).isEmpty)
  }

  @Test("a recorded laptop reads as node_exporter read it")
  func recorded() throws {
    guard let tree = try HardwareData.unpack("node_exporter/sys.tar.gz"),
      let page = try HardwareData.text("node_exporter/e2e-output.txt.gz")
    else { return }
    let root = try Root(proc: tree.path + "/sys", sys: tree.path + "/sys")
    let made = DividedSource.make(PowerSupply.self, below: root)
    let source = try #require(made)
    let sampling = Sampling(source)
    let table = InstrumentTable(source.series)
    let watts = try #require(
      MetricsPage(page)["node_power_supply_power_watt", ["power_supply": "BAT0"]])
    #expect(table.instruments.map(\.meter.device) == ["BAT0"])
    #expect(
      table.reading(0, in: sampling.readings) == .power(UInt64((watts * 1e6).rounded())))
    #expect(sampling.values.count == 2)
  }
}
