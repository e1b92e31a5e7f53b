import Testing

@testable import Probes

@Suite("Link modes")
struct LinkModesTests {
  /// Masks of modes by their numbers in Linux' `ethtool.h`.
  private static func masks(_ modes: [Int]) -> (UInt64, UInt64) {
    modes.reduce(into: (0, 0)) {
      if $1 < 64 { $0.0 |= 1 << UInt64($1) } else { $0.1 |= 1 << UInt64($1 - 64) }
    }
  }

  @Test(
    "the highest speed is that of a mode of both ends",
    arguments: [
      // 10baseT to 1000baseT, full and half, on both ends; a partner of fast Ethernet; one that tells nothing.
      ([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], 1_000), ([0, 1, 2, 3, 4, 5], [0, 1, 2, 3], 100),
      ([0, 1, 2, 3, 4, 5], [], nil),
      // 25000baseCR, 100000baseCR4, 200000baseCR4, 400000baseCR8 of a card; a switch of 100 Gbit/s and less.
      ([31, 38, 66, 73], [31, 38], 100_000), ([31, 38, 66, 73], [66], 200_000),
      ([73], [73], 400_000),
      // Autonegotiation, twisted pair and pause are no speeds; 2500baseT and 10000baseT are.
      ([6, 7, 13], [6, 7, 13], nil), ([6, 47, 12], [6, 47], 2_500),
      ([6, 47, 12], [47, 12], 10_000),
      // Later than this table.
      ([5, 100], [5, 100], 1_000), ([100], [100], nil),
    ] as [([Int], [Int], UInt64?)])
  func speeds(advertised: [Int], partner: [Int], megabits: UInt64?) {
    let modes = LinkModes(advertised: Self.masks(advertised), partner: Self.masks(partner))
    #expect(modes.highestSpeed == megabits)
  }

  @Test("loopback and what is no interface tell nothing")
  func none() {
    #expect(LinkModes(of: "lo")?.highestSpeed == nil)
    #expect(LinkModes(of: "no-such-interface-here-at-all")?.highestSpeed == nil)
  }
}
