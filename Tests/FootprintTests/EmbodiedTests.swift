import Footprint
import NodeModel
import TestSupport
import Testing

@Suite("Embodied carbon")
struct EmbodiedTests {
  private static let year: UInt64 = 8760 * 3600 * 1000

  private func rates(
    _ parts: [EmbodiedPart], cores: UInt64 = 1, accelerators: UInt64 = 0, memory: UInt64 = 0,
    years: UInt64 = 4, inService: Int64? = nil
  ) throws -> EmbodiedRates {
    try #require(
      EmbodiedRates(
        parts,
        of: NodeCapacity(cores: cores, accelerators: accelerators, memoryMebibytes: memory),
        lifetimeYears: years, inService: inService))
  }

  @Test("of an H100 for ten hours is 47 g by the least of what is published")
  func worked() throws {
    // 164 kg / 35,040 h × 10 h = 46.804 g; another source says 575 kg.
    let card = try #require(EmbodiedCoefficient("gpu_h100_sxm"))
    let rates = try rates(
      [EmbodiedPart(card, count: 1, resource: .accelerators)], accelerators: 1)
    let ten = rates.amount(of: Reservation(accelerators: 1, milliseconds: 36_000_000), at: 0)
    #expect(ten.millionths == 46_803_653)
    #expect(card.kilograms.low.double == 164 && card.kilograms.high.double == 575)
  }

  @Test("of the SCI specification's example is 28.5 g")
  func specification() throws {
    // ISO/IEC 21031: 1000 kg, four years, one hour, the whole device: 1,000,000 / 35,040 = 28.538813 g.
    let device = EmbodiedPart(
      name: "device", count: 1, kilograms: Factor(try #require(Millionths(1000.0))),
      resource: .cores, source: "example")
    let hour = try rates([device]).amount(of: Reservation(cores: 1, milliseconds: 3_600_000), at: 0)
    #expect(hour.millionths == 28_538_813)
  }

  @Test("of a server is the sum of its parts by Cloud Carbon Footprint's coefficients")
  func server() throws {
    let parts = ServerParts(
      sockets: 2, memoryGigabytes: 400, hardDisks: 2, solidStateDisks: 3,
      accelerators: [.init(key: "gpu_a100_sxm", count: 4), .init(key: "gpu_of_tomorrow", count: 1)]
    ).parts()
    func kilograms(_ end: (Factor) -> Millionths) -> Double {
      parts.reduce(0) { $0 + Double($1.count) * end($1.kilograms).double }
    }
    // 1000 + 100 + 384 × 1.388 + 2 × 50 + 3 × 100 + 4 × 319 + 150 = 3458.992 kg
    #expect(abs(kilograms(\.value) - 3458.992) < 1e-9)
    // Low: 500 + 50 + 384 × 0.694 + 2 × 31.1 + 3 × 50 + 4 × 150 + 60; high: 3.5 × the first three, 2 × 175,
    // 3 × 350, 4 × 319, 575.
    #expect(abs(kilograms(\.low) - 1688.696) < 1e-9)
    #expect(abs(kilograms(\.high) - 8966.472) < 1e-9)
    // All of the node over its four years, cut to a part a unit and millisecond.
    let rates = try rates(parts, cores: 64, accelerators: 5, memory: 409_600)
    let life = rates.capacity.whole(milliseconds: 4 * Self.year)
    #expect(rates.amount(of: life, at: 0).millionths == 3_458_992_000_000)
  }

  @Test("is not made up for what has no coefficient")
  func unknown() {
    #expect(EmbodiedCoefficient("board") == nil)
    let capacity = NodeCapacity(cores: 4, accelerators: 0, memoryMebibytes: 1)
    #expect(EmbodiedRates([], of: capacity) == nil)
  }

  @Test("of a small server with 8 GB has no negative memory")
  func small() throws {
    let parts = ServerParts(
      sockets: 1, memoryGigabytes: 8, hardDisks: 0, solidStateDisks: 0, accelerators: []
    ).parts()
    #expect(parts.map(\.name) == ["server_base"])
  }

  @Test("is charged within a life that is known, and all of it then")
  func life() throws {
    let device = EmbodiedPart(
      name: "device", count: 3, kilograms: Factor(try #require(Millionths(7.777_777))),
      resource: .cores, source: "example")
    let begin: Int64 = 1_700_000_000
    let rates = try rates([device], cores: 7, years: 5, inService: begin)
    let month = Reservation(cores: 7, milliseconds: Self.year / 12)
    var sum = Amount<Embodied>.zero
    for index in -3..<63 {
      sum += rates.amount(of: month, at: begin + Int64(index) * Int64(Self.year / 12_000))
    }
    // 3 × 7.777777 kg = 23,333.331 g.
    #expect(sum.millionths == 23_333_331_000)
  }

  @Test("of 512 GB of memory over four years is their 710.656 kg, to the microgram")
  func memory() throws {
    // 512 × 1.388 kg, shared by 524,288 MiB.
    let coefficient = try #require(EmbodiedCoefficient("dram_gb"))
    let rates = try rates(
      [EmbodiedPart(coefficient, count: 512, resource: .memory)], memory: 524_288)
    let life = Reservation(memoryMebibytes: 524_288, milliseconds: 4 * Self.year)
    #expect(rates.amount(of: life, at: 0).millionths == 710_656_000_000)
  }

  @Test("of all owners and of what nobody had is the node's, over its life the node's total")
  func conservation() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    for _ in 0..<500 {
      let capacity = NodeCapacity(
        cores: .random(in: 1...256, using: &random),
        accelerators: .random(in: 0...8, using: &random),
        memoryMebibytes: .random(in: 0...1 << 22, using: &random))
      let parts = EmbodiedPart.Resource.allCases.map {
        EmbodiedPart(
          name: $0.rawValue, count: .random(in: 1...64, using: &random),
          kilograms: Factor(Millionths(count: .random(in: 1...2_000_000_000, using: &random))),
          resource: $0, source: "random")
      }
      let years = UInt64.random(in: 1...10, using: &random)
      let rates = try #require(EmbodiedRates(parts, of: capacity, lifetimeYears: years))
      let milliseconds = UInt64.random(in: 1...300_000, using: &random)
      let wanted = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        Reservation(
          cores: .random(in: 0...capacity.cores, using: &random),
          accelerators: .random(in: 0...capacity.accelerators, using: &random),
          memoryMebibytes: .random(in: 0...capacity.memoryMebibytes, using: &random),
          milliseconds: milliseconds)
      }
      let settled = capacity.settle(wanted, milliseconds: milliseconds)
      let whole = capacity.whole(milliseconds: milliseconds)
      let node = rates.amount(of: whole, at: 0)
      let shares = (settled.owners + [settled.unallocated]).map { rates.amount(of: $0, at: 0) }
      #expect(shares.reduce(.zero, +) == node, "seed \(seed)")
      for (share, wanted) in zip(settled.owners, wanted) {
        #expect(share.coreMilliseconds <= wanted.coreMilliseconds, "seed \(seed)")
      }
      // The formula in doubles: Σ TE / EL.
      let grams = parts.reduce(0.0) {
        $0 + Double($1.count) * $1.kilograms.value.double * 1000
          / Double(years * Self.year)
      }
      let expected = grams * Double(milliseconds)
      #expect(abs(node.inUnits - expected) <= 1e-9 * expected, "seed \(seed)")
    }
  }

  @Test("is divided in proportion where more was reserved than there is")
  func overReserved() {
    let capacity = NodeCapacity(cores: 10, accelerators: 1, memoryMebibytes: 100)
    let settled = capacity.settle(
      [
        Reservation(cores: 10, memoryMebibytes: 40, milliseconds: 1000),
        Reservation(cores: 5, accelerators: 1, memoryMebibytes: 40, milliseconds: 1000),
      ], milliseconds: 1000)
    // 10,000 core-ms for 10 : 5 are 6666.7 and 3333.3.
    #expect(settled.owners.map(\.coreMilliseconds) == [6667, 3333])
    #expect(settled.owners.map(\.acceleratorMilliseconds) == [0, 1000])
    #expect(settled.owners.map(\.memoryMebibyteMilliseconds) == [40_000, 40_000])
    #expect(settled.unallocated.coreMilliseconds == 0)
    #expect(settled.unallocated.memoryMebibyteMilliseconds == 20_000)
  }

  @Test("has coefficients that are all for four years")
  func lifetime() throws {
    let keys = [
      "server_rack", "server_base", "cpu_extra", "dram_gb", "hdd", "ssd", "gpu_generic",
      "gpu_h100_sxm", "motherboard",
    ]
    for key in keys {
      #expect(try #require(EmbodiedCoefficient(key)).lifetimeYears == 4, "\(key)")
    }
    let capacity = NodeCapacity(cores: 1, accelerators: 0, memoryMebibytes: 0)
    let part = EmbodiedPart(
      try #require(EmbodiedCoefficient("ssd")), count: 1, resource: .cores)
    #expect(EmbodiedRates([part], of: capacity)?.lifetimeYears == 4)
    #expect(EmbodiedRates([part], of: capacity, lifetimeYears: 0) == nil)
    #expect(EmbodiedRates([part], of: capacity, lifetimeYears: 101) == nil)
  }

  @Test("does not stop the program by absurd numbers")
  func absurd() throws {
    let part = EmbodiedPart(
      name: "moon", count: .max, kilograms: Factor(.largest), resource: .cores, source: "absurd")
    let rates = try rates([part], years: 100, inService: .min)
    let all = Reservation(
      cores: .max, accelerators: .max, memoryMebibytes: .max, milliseconds: .max)
    #expect(rates.amount(of: all, at: 0) > .zero)
    #expect(rates.amount(of: all, at: .max) == .zero)
  }
}
