import Footprint
import NodeModel
import TestSupport
import Testing

@Suite("Footprints of many owners and slots")
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

  /// One use of the sums of energies and reservations.
  private func together(_ uses: [ResourceUse]) -> ResourceUse {
    var energy = (low: UInt64(0), value: UInt64(0), high: UInt64(0))
    var reservation = Reservation.none
    for use in uses {
      energy.low += use.energy.low
      energy.value += use.energy.value
      energy.high += use.energy.high
      reservation += use.reservation
    }
    return ResourceUse(
      time: uses[0].time,
      energy: EnergyInterval(low: energy.low, value: energy.value, high: energy.high),
      reservation: reservation)
  }

  private func sum(_ footprints: [Footprint]) throws -> Footprint {
    var sum = footprints[0]
    for footprint in footprints.dropFirst() { try sum.add(footprint) }
    return sum
  }

  @Test("are the node's footprint, exactly, in every kind and bound, on every basis")
  func conservation() throws {
    try eachNode { node, seed in
      for slot in node.uses {
        let whole = node.model.footprint(of: together(slot))
        let parts = try sum(slot.map { node.model.footprint(of: $0) })
        #expect(parts == whole, "\(seed)")
      }
    }
  }

  @Test("are the same in any order and grouping")
  func order() throws {
    try eachNode { node, seed in
      let bySlot = try sum(node.uses.map { try sum($0.map { node.model.footprint(of: $0) }) })
      let byOwner = try sum(
        node.uses[0].indices.reversed().map { owner in
          try sum(node.uses.reversed().map { node.model.footprint(of: $0[owner]) })
        })
      #expect(bySlot == byOwner, "\(seed)")
    }
  }

  @Test("are each slot's energy × PUE × intensity of that slot's own time")
  func formula() throws {
    try eachNode { node, seed in
      let total = try sum(node.uses.flatMap { $0.map { node.model.footprint(of: $0) } })
      var grams = 0.0
      var kilowattHours = 0.0
      for slot in node.uses {
        let time = slot[0].time
        let ratio = node.cooling.effectiveness(at: time).ratio.value.double
        let annual = ["DE": 342.06, "SE-SE3": 27, "US": 383.55, "US-TX": 349.8]
        let intensity =
          node.weather.grams[time]?.value.double ?? annual[node.weather.zone] ?? .nan
        for use in slot {
          kilowattHours += Double(use.energy.value) / 3.6e12 * ratio
          grams += Double(use.energy.value) / 3.6e12 * ratio * intensity
        }
      }
      #expect(abs(total.energy.value.inUnits - kilowattHours) <= 1e-9 * kilowattHours, "\(seed)")
      #expect(abs(total.location.value.inUnits - grams) <= 1e-9 * grams, "\(seed)")
    }
  }

  @Test("lie within their bounds, alone and summed")
  func bounds() throws {
    func holds<Kind>(_ amount: BoundedAmount<Kind>) -> Bool {
      amount.low <= amount.value && amount.value <= amount.high
    }
    try eachNode { node, seed in
      let all = node.uses.flatMap { $0.map { node.model.footprint(of: $0) } }
      for footprint in all + [try sum(all)] {
        #expect(holds(footprint.energy) && holds(footprint.location), "\(seed)")
        #expect(holds(footprint.market) && holds(footprint.embodied ?? .zero), "\(seed)")
        #expect(footprint.cost.map { holds($0.total) } ?? false, "\(seed)")
      }
    }
  }

  @Test("are counted by counters that never go down")
  func monotone() throws {
    try eachNode { node, seed in
      var running = RunningFootprint()
      var last: [UInt128] = [0, 0, 0, 0, 0]
      for use in node.uses.flatMap(\.self) {
        try running.count(node.model.footprint(of: use))
        let total = try #require(running.total)
        let now = [
          total.energy.value.millionths, total.location.value.millionths,
          total.market.value.millionths, total.embodied?.value.millionths ?? 0,
          total.cost?.total.value.millionths ?? 0,
        ]
        #expect(zip(last, now).allSatisfy { $0 <= $1 }, "\(seed)")
        last = now
      }
    }
  }

  @Test("are printed in whole micrograms and millionths of a currency that add up to the node")
  func printed() throws {
    try eachNode { node, seed in
      let owners = node.uses[0].indices
      let lines = try owners.map { owner in
        FootprintStatement.Line(
          owner: "job \(owner)",
          footprint: try sum(node.uses.map { node.model.footprint(of: $0[owner]) }))
      }
      let withdrawn = node.model.footprint(
        of: ResourceUse(time: 0, energy: EnergyInterval(node.uses[0][0].energy.value / 3)))
      let statement = FootprintStatement(lines.shuffled(), withdrawn: withdrawn)
      #expect(statement.lines == lines.sorted { $0.owner < $1.owner }, "\(seed)")
      func check<Kind>(_ amount: (Footprint) -> Amount<Kind>?) throws {
        let column = statement.column(amount)
        let exact = try sum(lines.map(\.footprint))
        #expect(column.lines.reduce(0, +) - column.withdrawn == column.node, "\(seed)")
        let node =
          Double((amount(exact) ?? .zero).parts) - Double((amount(withdrawn) ?? .zero).parts)
        let shown = Double(column.node) * Double(Amount<Kind>.partsPerMillionth)
        #expect(
          abs(shown - node) <= 1.01 * Double(Amount<Kind>.partsPerMillionth) + 1e-12 * node,
          "\(seed)")
      }
      try check { $0.location.value }
      try check { $0.market.value }
      try check { $0.embodied?.value }
      try check { $0.cost?.total.value }
      try check { $0.energy.value }
    }
  }
}
