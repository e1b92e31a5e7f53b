import EnergyLedger
import Foundation
import LinuxFiles
import NodeModel
import TestSupport
import Testing

@testable import Probes

/// RAPL trees whose counters move, read round by round into a ledger.
@Suite("From files to the book")
struct PowerToLedgerTests {
  private static let second: UInt64 = 1_000_000_000

  /// A node with such zones, its source and its book.
  private final class Node {
    let tree: TemporaryDirectory
    let reader: PowerReader
    var ledger: Ledger
    private var counters: [(file: String, raw: UInt64, range: UInt64)] = []

    /// Zones by entry: name, first number, range.
    init(_ zones: KeyValuePairs<String, (name: String, raw: UInt64, range: UInt64)>) throws {
      tree = try TemporaryDirectory()
      for (entry, zone) in zones {
        let folder = "class/powercap/\(entry)/"
        try tree.write(zone.name + "\n", to: folder + "name")
        try tree.write("\(zone.raw)\n", to: folder + "energy_uj")
        try tree.write("\(zone.range)\n", to: folder + "max_energy_range_uj")
        counters.append((folder + "energy_uj", zone.raw, zone.range))
      }
      reader = try #require(try PowerReader(PowercapEnergy.self, sys: tree.path))
      ledger = Ledger(
        epoch: Epoch(random: (1, 2)), bootID: "b",
        topology: Topology(meters: reader.source.instruments.map(\.meter)),
        at: RoundTime(boottime: reader.time, realtime: 1_700_000_000 * second))
      book()
    }

    /// Lets each zone use so many microjoules in a second, and books it.
    func round(_ microjoules: [UInt64]) throws {
      for index in counters.indices {
        let range = counters[index].range
        counters[index].raw += microjoules[index]
        // The kernel's counter goes from its range on to the number beyond it.
        if counters[index].raw > range { counters[index].raw -= range }
        try tree.write("\(counters[index].raw)\n", to: counters[index].file)
      }
      reader.round()
      book()
    }

    private func book() {
      ledger.begin(
        at: RoundTime(boottime: reader.time, realtime: 1_700_000_000 * second + reader.time))
      let readings = reader.source.meterReadings
      for (meter, reading) in readings.values.enumerated() {
        ledger.read(meter, reading, at: readings.times[meter])
      }
      ledger.end()
    }
  }

  @Test("an hour at 700 W through a range of 65.5 kJ: 2.52 MJ, to the microjoule")
  func wraps() throws {
    let node = try Node(["intel-rapl:0": ("package-0", 65_000_000_000, 65_532_610_987)])
    for _ in 0..<3600 { try node.round([700_000_000]) }
    #expect(node.ledger.nodeEnergy.count == 2_520_000_000_000)
    // 65,000 J + 2,520,000 J are 39 ranges and 29.2 kJ.
    #expect(node.ledger.status(meter: 0).wraps == 39)
    #expect(node.ledger.rung == .components)
  }

  @Test("registers and memory of one package are booked once")
  func twins() throws {
    let node = try Node([
      "intel-rapl:0": ("package-0", 1000, 262_143_328_850),
      "intel-rapl-mmio:0": ("package-0", 1000, 262_143_328_850),
    ])
    for _ in 0..<60 { try node.round([50_000_000, 50_000_000]) }
    #expect(node.ledger.nodeEnergy.count == 3_000_000_000)
  }

  @Test("dies that show one counter are booked once, dies of their own twice")
  func dies() throws {
    let mirrored = try Node([
      "intel-rapl:0": ("package-0-die-0", 90_000_000_000, 262_143_328_850),
      "intel-rapl:1": ("package-0-die-1", 90_000_330_000, 262_143_328_850),
    ])
    for _ in 0..<60 { try mirrored.round([68_000_000, 68_000_000]) }
    #expect(mirrored.ledger.nodeEnergy.count == 4_080_000_000)
    let own = try Node([
      "intel-rapl:0": ("package-0-die-0", 90_000_000_000, 262_143_328_850),
      "intel-rapl:1": ("package-0-die-1", 40_000_000_000, 262_143_328_850),
    ])
    for _ in 0..<60 { try own.round([68_000_000, 30_000_000]) }
    #expect(own.ledger.nodeEnergy.count == 5_880_000_000)
  }

  @Test("a platform that counts is the node; core and memory inside of it are not added to it")
  func platform() throws {
    let node = try Node([
      "intel-rapl:0": ("package-0", 7, 262_143_328_850),
      "intel-rapl:0:0": ("core", 7, 262_143_328_850),
      "intel-rapl:0:1": ("dram", 7, 65_712_999_613), "intel-rapl:1": ("psys", 7, 262_143_328_850),
    ])
    for _ in 0..<60 { try node.round([40_000_000, 30_000_000, 5_000_000, 90_000_000]) }
    #expect(node.ledger.nodeEnergy.count == 5_400_000_000)
    #expect(node.ledger.rung == .psys)
  }

  @Test("a platform that never counted is no source: packages and memory are")
  func unwiredPlatform() throws {
    let node = try Node([
      "intel-rapl:0": ("package-0", 7, 262_143_328_850),
      "intel-rapl:0:0": ("dram", 7, 65_712_999_613), "intel-rapl:1": ("psys", 0, 262_143_328_850),
    ])
    for _ in 0..<60 { try node.round([40_000_000, 5_000_000, 0]) }
    #expect(node.ledger.nodeEnergy.count == 2_700_000_000)
    #expect(node.ledger.rung == .components)
    let psys = node.ledger.ladder.first { $0.rung == .psys }
    #expect(psys?.state == .unavailable(.stuck))
  }

  @Test("denied counters book nothing, and the ladder says why")
  func denied() throws {
    let tree = try TemporaryDirectory()
    try tree.write("package-0\n", to: "class/powercap/intel-rapl:0/name")
    try tree.write("5\n", to: "class/powercap/intel-rapl:0/energy_uj")
    chmod(tree.path + "/class/powercap/intel-rapl:0/energy_uj", 0)
    var made: PowerReader?
    let isTried = try OtherUser.run {
      made = try PowerReader(PowercapEnergy.self, sys: tree.path)
    }
    guard isTried else { return }
    let reader = try #require(made)
    var ledger = Ledger(
      epoch: Epoch(random: (1, 2)), bootID: "b",
      topology: Topology(meters: reader.source.instruments.map(\.meter)),
      at: RoundTime(boottime: 0, realtime: 1_700_000_000 * Self.second))
    ledger.begin(at: RoundTime(boottime: reader.time, realtime: 1_700_000_005 * Self.second))
    ledger.read(0, reader.source.meterReadings.values[0], at: reader.time)
    ledger.end()
    let energy = ledger.nodeEnergy.count
    #expect(energy == 0)
    let steps = ledger.ladder
    #expect(steps.first { $0.rung == .components }?.state == .unavailable(.accessDenied))
    #expect(steps.first { $0.rung == .psys }?.state == .unavailable(.absent))
  }
}
