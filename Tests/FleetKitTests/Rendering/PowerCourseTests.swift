import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("Power over time")
struct PowerCourseTests {
  private static let slot: UInt64 = 300_000_000

  private func course(_ nodes: [MergedNode]) throws -> PowerCourse {
    let found = statistics(nodes)
    return PowerCourse(found.hours, within: try #require(found.interval))
  }

  @Test("an hour at the ends counts for as long as it was seen, and a dark one is a gap")
  func ends() throws {
    let whole = [UInt64](repeating: Self.slot, count: 12)
    let course = try course([
      Make.node(1) {
        // One watt from 00:50 on, two watts from 01:00 to 02:00, nobody from 02:00 to 03:00, one watt to 03:30.
        $0.add(.bucket(.system), late: 2, Self.slot)
        $0.add(.bucket(.system), hour: Make.midnight + 3600, whole.map { $0 * 2 })
        $0.add(.bucket(.system), hour: Make.midnight + 3 * 3600, Array(whole.prefix(6)))
      }
    ])
    #expect(course.hours == 1 && course.start == Make.midnight)
    #expect(course.watts == [1, 2, nil, 1])
    #expect(course.end == Make.midnight + 4 * 3600)
  }

  @Test("an hour of which little was seen is as high as that, and no dip")
  func holes() throws {
    let whole = [UInt64](repeating: Self.slot, count: 12)
    let course = try course([
      Make.node(1) {
        // One watt all the time: for two hours, then for five minutes, then for an hour.
        for (hour, slots) in [(0, 12), (1, 12), (2, 1), (3, 12)] {
          $0.add(
            .bucket(.system), hour: Make.midnight + Int64(hour) * 3600, Array(whole.prefix(slots)))
        }
      }
    ])
    #expect(course.watts == [1, 1, 1, 1])
  }

  @Test("what flowed while no agent ran is no peak of the hour in which it became known")
  func outage() throws {
    let whole = [UInt64](repeating: Self.slot, count: 12)
    let node = Make.node(1) {
      $0.add(.bucket(.system), whole)
      // Ten hours at one watt, of which only the sum is known.
      $0.add(.bucket(.gap), hour: Make.midnight + 11 * 3600, [120 * Self.slot])
      $0.add(.bucket(.system), hour: Make.midnight + 11 * 3600, whole)
    }
    #expect(try course([node]).watts == [1] + [Double?](repeating: nil, count: 10) + [1])
    // In the sums it is.
    let hours = statistics([node]).hours.hours
    #expect(hours[Make.midnight + 11 * 3600]?.energy == 132 * Int128(Self.slot))
  }

  @Test("a year is drawn by the day, and its page is not longer")
  func year() throws {
    let node = Make.node(1) { node in
      for hour in 0..<8760 {
        node.add(
          .bucket(.system), hour: Make.midnight + Int64(hour) * 3600,
          [UInt64](repeating: Self.slot * UInt64(1 + hour % 24), count: 12))
      }
    }
    let course = try course([node])
    #expect(course.hours == 24 && course.title == "Power by the day")
    #expect(course.watts.count == 365)
    // The mean of 1 to 24 W.
    #expect(course.watts.allSatisfy { $0 == 12.5 })
    #expect(HTMLReport.bytes(FleetReport(statistics([node]))).count < 40_000)
  }
}

extension MergedNode {
  /// Adds a row of which only the last slots are covered.
  fileprivate mutating func add(_ owner: Owner, late count: Int, _ energy: UInt64) {
    var slots = HourSlots()
    for slot in 12 - count..<12 { slots[slot] = energy }
    let tiers = (0..<12).reduce(UInt64(0)) {
      $0 | UInt64(Tier.components.rawValue) << (4 * UInt64($1))
    }
    owners.append(owner)
    rows.append(
      FleetRow(
        owner: owners.count - 1, component: .package, hour: Make.midnight,
        epoch: Epoch(high: 1, low: 1), sequence: 1, revision: 1, isFinal: true,
        known: (0..<12).reduce(UInt16(0)) { $1 >= 12 - count ? $0 | 1 << UInt16($1) : $0 },
        tiers: tiers, full: slots, dynamic: HourSlots(), low: slots.total, high: slots.total))
  }
}
