import Footprint
import NodeModel
import Testing

@testable import FleetKit

/// A kilowatt hour in microjoules.
private let kilowattHour: UInt64 = 3_600_000_000_000

@Suite("PUE and intensity by the hour of the day")
struct DayCourseTests {
  private static func node(_ number: UInt64, _ change: (inout MergedNode) -> Void = { _ in })
    -> MergedNode
  {
    Make.node(number) {
      // The second hour has other factors from its second half on, the third one those.
      $0.factors = [
        Make.factors(pue: 1.5, intensity: 400),
        Make.factors(pue: 1.2, intensity: 100, since: Make.midnight + 5400),
      ]
      let half = [kilowattHour] + [UInt64](repeating: 0, count: 5) + [3 * kilowattHour]
      $0.add(.bucket(.system), hour: Make.midnight, [kilowattHour])
      $0.add(.bucket(.system), hour: Make.midnight + 3600, half)
      $0.add(.bucket(.system), hour: Make.midnight + 7200, [kilowattHour])
      change(&$0)
    }
  }

  @Test("is weighted with energy, each slot by the factors of its time, all days together")
  func hours() throws {
    let found = statistics([
      Self.node(1) {
        // The next day's first hour, at the later factors.
        $0.add(.bucket(.system), hour: Make.midnight + 86_400, [kilowattHour])
      }
    ])
    let day = try #require(found.sites["alpha"]).day
    // 1 at 1.5 and 1 at 1.2; 1 at 1.5 and 3 at 1.2; 1 at 1.2.
    let ratios = day.known(\.effectiveness)
    #expect(ratios.map(\.hour) == [0, 1, 2])
    for (one, truth) in zip(ratios, [2.7 / 2, 5.1 / 4, 1.2]) {
      #expect(abs(one.value - truth) < 1e-9)
    }
    // (1.5 × 400 + 1.2 × 100) / 2.7; (1.5 × 400 + 3.6 × 100) / 5.1; 100.
    for (one, truth) in zip(day.known(\.intensity), [720 / 2.7, 960 / 5.1, 100]) {
      #expect(abs(one.value - truth) < 1e-6)
    }
    #expect(day.basis == .lifecycle)
  }

  @Test("is not told of energy of another basis, or without factors")
  func others() throws {
    let found = statistics([
      Self.node(1),
      Make.node(2) { $0.add(.bucket(.system), [kilowattHour]) },
      Make.node(3) {
        $0.factors = [Make.factors(pue: 3, intensity: 900, basis: "direct")]
        $0.add(.bucket(.system), [kilowattHour])
      },
    ])
    let day = try #require(found.sites["alpha"]).day
    #expect(abs((day.known(\.effectiveness).first?.value ?? 0) - 1.5) < 1e-9)
    #expect(abs((day.known(\.intensity).first?.value ?? 0) - 400) < 1e-6)
  }

  @Test("is on the page where it differs, and nowhere else")
  func page() throws {
    let page = String(decoding: HTMLReport.bytes(report([Self.node(1)])), as: UTF8.self)
    // 400, 188 and 100 g/kWh: the grades from 300, 150 and 50 on, an hour each.
    #expect(page.contains("<td>100 (02:00)</td><td>400 (00:00)</td><td>1.200 to 1.500</td>"))
    #expect(
      page.contains(
        "<path class=\"h1\" d=\"M18 0h9v12h-9z\"/><path class=\"h2\" d=\"M9 0h9v12h-9z\"/>"
          + "<path class=\"h3\" d=\"M0 0h9v12h-9z\"/>"))
    let even = Self.node(1) { $0.factors.removeLast() }
    let other = String(decoding: HTMLReport.bytes(report([even])), as: UTF8.self)
    #expect(!other.contains("by the hour of the day"))
  }
}
