import NodeModel
import Testing

@testable import PowerModel

/// Expected figures are worked out from the text of the tables with a calculator.
@Suite("The estimate of a node")
struct NodeEstimateTests {
  /// EPYC 9005 with four threads.
  private static let turin = MachineIdentity(
    cpu: CPUIdentity(
      vendor: "AuthenticAMD", family: 26, model: 2, stepping: 1,
      name: "AMD EPYC 9755 128-Core Processor"),
    threads: 4)

  @Test("is the median of its microarchitecture per thread, with the 10th and 90th percentile")
  func server() {
    let estimate = NodeEstimate(of: Self.turin)
    #expect(estimate.basis == .microarchitectures(["amd-epyc-gen5"]))
    #expect(estimate.tier == .table && estimate.tier.quality == .estimated)
    // 4 × 0.185, 0.217, 0.371 W and 4 × 1.108, 1.178, 1.983 W.
    #expect(
      estimate.power(at: 0) == PowerBand(low: 740_000, value: 868_000, high: 1_484_000))
    #expect(
      estimate.power(at: 1_000_000)
        == PowerBand(low: 4_432_000, value: 4_712_000, high: 7_932_000))
    // Half way: 2.586 (0.74 + 4.432), 2.79, 4.708.
    #expect(
      estimate.power(at: 500_000) == PowerBand(low: 2_586_000, value: 2_790_000, high: 4_708_000))
    #expect(estimate.idle == 868_000)
    // Below: 1 − 0.185/0.217 = 0.147466 at idle, 0.059423 at full load. Above: 0.371/0.217 − 1 = 0.709678
    // at idle, 0.683362 at full load.
    #expect(estimate.bounds == EnergyBounds(below: 147_466, above: 709_678))
  }

  @Test("of a virtual machine is a share of the host, three times as uncertain to both sides")
  func guest() {
    var machine = Self.turin
    machine.isVirtual = true
    machine.cpu.name = "AMD EPYC"
    let estimate = NodeEstimate(of: machine)
    #expect(estimate.tier == .table)
    // 0.74 / 3 is 0.246666…, 1.484 × 3; 4.432 / 3 is 1.477333…, 7.932 × 3.
    #expect(
      estimate.power(at: 0) == PowerBand(low: 246_666, value: 868_000, high: 4_452_000))
    #expect(
      estimate.power(at: 1_000_000)
        == PowerBand(low: 1_477_333, value: 4_712_000, high: 23_796_000))
    #expect(estimate.method.contains("share of a host"))
    #expect(!NodeEstimate(of: Self.turin).method.contains("share of a host"))
  }

  @Test("of a machine that no table knows is the middle of all, between the extremes of all")
  func unknown() {
    let machine = MachineIdentity(cpu: CPUIdentity(vendor: "CentaurHauls"), threads: 10)
    let estimate = NodeEstimate(of: machine)
    #expect(estimate.basis == .everything)
    #expect(estimate.tier == .fallback && estimate.tier.letter == "E")
    // By `csv` and `statistics` of another language over the 18 rows: the medians are 0.637 W (of 0.617 and
    // 0.657) and 3.5375 W (of 3.242 and 3.833) a thread; the least of the 10th
    // percentiles 0.185 and 1.108, the greatest of the 90th 3.238 and 12.57.
    #expect(
      estimate.power(at: 0) == PowerBand(low: 1_850_000, value: 6_370_000, high: 32_380_000))
    #expect(
      estimate.power(at: 1_000_000)
        == PowerBand(low: 11_080_000, value: 35_375_000, high: 125_700_000))
  }

  @Test(
    "of CPUs with a design power and no microarchitecture is theirs, and at most as much as anything"
  )
  func designPower() {
    // Cooper Lake shares its model with Skylake; two of 250 W with 112 threads.
    let machine = MachineIdentity(
      cpu: CPUIdentity(
        vendor: "GenuineIntel", family: 6, model: 85, stepping: 11,
        name: "Intel(R) Xeon(R) Platinum 8380H CPU @ 2.90GHz"),
      threads: 112, packages: 2)
    let estimate = NodeEstimate(of: machine)
    #expect(estimate.basis == .designPower("Intel Xeon Platinum 8380H"))
    #expect(estimate.tier == .table && estimate.method.contains("CPUs alone, 2 of them"))
    // 12 % and 102 % of 500 W less 40 %; 112 × 3.238 W and 112 × 12.57 W.
    #expect(
      estimate.power(at: 0) == PowerBand(low: 36_000_000, value: 60_000_000, high: 362_656_000))
    #expect(
      estimate.power(at: 1_000_000)
        == PowerBand(low: 306_000_000, value: 510_000_000, high: 1_407_840_000))
    // A guest has no package.
    var guest = machine
    guest.isVirtual = true
    #expect(NodeEstimate(of: guest).basis == .everything)
  }

  @Test("of a board that no table knows takes the boards in")
  func unknownBoard() {
    let machine = MachineIdentity(
      cpu: CPUIdentity(implementer: 0x41, part: 0xD05), threads: 4, board: "Pine64 Quartz64")
    let estimate = NodeEstimate(of: machine)
    #expect(estimate.tier == .fallback)
    // The Zero 2 W has 0.6 W and 3 W for four threads, less than any server.
    #expect(estimate.power(at: 0).low == 600_000)
    #expect(estimate.power(at: 1_000_000).low == 3_000_000)
    #expect(estimate.power(at: 1_000_000).high == 50_280_000)
  }

  @Test(
    "of a board goes from its idle to its greatest power, 40 % to both sides",
    arguments: [
      ("Raspberry Pi 4 Model B Rev 1.4", "Raspberry Pi 4 Model B", 2_700_000, 6_400_000),
      ("Raspberry Pi 5 Model B Rev 1.0", "Raspberry Pi 5", 2_700_000, 12_000_000),
      ("Raspberry Pi Zero 2 W Rev 1.0", "Raspberry Pi Zero 2 W", 600_000, 3_000_000),
      ("Raspberry Pi 3 Model B Rev 1.2", "Raspberry Pi 3 Model B", 1_600_000, 6_750_000),
      ("Raspberry Pi 2 Model B Rev 1.1", "Raspberry Pi 2 Model B", 1_450_000, 4_250_000),
    ])
  func board(model: String, name: String, idle: UInt64, most: UInt64) {
    let machine = MachineIdentity(
      cpu: CPUIdentity(implementer: 0x41, part: 0xD08), threads: 4, board: model)
    let estimate = NodeEstimate(of: machine)
    #expect(estimate.basis == .board(name))
    #expect(estimate.tier == .table)
    #expect(
      estimate.power(at: 0) == PowerBand(low: idle * 6 / 10, value: idle, high: idle * 14 / 10))
    #expect(
      estimate.power(at: 1_000_000)
        == PowerBand(low: most * 6 / 10, value: most, high: most * 14 / 10))
    #expect(estimate.bounds == EnergyBounds(400_000))
  }

  @Test(
    "takes no board for another of a similar name",
    arguments: [
      "Raspberry Pi 3 Model B Plus Rev 1.3", "Raspberry Pi 3 Model A Plus Rev 1.0",
      "Raspberry Pi Compute Module 4 Rev 1.0", "Raspberry Pi 400 Rev 1.0", "Raspberry Pi", "Rev",
      "Raspberry Pi 500 Rev 1.0", "",
    ])
  func otherBoards(model: String) {
    let machine = MachineIdentity(threads: 4, board: model)
    #expect(NodeEstimate(of: machine).basis == .everything)
  }

  @Test("of a CPU that may be of two rows takes the better known one, and the bounds of both")
  func twoRows() {
    // Without a stepping model 85 is Skylake (78 results) or Cascade Lake (75).
    let cpu = CPUIdentity(vendor: "GenuineIntel", family: 6, model: 85)
    let estimate = NodeEstimate(of: MachineIdentity(cpu: cpu, threads: 1))
    #expect(
      estimate.basis == .microarchitectures(["intel-cascadelake", "intel-skylake-server"]))
    #expect(estimate.method.contains("of intel-skylake-server, the best known of them"))
    #expect(estimate.power(at: 0) == PowerBand(low: 400_000, value: 530_000, high: 1_079_000))
    #expect(
      estimate.power(at: 1_000_000)
        == PowerBand(low: 3_176_000, value: 4_118_000, high: 4_471_000))
  }

  @Test("is made with tables whose version is the checksum of their bytes")
  func version() {
    // FNV-1a, 64 bits, over microarchitectures, design powers, load curve, boards and errors, by a program
    // in another language.
    #expect(PowerTables.version() == "476a3d10dabf7102")
  }

  @Test("is a meter of power beside the accelerators, whose bounds hold at every utilization")
  func meter() {
    let meter = NodeEstimate(of: Self.turin).meter
    #expect(meter.source == "table" && meter.domain == .rest && meter.device == "node")
    #expect(meter.tier == .table)
    #expect(meter.bounds == EnergyBounds(below: 147_466, above: 709_678))
    #expect(meter.maximumMicrowatts == 7_932_000)
    #expect(meter.kind == .power(PowerScale(isMean: true, longestGap: 600_000_000_000)))
  }
}
