import NodeModel
import TestSupport
import Testing

@testable import FleetKit

@Suite("The packed table of jobs")
struct JobTableTests {
  @Test(
    "each of many jobs is found with what all of its nodes said, whether that needs more room or not"
  )
  func many() throws {
    var table = JobTable()
    let count = 20_000
    func id(_ number: Int) -> String {
      "slurm:a/" + String(repeating: "9", count: number % 40) + "/\(number)"
    }
    func job(_ number: Int, user: String?, end: UInt64?) -> FleetJob {
      FleetJob(
        id: id(number), epoch: nil, name: "n\(number)", manager: "slurm", user: user, start: 7,
        end: end, energy: 0, dynamicEnergy: 0, low: 0, high: 0, tier: .wall)
    }
    func first(_ number: Int) -> Double? { number.isMultiple(of: 5) ? nil : 0.25 }
    for number in 0..<count {
      table.count(id(number), Tally.ofPackage(UInt64(number)), [], first(number))
    }
    for number in 0..<count where number.isMultiple(of: 3) {
      table.count(
        id(number), Tally.ofPackage(1 << 52), [job(number, user: "ada", end: 9)], Double(number))
    }
    for number in 0..<count where number.isMultiple(of: 6) {
      table.count(id(number), Tally.ofPackage(1), [job(number, user: nil, end: nil)], 0.5)
    }
    #expect(table.count == count && table["slurm:a/none"] == nil)
    for number in 0..<count {
      let found = try #require(table[id(number)])
      let (isTwice, isThrice) = (number.isMultiple(of: 3), number.isMultiple(of: 6))
      let energy = Int128(number) + (isTwice ? 1 << 52 : 0) + (isThrice ? 1 : 0)
      #expect(found.id == id(number) && table[number].id == found.id)
      #expect(found.tally.energy.full == energy && table.energies[0] == 4_503_599_627_370_497)
      #expect(found.tally.energy.high == energy && found.tally.energy.low == 0)
      #expect(found.nodes == 1 + (isTwice ? 1 : 0) + (isThrice ? 1 : 0))
      #expect(found.facts?.user == (isTwice ? "ada" : nil))
      #expect(found.facts?.name == (isTwice ? "n\(number)" : nil))
      // What one of its nodes does not say nobody knows.
      let more = (isTwice ? Double(number) : 0) + (isThrice ? 0.5 : 0)
      #expect(found.processorSeconds == first(number).map { $0 + more })
      #expect(found.start == (isTwice ? 7 : nil) && found.end == (isTwice && !isThrice ? 9 : nil))
    }
  }

  @Test("numbers of up to 128 bits and amounts of every kind come out of a record as they went in")
  func wide() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    var numbers: [UInt128] = [0, 1, 255, 256, 1 << 64 - 1, 1 << 64, 1 << 127, .max]
    for _ in 0..<2000 {
      let number = UInt128(random.next()) << 64 | UInt128(random.next())
      numbers.append(number >> UInt128(random.below(128)))
    }
    var record = RecordWriter()
    for number in numbers { record.add(number) }
    var reader = RecordReader(record.bytes)
    for number in numbers {
      let found = reader.wide()
      #expect(found == number, "seed \(seed)")
    }
    let isAtEnd = reader.isAtEnd
    #expect(isAtEnd)
  }
}

extension Tally {
  /// Of one row of a package with so many microjoules in one slot.
  static func ofPackage(_ energy: UInt64) -> Tally {
    var row = FleetRow(
      owner: 0, component: .package, hour: 0, epoch: Epoch(high: 1, low: 1), sequence: 1,
      revision: 1, isFinal: true, known: 8, tiers: 0, full: HourSlots(), dynamic: HourSlots(),
      low: 0, high: energy)
    row.full[3] = energy
    var tally = Tally()
    tally.add(energyOf: row)
    return tally
  }
}
