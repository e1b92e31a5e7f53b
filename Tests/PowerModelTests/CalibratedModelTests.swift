import NodeModel
import Testing

@testable import PowerModel

@Suite("A calibrated model")
struct CalibratedModelTests {
  private static let machine = MachineIdentity(
    cpu: CPUIdentity(
      vendor: "GenuineIntel", family: 6, model: 85, stepping: 7,
      name: "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz"),
    threads: 80, packages: 2, firmware: "2.8.1")

  private static func calibration(
    _ scope: Calibration.Scope = .node, referenceHertz: UInt64? = 3_000_000_000
  ) -> Calibration {
    Calibration(
      made: 1_795_271_444_250_000_000, machine: machine, scope: scope, meter: "plug",
      coefficients: Calibration.Coefficients(constant: 50, shared: 20, busy: 30, scaled: 60),
      referenceHertz: referenceHertz, bounds: EnergyBounds(below: 100_000, above: 200_000),
      steps: [
        CalibrationStep(utilization: 0, hertz: 800_000_000, watts: 50, samples: 10),
        CalibrationStep(utilization: 0.5, hertz: 3_000_000_000, watts: 115, samples: 10),
        CalibrationStep(utilization: 1, hertz: 1_500_000_000, watts: 107.5, samples: 10),
        CalibrationStep(utilization: 1, hertz: 3_000_000_000, watts: 160, samples: 10),
      ])
  }

  @Test(
    "shows the formula's watts with its bounds",
    arguments: [
      (0, 3000, 50_000), (0, nil, 50_000),
      // 50 + 20 / 2 + 30 / 8 + 60 / 8.
      (125_000, 3000, 71_250),
      // 50 + 20 + 7.5 + 15 and 50 + 20 + 30 + 60.
      (250_000, 3000, 92_500), (1_000_000, 3000, 160_000),
      // A frequency that halves leaves an eighth of 60.
      (1_000_000, 1500, 107_500),
      // What was never seen counts as the nearest that was; not known counts as the reference.
      (1_000_000, 1000, 107_500), (1_000_000, 4000, 160_000), (1_000_000, nil, 160_000),
      (.max, 3000, 160_000),
    ] as [(UInt32, UInt64?, UInt64)])
  func power(utilization: UInt32, megahertz: UInt64?, milliwatts: UInt64) throws {
    let model = try CalibratedModel(Self.calibration(), on: Self.machine)
    let power = model.power(at: utilization, hertz: megahertz.map { $0 * 1_000_000 })
    #expect(power.value == milliwatts * 1000)
    #expect(power.low == milliwatts * 900 && power.high == milliwatts * 1200)
  }

  @Test("is a meter of tier C with the bounds of the fit")
  func meter() throws {
    let model = try CalibratedModel(Self.calibration(), on: Self.machine)
    #expect(model.tier == .calibrated && model.tier.quality == .modelled)
    #expect(model.idle == 50_000_000)
    #expect(model.meter.source == "model" && model.meter.domain == .rest)
    #expect(model.meter.device == "node" && model.meter.maximumMicrowatts == 192_000_000)
    #expect(model.meter.bounds == EnergyBounds(below: 100_000, above: 200_000))
    let package = try CalibratedModel(Self.calibration(.package), on: Self.machine)
    #expect(package.meter.domain == .package && package.meter(package: "1").device == "1")
    #expect(model.method.contains("50.0 + 20.0 × min(4u, 1) + 30.0 × u + 60.0 × u"))
    #expect(model.source == "probe calibrate against plug")
    // The curve is the formula at the reference frequency, also between its points.
    #expect(model.curve.power(at: 125_000).value == 71_250_000)
    #expect(model.curve.power(at: 625_000).value == 126_250_000)
  }

  @Test("does not ask for frequency where the fit had none")
  func withoutFrequency() throws {
    let model = try CalibratedModel(Self.calibration(referenceHertz: nil), on: Self.machine)
    #expect(model.power(at: 1_000_000, hertz: 1_500_000_000).value == 160_000_000)
  }

  @Test("of another machine is refused, with what is another and how to mend it")
  func mismatch() {
    func mismatch(_ change: (inout MachineIdentity) -> Void) -> CalibrationMismatch? {
      var machine = Self.machine
      change(&machine)
      do throws(CalibrationMismatch) {
        _ = try CalibratedModel(Self.calibration(), on: machine)
        return nil
      } catch {
        return error
      }
    }
    #expect(mismatch { _ in } == nil)
    #expect(mismatch { $0.cpu.stepping = 6 }?.part == "CPU")
    #expect(mismatch { $0.cpu.name = "another" }?.part == "CPU")
    #expect(mismatch { $0.threads = 40 }?.part == "number of CPUs")
    #expect(mismatch { $0.packages = 1 }?.part == "number of CPUs")
    #expect(mismatch { $0.firmware = nil }?.part == "firmware")
    #expect(mismatch { $0.board = "a board" }?.part == "board")
    #expect(mismatch { $0.isVirtual = true }?.part == "kind of machine")
    #expect(
      mismatch { $0.firmware = "2.9.0" }.map(String.init(describing:))
        == "calibrated with another firmware (2.8.1, now 2.9.0): run `probe calibrate` again")
  }
}
