import NodeModel
import Testing

@testable import FleetKit

@Suite("Time that a fleet covers")
struct FleetTimeTests {
  @Test("covered is node time from the first to the last slot that anybody saw")
  func coverage() throws {
    let nodes = [
      Make.node(1) {
        $0.add(.bucket(.system), [UInt64](repeating: 1, count: 12))
        $0.add(
          .bucket(.system), hour: Make.midnight + 3600, [UInt64](repeating: 1, count: 6))
      },
      Make.node(2) { $0.add(.bucket(.system), [1, 1, 1]) },
    ]
    let found = statistics(nodes)
    #expect(found.interval == Make.midnight..<Make.midnight + 5400)
    #expect(found.slotsPerNode == 18)
    #expect(found.coverage(found.coveredSlots, of: 2) == 21.0 / 36)
    let report = report(nodes)
    // The second was seen last 75 minutes before the end.
    #expect(report.statuses == [.good, .silent])
    #expect(report.findings.map(\.kind) == ["silent"])
  }

  @Test("hours of a wrong clock are in the sums, and neither in the time nor in what is covered")
  func strayHours() throws {
    let slots = [UInt64](repeating: 1, count: 12)
    let nodes = (1...4).map { number in
      Make.node(number, site: number < 3 ? "alpha" : "beta") {
        // The clock of the second was that of 1970 for two hours; the third is dark for half an hour.
        if number == 2 {
          for hour in [0, 3600] { $0.add(.bucket(.system), hour: Int64(hour), slots) }
        }
        $0.add(.bucket(.system), number == 3 ? Array(slots.prefix(6)) : slots)
      }
    }
    let report = report(nodes)
    let found = report.statistics
    #expect(found.coveredSlots == 66 && found.straySlots == 24)
    // 42 of 48, and not all: 24 of 24 at one site, 18 of 24 at the other.
    #expect(report.coverage == 0.875)
    let table = report.siteTable()
    let column = try #require(table.columns.firstIndex { $0.key == "coverage_ratio" })
    #expect(table.rows.map { $0[column].number } == [1, 0.75])
    #expect(found.balance.energy.full == 66)
    #expect(report.findings.map(\.kind) == ["clock"] && report.findings[0].label == "node2")
    #expect(
      report.findings[0].text.hasPrefix(
        "24 slots of five minutes between 1970-01-01 00:00 and 1970-01-01 02:00"))
    #expect(report.statuses == [.good, .warning, .good, .good])
    let document = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(document.contains("\"stray_slots\":24,"))
  }

  @Test("whose clock was wrong is known in a fleet of any size")
  func manyWitnesses() throws {
    // As ids are drawn, wrong clocks are anywhere among them: here each 211th of 250,000.
    var hours = FleetHours()
    let (nodes, period) = (250_000, 211)
    for node in 0..<nodes {
      hours.cover(0xFFF, in: Make.midnight, of: node)
      if node % period == 0 { hours.cover(0b11, in: 0, of: node) }
    }
    let interval = try #require(hours.interval(of: nodes))
    #expect(interval == Make.midnight..<Make.midnight + 3600)
    let strays = hours.strays(outside: interval)
    #expect(Set(strays.keys) == Set(stride(from: 0, to: nodes, by: period)))
    #expect(strays.values.allSatisfy { $0.slots == 2 && $0.hours == 0...0 })
  }

  @Test("one clock that is wrong does not stretch the time of a fleet")
  func clock() throws {
    var nodes = (1...300).map { number in
      Make.node(number) { $0.add(.bucket(.system), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) }
    }
    nodes.append(Make.node(301) { $0.add(.bucket(.system), hour: 0, [9]) })
    let found = statistics(nodes)
    #expect(found.interval == Make.midnight..<Make.midnight + 3600)
    #expect(found.hours.strayEnergy(outside: Make.midnight..<Make.midnight + 3600) == 9)
    #expect(found.balance.energy.full == 3609)
    #expect(Conservation(found, owners: found.owners()).holds)
  }

  @Test("nor does it in a small fleet, where the first of its nodes may be alone for a day")
  func smallFleetClock() throws {
    let slots = [UInt64](repeating: 1, count: 12)
    func found(first hour: Int64) -> FleetStatistics {
      statistics(
        (1...3).map { number in
          Make.node(number) {
            $0.add(.bucket(.system), slots)
            if number == 2 { $0.add(.bucket(.system), hour: Make.midnight + hour, slots) }
          }
        })
    }
    let years: Int64 = 4 * 365 * 86_400
    for stray in [years, -years, 86_400] {
      #expect(found(first: stray).interval == Make.midnight..<Make.midnight + 3600)
    }
    #expect(
      found(first: -20 * 3600).interval == Make.midnight - 20 * 3600..<Make.midnight + 3600)
    // One that runs for a week before the others is no wrong clock.
    let early = statistics(
      (1...3).map { number in
        Make.node(number) { node in
          for day in 0..<(number == 2 ? 14 : 1) {
            node.add(.bucket(.system), hour: Make.midnight - Int64(day) * 43_200, slots)
          }
        }
      })
    #expect(early.interval == Make.midnight - 13 * 43_200..<Make.midnight + 3600)
    // Of two nobody knows which one is right.
    let two = statistics([
      Make.node(1) { $0.add(.bucket(.system), slots) },
      Make.node(2) { $0.add(.bucket(.system), hour: Make.midnight + years, slots) },
    ])
    #expect(two.interval == Make.midnight..<Make.midnight + years + 3600)
  }
}
