import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("What sensors have shown") struct SensorDistributionsTests {
  private var stage = NodeStage()
  private var distributions = SensorDistributions()

  /// The sensors of a report, as a program sees them that is not ours.
  private func shown() throws -> [[String: Any]] {
    var report = NodeReport()
    let bytes = report.finish(
      ReportIdentity(nodeID: String(repeating: "0", count: 64), start: 0, end: 1), factors: [],
      facts: nil, present: NodeReport.Present(sensors: distributions)
    ) { _ in }
    if let errors = try SchemaCheck.errors(in: Data(bytes), schema: "report.json") {
      #expect(errors == "")
    }
    let document = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    return try #require(document?["sensors"] as? [[String: Any]])
  }

  private func histogram(_ sensor: [String: Any]) -> [String: Any] {
    sensor["histogram"] as? [String: Any] ?? [:]
  }

  @discardableResult
  private mutating func addTemperature(_ sensor: String, label: String = "") -> Int {
    stage.add(
      "nodeprobe_temperature_celsius",
      ["chip": "k10temp-pci-00c3", "device": "pci0000:00", "sensor": sensor, "label": label],
      .absent)
  }

  @Test("is a distribution of the rounds, of this hour and the one before")
  mutating func hours() throws {
    let place = addTemperature("temp1", label: "Tctl")
    // The clock of the stage begins at a full hour.
    for (second, celsius) in [(1, 40.0), (2, 41), (3599, 64), (3600, 50), (3601, -2), (3602, 0)] {
      stage[place] = .real(celsius)
      distributions.add(stage.snapshot(at: Double(second)))
    }
    let sensor = try #require(try shown().first)
    #expect(sensor["chip"] as? String == "k10temp-pci-00c3")
    #expect(sensor["device"] as? String == "pci0000:00")
    #expect(sensor["sensor"] as? String == "temp1" && sensor["label"] as? String == "Tctl")
    #expect(sensor["kind"] as? String == "temperature" && sensor["unit"] as? String == "celsius")
    var histogram = histogram(sensor)
    #expect(histogram["schema"] as? Int == 5 && histogram["count"] as? Int == 6)
    #expect(histogram["min"] as? Int == -2 && histogram["max"] as? Int == 64)
    #expect(histogram["sum"] as? Int == 193 && histogram["zero"] as? Int == 1)
    // Two hours later the first one is forgotten.
    stage[place] = .real(50)
    distributions.add(stage.snapshot(at: 7200))
    histogram = self.histogram(try #require(try shown().first))
    #expect(histogram["count"] as? Int == 4 && histogram["max"] as? Int == 50)
    // And after an hour in which nobody looked, all of it.
    distributions.add(stage.snapshot(at: 7200 + 7200))
    histogram = self.histogram(try #require(try shown().first))
    #expect(histogram["count"] as? Int == 1)
  }

  @Test("goes on through another catalogue, and forgets what is gone")
  mutating func catalogues() throws {
    let first = addTemperature("temp1")
    stage[first] = .real(40)
    distributions.add(stage.snapshot(at: 1))
    let fan = stage.add(
      "nodeprobe_fan_speed_rpm", ["chip": "nct", "device": "isa", "sensor": "fan1"], .count(900))
    distributions.add(stage.snapshot(at: 2))
    #expect(try shown().map { histogram($0)["count"] as? Int } == [2, 1])
    #expect(try shown()[1]["unit"] as? String == "rpm")
    // Nobody can read it any more: what it has shown stays for its time.
    stage[fan] = .absent
    distributions.add(stage.snapshot(at: 3))
    #expect(try shown().map { histogram($0)["count"] as? Int } == [3, 1])
    var other = NodeStage()
    other.add("nodeprobe_cpu_cores", .count(4))
    distributions.add(other.snapshot(at: 4))
    #expect(try shown().isEmpty)
  }

  @Test("thermal zones stand for a board without a chip for temperatures, limits are no sensors")
  mutating func zones() throws {
    stage.add(
      "nodeprobe_thermal_zone_celsius", ["zone": "0", "type": "cpu-thermal"], .real(48.5))
    stage.add(
      "nodeprobe_temperature_max_celsius", ["chip": "c", "device": "d", "sensor": "temp1"],
      .real(90))
    distributions.add(stage.snapshot(at: 1))
    #expect(try shown().map { $0["chip"] as? String } == ["thermal_zone0"])
    let temperature = addTemperature("temp1")
    stage[temperature] = .real(50)
    distributions.add(stage.snapshot(at: 2))
    #expect(try shown().map { $0["chip"] as? String } == ["k10temp-pci-00c3"])
  }

  @Test("at most so many sensors are followed")
  mutating func limit() throws {
    for number in 0..<(SensorDistributions.limit + 10) {
      stage[addTemperature("temp\(number)")] = .real(40)
    }
    distributions.add(stage.snapshot(at: 1))
    #expect(try shown().count == SensorDistributions.limit)
  }
}
