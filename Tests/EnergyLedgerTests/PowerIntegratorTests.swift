import NodeModel
import Testing

@testable import EnergyLedger

@Suite("Meters of power")
struct PowerIntegratorTests {
  private static func integrator(isMean: Bool = false) -> PowerIntegrator {
    PowerIntegrator(
      PowerScale(isMean: isMean, longestGap: 10_000_000_000), maximumMicrowatts: 1_000_000_000)
  }

  @Test("power between two readings is their mean")
  func trapezoid() {
    var integrator = Self.integrator()
    #expect(integrator.read(100_000_000, at: 0) == .started)
    // 2.5 s at 150 W.
    #expect(integrator.read(200_000_000, at: 2_500_000_000) == .energy(375_000_000))
  }

  @Test("a mean holds for the time before it")
  func mean() {
    var integrator = Self.integrator(isMean: true)
    _ = integrator.read(100_000_000, at: 0)
    #expect(integrator.read(200_000_000, at: 2_500_000_000) == .energy(500_000_000))
  }

  @Test("what is below a microjoule is carried")
  func remainder() {
    var integrator = Self.integrator()
    _ = integrator.read(1, at: 0)
    var sum: UInt64 = 0
    // 1 µW for 10,000 times a millisecond is 10 µJ.
    for step in 1...10_000 {
      if case .energy(let energy) = integrator.read(1, at: Int64(step) * 1_000_000) {
        sum += energy
      }
    }
    #expect(sum == 10)
  }

  @Test("readings too far apart say nothing, and the longest bridged gap is known")
  func gap() {
    var integrator = Self.integrator()
    _ = integrator.read(100_000_000, at: 0)
    _ = integrator.read(100_000_000, at: 9_000_000_000)
    #expect(integrator.read(100_000_000, at: 19_000_000_001) == .lost(.gap))
    #expect(integrator.read(100_000_000, at: 20_000_000_001) == .energy(100_000_000))
    #expect(integrator.longestGap == 9_000_000_000)
  }

  @Test("power before and after sleep says nothing of the time between")
  func slept() {
    var integrator = Self.integrator()
    _ = integrator.read(100_000_000, at: 0)
    #expect(integrator.read(100_000_000, at: 5_000_000_000, slept: true) == .lost(.gap))
    #expect(integrator.read(100_000_000, at: 6_000_000_000) == .energy(100_000_000))
  }

  @Test("power that the meter cannot see is refused")
  func implausible() {
    var integrator = Self.integrator()
    _ = integrator.read(100_000_000, at: 0)
    #expect(integrator.read(1_000_000_001, at: 1_000_000_000) == .refused(.implausible))
    #expect(integrator.read(100_000_000, at: 2_000_000_000) == .energy(200_000_000))
  }
}
