import NodeModel
import Testing

@testable import EnergyLedger
import TestSupport

/// Two sockets with any activity: laws of the division that hold for all of it.
@Suite("Any activity")
struct AttributionPropertyTests {
  private struct Activity {
    var name: String
    var weights: [UInt64]
    var reserved: [UInt32]
  }

  /// Four thousand in all.
  private static func seeds(_ batch: UInt64) -> Range<UInt64> { batch * 400..<(batch + 1) * 400 }

  /// The energy of each owner after one round with that activity: by socket and in dynamic and all.
  private static func divide(_ activities: [Activity], _ joules: [UInt64]) -> [String: OwnerTotals]
  {
    var stage = LedgerStage(
      [.rapl("0"), .rapl("0", .dram)],
      places: [
        PlaceTraits(.package, device: "0", capacity: 8000, idlePrior: 33_333_333),
        PlaceTraits(.dram, device: "0", capacity: 64_000, idlePrior: 7_777_777),
      ])
    stage.round([0, 0])
    let places = [stage.place(.package), stage.place(.dram)]
    var owners: [String: OwnerIndex] = ["system": .system]
    for activity in activities where activity.name != "system" {
      owners[activity.name] = stage.ledger.begin(job: activity.name)
    }
    stage.round(joules.map { $0 }) { ledger in
      for activity in activities {
        guard let owner = owners[activity.name] else { continue }
        for (number, place) in places.enumerated() {
          ledger.record(
            owner, at: place, weight: activity.weights[number],
            reserved: activity.reserved[number])
        }
      }
    }
    return owners.mapValues { stage.ledger.totals($0) }
  }

  private static func activities(_ count: Int, _ chance: inout SeededRandom) -> [Activity] {
    var found = (0..<count).map { number in
      Activity(
        name: "slurm:x/\(number)",
        weights: [chance.below(1 << 33), chance.once(in: 3) ? 0 : chance.below(1 << 20)],
        reserved: [UInt32(chance.below(2500)), UInt32(chance.below(20_000))])
    }
    found.append(Activity(name: "system", weights: [chance.below(1 << 30), 77], reserved: [0, 0]))
    return found
  }

  @Test("the order of jobs does not matter", arguments: UInt64(0)..<10)
  func order(batch: UInt64) {
    for seed in Self.seeds(batch) {
      var chance = SeededRandom(seed)
      let activities = Self.activities(Int(chance.below(8)) + 1, &chance)
      let joules = [chance.below(300), chance.below(60)]
      let one = Self.divide(activities, joules)
      let other = Self.divide(activities.shuffled(using: &chance), joules)
      #expect(one == other, "seed \(seed)")
    }
  }

  @Test(
    "a job that is split in two has the same sum, to a microjoule a division",
    arguments: UInt64(0)..<10)
  func split(batch: UInt64) throws {
    for seed in Self.seeds(batch) {
      var chance = SeededRandom(seed)
      var activities = Self.activities(Int(chance.below(8)) + 1, &chance)
      let joules = [chance.below(300), chance.below(60)]
      let before = try #require(Self.divide(activities, joules)["slurm:x/0"])
      var half = activities[0]
      half.name = "slurm:x/half"
      for number in 0..<2 {
        half.weights[number] = chance.below(activities[0].weights[number] + 1)
        activities[0].weights[number] -= half.weights[number]
        half.reserved[number] = UInt32(chance.below(UInt64(activities[0].reserved[number]) + 1))
        activities[0].reserved[number] -= half.reserved[number]
      }
      let after = Self.divide(activities + [half], joules)
      let parts = [try #require(after["slurm:x/0"]), try #require(after["slurm:x/half"])]
      for component in 0..<2 {
        func difference(_ values: (OwnerTotals) -> UInt64) -> UInt64 {
          let sum = parts.reduce(0) { $0 + values($1) }
          return max(sum, values(before)) - min(sum, values(before))
        }
        #expect(difference { $0.dynamic[component] } <= 1, "seed \(seed)")
        #expect(difference { $0.full[component] - $0.dynamic[component] } <= 1, "seed \(seed)")
      }
    }
  }

  @Test(
    "a job alone on a node that it has reserved has all but the system's dynamic share",
    arguments: UInt64(0)..<10)
  func alone(batch: UInt64) throws {
    for seed in Self.seeds(batch) {
      var chance = SeededRandom(seed)
      let job = Activity(
        name: "slurm:x/1", weights: [chance.below(1 << 33) + 1, chance.below(1 << 20) + 1],
        reserved: [8000, 64_000])
      let system = Activity(name: "system", weights: [chance.below(1 << 30), 0], reserved: [0, 0])
      let joules = [chance.below(300), chance.below(60)]
      let totals = Self.divide([job, system], joules)
      let own = try #require(totals["slurm:x/1"])
      let other = try #require(totals["system"])
      #expect(own.energy.count + other.energy.count == (joules[0] + joules[1]) * 1_000_000)
      #expect(other.energy == other.dynamicEnergy, "seed \(seed)")
      #expect(other.full[1] == 0, "seed \(seed)")
    }
  }
}
