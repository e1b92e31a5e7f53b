import Footprint
import NodeModel
import TestSupport
import Testing

@Suite("Carbon and cost of many owners and slots")
struct FootprintPropertyTests {
  private static let histories = 1000

  private func eachNode(_ body: (RandomNode, String) throws -> Void) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededRandom(seed)
    let tables = try RandomNode.Tables()
    for basis in EmissionBasis.allCases {
      for _ in 0..<Self.histories {
        try body(try RandomNode(using: &random, basis: basis, tables), "seed \(seed)")
      }
    }
  }

  private func sums(
    of uses: some Sequence<RandomNode.Use>, on node: RandomNode
  ) -> FootprintSums {
    var sums = FootprintSums()
    for use in uses { sums.count(use.energy, use.reservation, at: node.model.rates(at: use.time)) }
    return sums
  }

  @Test("are the node's, exactly, in every kind, on every basis")
  func conservation() throws {
    try eachNode { node, seed in
      for slot in node.uses {
        let whole = RandomNode.Use(
          time: slot[0].time, energy: slot.reduce(0) { $0 + $1.energy },
          reservation: slot.reduce(into: .none) { $0 += $1.reservation })
        #expect(sums(of: slot, on: node) == sums(of: [whole], on: node), "\(seed)")
      }
    }
  }

  @Test("are the same in any order and grouping")
  func order() throws {
    try eachNode { node, seed in
      let bySlot = node.uses.map { sums(of: $0, on: node) }.reduce(FootprintSums(), +)
      let byOwner = node.uses[0].indices.reversed().map { owner in
        sums(of: node.uses.reversed().map { $0[owner] }, on: node)
      }.reduce(FootprintSums(), +)
      #expect(bySlot == byOwner, "\(seed)")
    }
  }

  @Test("are each slot's energy × PUE × intensity of that slot's own time")
  func formula() throws {
    try eachNode { node, seed in
      var grams = 0.0
      for slot in node.uses {
        let time = slot[0].time
        let ratio = node.cooling.effectiveness(at: time).ratio.value.double
        let annual = ["DE": 342.06, "SE-SE3": 27, "US": 383.55, "US-TX": 349.8]
        let intensity =
          node.weather.grams[time]?.value.double ?? annual[node.weather.zone] ?? .nan
        for use in slot { grams += Double(use.energy) / 3.6e12 * ratio * intensity }
      }
      let total = sums(of: node.uses.joined(), on: node)
      #expect(abs(total.location.inUnits - grams) <= 1e-9 * grams, "\(seed)")
    }
  }

  @Test("are counted by counters that never go down, and go on from what was kept")
  func monotone() throws {
    try eachNode { node, seed in
      var running = FootprintSums()
      for use in node.uses.joined() {
        let last = running
        running.count(use.energy, use.reservation, at: node.model.rates(at: use.time))
        #expect(last.location <= running.location && last.market <= running.market, "\(seed)")
        #expect(last.embodied <= running.embodied && last.cost <= running.cost, "\(seed)")
        var words: [UInt64] = []
        running.append(to: &words)
        running = try #require(FootprintSums(words: words[...]))
      }
      #expect(running == sums(of: node.uses.joined(), on: node), "\(seed)")
    }
  }

  @Test("are printed in whole micrograms and millionths of a currency that add up to the node")
  func printed() throws {
    try eachNode { node, seed in
      let owners = node.uses[0].indices.map { owner in
        sums(of: node.uses.map { $0[owner] }, on: node)
      }
      let whole = sums(of: node.uses.joined(), on: node)
      func check<Kind>(_ amount: (FootprintSums) -> Amount<Kind>) {
        let lines = Apportionment.millionths(owners.map(amount))
        #expect(lines.reduce(0, +) == amount(whole).millionths, "\(seed)")
        for (line, owner) in zip(lines, owners) {
          let exact = Double(amount(owner).parts) / Double(Amount<Kind>.partsPerMillionth)
          #expect(abs(Double(line) - exact) <= 1 + 1e-12 * exact, "\(seed)")
        }
      }
      check(\.location)
      check(\.market)
      check(\.embodied)
      check(\.cost)
    }
  }
}
