import Exporters
import Foundation
import NodeModel
import TestSupport
import Testing

@Suite("The document of a calibration")
struct CalibrationDocumentTests {
  private static func example() throws -> String {
    let url = SchemaCheck.root.appendingPathComponent("docs/schema/examples/calibration.json")
    return try String(contentsOf: url, encoding: .utf8)
  }

  private static func written(_ calibration: Calibration) -> [UInt8] {
    var json = JSONWriter()
    calibration.write(into: &json)
    return json.text.bytes
  }

  @Test("the example is read as it stands, and is valid by the schema")
  func reading() throws {
    let text = try Self.example()
    let calibration = try Calibration(reading: Array(text.utf8))
    #expect(calibration.made == 1_795_271_444_250_000_000)
    #expect(calibration.machine.cpu.model == 85 && calibration.machine.packages == 2)
    #expect(calibration.machine.board == nil && !calibration.machine.isVirtual)
    #expect(calibration.scope == .node && calibration.meter == "ipmi")
    #expect(calibration.coefficients.all == [104.5, 38.25, 61, 172.5])
    #expect(calibration.bounds == EnergyBounds(below: 31_000, above: 44_000))
    #expect(calibration.meterBounds == EnergyBounds(10_000))
    #expect(calibration.steps[0].load == "idle" && calibration.steps[1].load == nil)
    #expect(calibration.steps.count == 5 && calibration.steps[3].hertz == 2_100_000_000)
    if let errors = try SchemaCheck.errors(in: Data(text.utf8), schema: "calibration.json") {
      #expect(errors == "")
    }
  }

  @Test("what is written is valid by the schema, and reads back as the same")
  func roundTrip() throws {
    var calibration = try Calibration(reading: Array(Self.example().utf8))
    for round in 0..<2 {
      let bytes = Self.written(calibration)
      #expect(try Calibration(reading: bytes) == calibration)
      if let errors = try SchemaCheck.errors(in: Data(bytes), schema: "calibration.json") {
        #expect(errors == "")
      }
      // Once more with everything left out that may be.
      guard round == 0 else { break }
      calibration.machine = MachineIdentity(
        cpu: CPUIdentity(implementer: 0x41, part: 0xD0C), threads: 4, board: "A \"board\"",
        isVirtual: true)
      calibration.referenceHertz = nil
      calibration.meterBounds = nil
      calibration.coefficients.scaled = 0
      calibration.steps = [CalibrationStep(utilization: 1, hertz: nil, watts: 9.75, samples: 3)]
    }
  }

  @Test(
    "what is broken is refused in one line that says where",
    arguments: [
      ("nodeprobe.calibration/1", "nodeprobe.calibration/2", "the schema is not"),
      ("\"constant_watts\": 104.5", "\"constant_watts\": -1", "is not between"),
      ("\"constant_watts\": 104.5", "\"constant_watts\": 0", "draws nothing when idle"),
      ("\"busy_watts\": 61", "\"busy_watts\": 1e300", "is not between"),
      ("\"threads\": 80", "\"threads\": 0", "is not above 0"),
      ("\"family\": 6", "\"family\": 4294967296", "no number of 32 bits"),
      ("\"scope\": \"node\"", "\"scope\": \"rack\"", "\"rack\" is not known here"),
      ("\"below_ratio\": 0.031", "\"below_ratio\": 1.5", "is not between"),
      ("\"above_ratio\": 0.044", "\"x\": 1", "\"above_ratio\" is missing"),
      ("\"utilization\": 0.5", "\"utilization\": 50", "is not between"),
      ("2026-11-21T14:30:44.250Z", "yesterday", "not a time in UTC"),
      ("\"reference_hertz\": 2800000000", "\"reference_hertz\": 2.8e9", "an integer expected"),
      ("\"meter\": \"ipmi\",", "", "\"meter\" is missing"),
      ("\"steps\": [", "\"steps\": [], \"x\": [", "no steps"),
      ("]\n}", "]", "a comma or the end expected"),
    ])
  func broken(part: String, other: String, reason: String) throws {
    let text = try Self.example()
    #expect(text.contains(part))
    let bytes = Array(text.replacingOccurrences(of: part, with: other).utf8)
    do throws(JSONError) {
      _ = try Calibration(reading: bytes)
      Issue.record("\(other) was accepted")
    } catch {
      #expect("\(error)".contains(reason) && !"\(error)".contains("\n"), "\(error)")
    }
  }
}
