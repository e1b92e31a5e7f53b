import Footprint
import TestSupport
import Testing

@testable import Agent

@Suite("The printed configuration")
struct ConfigurationRoundTripTests {
  @Test("reads back as itself, whatever its texts hold")
  func roundTrip() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var numbers = SeededRandom(seed)
    for round in 0..<500 {
      var first = Configuration()
      first.site.name = text(&numbers)
      first.site.rack = text(&numbers)
      first.site.zone = ["NO", "DE", "SE-SE3", "aws:eu-central-1"].randomElement(using: &numbers)
      first.site.pue = Configuration.PUE(value: 1.5, source: text(&numbers))
      first.cost.currency = ["EUR", "usd", "NOK"].randomElement(using: &numbers)
      first.jobs.units = (0..<Int.random(in: 0...4, using: &numbers)).map { _ in text(&numbers) }
      first.jobs.rules = text(&numbers)
      let team = text(&numbers)
      if !team.isEmpty {
        first.budgets.entries = [ConfiguredBudgets.Entry(team: team, kilowattHours: 1.25)]
      }
      let again = try Configuration(text: Array(first.yaml.utf8))
      let (before, after) = (texts(of: first), texts(of: again))
      #expect(before == after, "seed \(seed), round \(round): \(first.yaml)")
    }
  }

  @Test(
    "a text stands in one line, without a control character",
    arguments: [
      ("a\rb", #""a\rb""#), ("\u{1}", #""\x01""#), ("\0", #""\x00""#), ("\u{1B}[2J", #""\x1b[2J""#),
      ("\u{85}\u{9B}\u{7F}", #""\x85\x9b\x7f""#), ("\u{2028}", #""\u2028""#),
      ("\u{FEFF}\u{FFFF}", #""\ufeff\uffff""#), ("\"\\\n\t", #""\"\\\n\t""#),
      ("Zürich 温度 🌡", "\"Zürich 温度 🌡\""),
    ])
  func escapes(text: String, expected: String) {
    #expect(text.yamlQuoted == expected)
  }

  /// Equal texts have equal bytes; Swift's `==` would take é in one scalar and in two as the same.
  private func texts(of configuration: Configuration) -> [[UInt8]] {
    let (site, jobs) = (configuration.site, configuration.jobs)
    let all = [
      site.name, site.rack, site.zone, site.pue?.source, configuration.cost.currency, jobs.rules,
    ]
    return (all.map { $0 ?? "absent" } + jobs.units + configuration.budgets.teams).map {
      Array($0.utf8)
    }
  }

  /// Up to twelve scalars, most of them such as are hard to write.
  private func text(_ numbers: inout SeededRandom) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x20, 0x21...0x7E, 0x7F...0xA0, 0x2027...0x202A, 0xD7F0...0xD7FF, 0xFEFE...0xFF00,
      0xFFF0...0xFFFF, 0x300...0x36F, 0x1_0000...0x10_FFFF,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &numbers) {
      let range = ranges[Int.random(in: 0..<ranges.count, using: &numbers)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &numbers)) {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
