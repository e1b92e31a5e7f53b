import NodeModel
import Testing

@testable import FleetKit

@Suite("What a PUE is")
struct EffectivenessTests {
  private static func report(_ statuses: [String]) -> FleetReport {
    FleetReport(
      statistics(
        statuses.enumerated().map { place, status in
          Make.node(UInt64(place + 1)) {
            $0.factors = [Make.factors(pue: 1.5, status: status, price: 0.2)]
            $0.add(.bucket(.system), [3_600_000_000_000])
          }
        }))
  }

  @Test(
    "the first screen says it where it is not measured",
    arguments: [
      (["table"], "PUE 1.500 (assumed), energy-weighted"),
      (["configured dpue"], "PUE 1.500 (planned), energy-weighted"),
      (["configured ppue"], "PUE 1.500 (partial), energy-weighted"),
      (["configured mpue"], "PUE 1.500 (mixed), energy-weighted"),
      (["configured ipue"], "PUE 1.500 (interim), energy-weighted"),
      (["configured pue2"], "PUE 1.500 (stated), energy-weighted"),
      (["configured"], "PUE 1.500 (stated), energy-weighted"),
      ([""], "PUE 1.500 (assumed), energy-weighted"),
      (["measured pue1"], "PUE 1.500, energy-weighted"),
      (["measured", "table"], "PUE 1.500 (in part assumed), energy-weighted"),
      (["table", "configured pue3"], "PUE 1.500 (stated, assumed), energy-weighted"),
    ])
  func headline(statuses: [String], words: String) {
    let details = Headline(Self.report(statuses)).answers.first { $0.title == "Cost" }?.details
    #expect(details?.contains(words) == true, "\(details ?? [])")
  }

  @Test("it is of the energy that was used, without what was handed out beyond it")
  func net() {
    func energy(_ node: inout MergedNode, _ owner: Owner, _ amount: UInt64, pue: Double) {
      node.factors = [Make.factors(pue: pue, price: 0.2)]
      node.add(owner, [amount])
    }
    let report = FleetReport(
      statistics([
        Make.node(1) { energy(&$0, .job("slurm:a/1"), 12_000_000_000_000, pue: 1) },
        Make.node(2) {
          energy(&$0, .job("slurm:a/2"), 12_000_000_000_000, pue: 2)
          energy(&$0, .bucket(.residualUnder), 6_000_000_000_000, pue: 2)
        },
      ]))
    // (12 × 1 + (12 − 6) × 2) / (12 + 12 − 6).
    let ratio = 24.0 / 18
    #expect(report.statistics.balance.effectiveness == ratio)
    #expect(PeriodFigures(report).effectiveness == ratio)
    let details = Headline(report).answers.first { $0.title == "Cost" }?.details
    #expect(details?.contains("PUE 1.333 (stated), energy-weighted") == true, "\(details ?? [])")
    let series = String(decoding: PrometheusReport.bytes(report), as: UTF8.self)
    #expect(series.contains("\nnodeprobe_fleet_pue_ratio{site=\"alpha\"} 1.33333"))
    let document = String(decoding: JSONReport.bytes(report), as: UTF8.self)
    #expect(document.contains("\"pue_ratio\":1.33333") && !document.contains("\"pue_ratio\":1.5"))
    // Books that withdraw all that they handed out have none.
    let nothing = statistics([
      Make.node(3) {
        energy(&$0, .job("slurm:a/3"), 5, pue: 2)
        energy(&$0, .bucket(.residualUnder), 5, pue: 2)
      }
    ])
    #expect(nothing.balance.effectiveness == nil)
    // Nor those that withdraw by other factors than they handed out: (10 × 1.1 − 4 × 2) / (10 − 4) would be 0.5.
    let torn = statistics([
      Make.node(4) { energy(&$0, .job("slurm:a/4"), 10_000_000_000_000, pue: 1.1) },
      Make.node(5) { energy(&$0, .bucket(.residualUnder), 4_000_000_000_000, pue: 2) },
    ])
    #expect(torn.balance.effectiveness == nil)
  }

  @Test("tables for people and gauges have it beside the ratio")
  func tables() {
    let report = Self.report(["table", "configured dpue"])
    let markdown = String(decoding: MarkdownReport.bytes(report), as: UTF8.self)
    #expect(
      markdown.contains("| PUE | PUE is |") && markdown.contains("| configured dpue; table |"))
    let page = String(decoding: HTMLReport.bytes(report), as: UTF8.self)
    #expect(page.contains("<td class=\"t\">configured dpue; table</td>"))
    #expect(page.contains("PUE 1.500 (planned, assumed), energy-weighted"))
    let series = String(decoding: PrometheusReport.bytes(report), as: UTF8.self)
    #expect(
      series.contains(
        "\nnodeprobe_fleet_pue_info{site=\"alpha\",status=\"configured dpue; table\"} 1\n"))
    #expect(series.contains("\nnodeprobe_fleet_pue_ratio{site=\"alpha\"} 1.5\n"))
    let none = FleetReport(statistics([Make.node(1) { $0.add(.bucket(.system), [5]) }]))
    #expect(!String(decoding: MarkdownReport.bytes(none), as: UTF8.self).contains("| PUE is |"))
  }
}
