import Agent
import Foundation
import NodeModel
import TestSupport
import Testing

@testable import probe

/// What README and `docs/` say, against what the programs say.
@Suite("Documents")
struct DocumentTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
  }

  /// What `probe doctor` says where meters are denied and jobs' work may not be counted.
  private static let advice = PowerAdvice.lines(
    [MeterState(source: "rapl", places: ["package 0"], readable: 0, reasons: ["eacces"])],
    canCount: false)

  @Test("README has both drop-ins that let the agent read meters, as probe doctor prints them")
  func dropIns() throws {
    let sections = Self.advice.split { !$0.hasPrefix("  ") }
      .map { $0.map { $0.dropFirst(2) }.joined(separator: "\n") }
    #expect(sections.count == 2 && sections.allSatisfy { $0.hasPrefix("[Service]\n") })
    let readme = try Self.text("README.md")
    for section in sections { #expect(readme.contains("```ini\n" + section + "\n```\n")) }
  }

  @Test("power.md quotes what probe doctor advises")
  func quotedAdvice() throws {
    #expect(Self.advice.count > 8)
    let quoted = Self.advice.joined(separator: "\n")
    #expect(try Self.text("docs/power.md").contains("\n" + quoted + "\n```\n"))
  }

  @Test("README's example of a site and prices is taken, without a warning")
  func exampleOfSite() throws {
    let readme = try Self.text("README.md")
    let block = try #require(
      readme.split(separator: "```yaml\n").dropFirst().first { $0.hasPrefix("site:\n") })
    let folder = try TemporaryDirectory()
    try folder.write(String(try #require(block.split(separator: "```").first)), to: "probe.yaml")
    let file = ["--config", folder.path + "/probe.yaml"]
    let checked = try BuiltProgram.run("probe", ["config", "check"] + file)
    #expect(checked.status == 0 && checked.errors.isEmpty, "\(checked.errors)")
    let printed = try BuiltProgram.run("probe", ["config", "print"] + file).output
    for line in ["  zone: \"DE\"\n", "  per_kwh: 0.21\n", "  currency: \"EUR\"\n"] {
      #expect(printed.contains(line))
    }
  }

  @Test("each reason that a page can show stands in a table with what it means and what to do")
  func reasons() throws {
    let kept: [StateFailure] = [
      .full, .readOnly, .denied, .inputOutput, .newer(9), .older(1), .damaged, .absent, .tooLarge,
      .guarded, .busy,
    ]
    let tables = try Self.text("docs/troubleshooting.md").split(separator: "\n| reason |")
      .dropFirst().map { Set($0.split(separator: "\n").compactMap(Self.reason)) }
    #expect(tables == [Set(FailureReason.allCases.map(\.word)), Set(kept.map(\.word))])
  }

  /// The word that a row of three filled cells is about.
  private static func reason(_ row: Substring) -> String? {
    let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    guard cells.count == 3, cells[0].hasPrefix("`"), !cells.contains("") else { return nil }
    return cells[0].trimmingCharacters(in: ["`"])
  }

  @Test(
    "the headings of metrics.md are the probes that can be switched off, and those it says cannot")
  func headings() throws {
    let text = try Self.text("docs/metrics.md")
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("### ") }
      .flatMap { $0.matches(of: /`([a-z_]+)`/).map { String($0.1) } }
    #expect(Set(headings).count == headings.count)
    let line = try #require(text.firstMatch(of: /has no switch: (.+)\. There/))
    let fixed = line.1.matches(of: /`([a-z_]+)`/).map { String($0.1) }
    #expect(fixed.count == 8)
    #expect((Configuration.probeNames + fixed).sorted() == headings.sorted())
  }
}
