import Footprint
import Probes
import Testing

@testable import Agent

@Suite("Configuration")
struct ConfigurationTests {
  private func decode(_ text: String) throws(ConfigurationError) -> Configuration {
    try Configuration(text: Array(text.utf8))
  }

  private func complaint(_ text: String) -> String {
    do {
      _ = try decode(text)
      return "none"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "an empty file, and one of comments, are the defaults", arguments: ["", "# nothing\n", "---\n"])
  func empty(text: String) throws {
    #expect(try decode(text) == Configuration())
  }

  @Test("the printed configuration reads back as itself")
  func roundTrip() throws {
    let text = """
      listen: "[::1]:9000"
      http: {hosts: [Metrics.example.org., node]}
      interval: 500ms
      site:
        name: "fra \\"1\\""
        zone: DE
        basis: lifecycle
        pue: {value: 1.25, category: 2, year: 2025, source: "report: 7"}
        contracts:
          - {share: 0.25, intensity: 40, source: "wind: \\"A\\""}
          - {share: 0.5, intensity: 0}
        residual_mix: {intensity: 700.5, source: "AIB"}
      cost: {currency: EUR, per_kwh: 0.21}
      jobs: {limit: 10, units: ["nginx*", "db.service"], static_policy: equal, counters: 0}
      state: {retention: 30d}
      probes:
        cpu: {enabled: false}
        disk: {cadence: 5s}
      """
    let first = try decode(text)
    #expect(first.interval == 500_000_000)
    #expect(first.listen?.host == "::1")
    #expect(first.http.hosts == ["metrics.example.org", "node"])
    #expect(first.site.name == "fra \"1\"")
    #expect(first.site.pue?.value == 1.25)
    #expect(first.site.contracts.map(\.share) == [0.25, 0.5])
    #expect(first.site.contracts.map(\.intensity) == [40, 0])
    #expect(first.site.contracts[0].source == "wind: \"A\"")
    #expect(first.site.residualMix?.intensity == 700.5)
    #expect(first.probes["cpu"]?.isEnabled == false)
    #expect(first.probes["disk"]?.cadence == .seconds(5))
    let again = try decode(first.yaml)
    #expect(again.yaml == first.yaml)
    #expect(again.site == first.site)
    #expect(again.jobs == first.jobs)
    #expect(again.http == first.http)
  }

  @Test(
    "a mistake is told with its line and what would be right",
    arguments: [
      ("interval: 1s\nintervall: 2s\n", 2, "\"intervall\" is not known"),
      ("interval: 1s\ninterval: 2s\n", 2, "a second time (first in line 1)"),
      ("\n\ninterval: soon\n", 3, "interval must be a time"),
      ("interval: 1ms\n", 1, "from 100ms to 1m"),
      ("listen: here\n", 1, "listen must be an address and a port"),
      ("listen: 127.0.0.1:99999\n", 1, "listen must be"),
      (
        "http:\n  hosts:\n    - a.example\n    - b.example:80\n", 4,
        "http.hosts must be names such as metrics.example.org, without a port, a blank or *, not"
      ),
      ("http: {hosts: [\"*.example.org\"]}\n", 1, "http.hosts must be names"),
      ("http: {hosts: a.example}\n", 1, "http.hosts must be a list of names"),
      ("site:\n  pue: 1.2\n", 2, "site.pue must be a mapping"),
      ("site:\n  pue: {value: 0.9}\n", 2, "site.pue.value must be between 1.0 and 10.0"),
      ("site:\n  name: a\n  zone: QQ\n", 3, "site.zone QQ is no country of ISO 3166-1"),
      ("site:\n  zone: DEE\n", 2, "DEE is no country of ISO 3166-1; write its letters"),
      ("site:\n  zone: UK\n", 2, "write GB"),
      ("site:\n  zone: QQ-CA\n", 2, "QQ is no country"),
      ("site:\n  basis: chimney\n", 2, "site.basis must be lifecycle or direct"),
      ("site:\n  zone: DE\n  basis: direct\n", 3, "there is no direct factor for DE"),
      ("site:\n  basis: direct\n", 2, "needs a zone with a direct factor"),
      ("site:\n  pue: {value: 1.2, category: 0}\n", 2, "category pue0 divides peak powers"),
      ("site:\n  pue:\n    value: 1.2\n    category: pue9\n", 4, "there is no category pue9; use"),
      ("site:\n  pue: {value: 1.2, category: [1]}\n", 2, "must be one of 1, 2, 3, ipue"),
      (
        "site:\n  contracts:\n    - {share: 0.7, intensity: 0}\n    - {share: 0.4, intensity: 9}\n",
        2,
        "must not add up to more than 1"
      ),
      ("site:\n  contracts:\n    - {share: 1.5, intensity: 0}\n", 3, "[0].share must be between"),
      ("site:\n  contracts:\n    - {share: 0.5}\n", 3, "site.contracts[0] needs a share and"),
      ("budgets:\n  - {team: a}\n", 2, "budgets[0] needs a team and an amount"),
      (
        "budgets:\n  - {team: a, kwh_per_month: 1}\n  - {team: a, kwh_per_month: 2}\n", 3,
        "budgets[1] needs another team: \"a\" has a budget already"
      ),
      ("budgets:\n  - {team: a, kwh_per_month: -1}\n", 2, "budgets[0].kwh_per_month"),
      ("site:\n  contracts: none\n", 2, "site.contracts must be a list of mappings"),
      ("site:\n  residual_mix: {source: x}\n", 2, "site.residual_mix needs an intensity"),
      ("probes:\n  nosuch: {enabled: true}\n", 2, "\"probes.nosuch\" is not known"),
      ("probes:\n  cpu: {enabled: yes}\n", 2, "probes.cpu.enabled must be true or false"),
      ("jobs: {limit: many}\n", 1, "jobs.limit must be a whole number"),
      ("jobs:\n  squeue: squeue\n", 2, "jobs.squeue must be a path from the root"),
      ("- a\n- b\n", 1, "must be a mapping, not a list"),
      ("probes:\n  disk: {cadence: 500ms}\n", 2, "must be whole seconds, or 0 for every round"),
      ("probes:\n  disk:\n    cadence: 1.5s\n", 3, "must be whole seconds, or 0 for every round"),
      ("probes:\n  disk: {cadence: 2d}\n", 2, "from 0 to 1d"),
      ("cost:\n  per_kwh: 0.2\n", 2, "cost has prices and no currency"),
      ("cost:\n  per_gpu_hour: 1\n  per_core_hour: 0.2\n", 2, "cost has prices and no currency"),
      ("site: {name: 1}\ncost: \"\\e[2J\\n\"\n", 2, "not \"\\x1b[2J\\n\""),
      ("interval: [1s\n", 2, "not valid YAML"),
      ("a: &x 1\nb: *x\n", 2, "aliases are not understood"),
      ("interval: 1s\n---\ninterval: 2s\n", 3, "a second document"),
    ] as [(String, Int, String)])
  func mistakes(text: String, line: Int, words: String) {
    let said = complaint(text)
    #expect(said.hasPrefix(":\(line): "), "\(said)")
    #expect(said.contains(words), "\(said)")
  }

  @Test(
    "what is taken and will not be as it seems is told with its line, and what to do",
    arguments: [
      (
        "cost: {currency: EUR, per_gpu_hour: 2}\n", 1,
        ["per_gpu_hour is not charged", "no cost until"]
      ),
      ("cost:\n  currency: EUR\n  per_gpu_hour: 2\n  per_kwh: 0.2\n", 3, ["of energy and cores"]),
      ("site:\n  zone: US-CA\n", 2, ["US-CA", "179.06", "383.55", "basis: direct"]),
      ("site:\n  zone: gcp:us-east4\n", 2, ["323.05", "383.55"]),
      ("site:\n  zone: US-QQ\n", 2, ["no factor of it; that of US is used (383.55 g/kWh, 2024)"]),
      ("site:\n  zone: VA\n", 2, ["that of WORLD is used (472.94 g/kWh, 2024)"]),
      ("site:\n  zone: CF\n", 2, ["that of WORLD is used"]),
      ("jobs:\n  squeue: /nowhere/squeue\n", 2, ["cannot start /nowhere/squeue: No such file"]),
      ("jobs:\n  limit: 9000\n", 2, ["jobs.limit 9000", "no more than 7994 jobs", "as other"]),
    ] as [(String, Int, [String])])
  func warnings(text: String, line: Int, words: [String]) throws {
    let warning = try #require(try decode(text).warnings.first)
    #expect(warning.line == line)
    for word in words { #expect(warning.description.contains(word), "\(warning)") }
  }

  @Test(
    "nothing is said of a place with a factor of its own, or the best that a cloud's region has",
    arguments: [
      "DE", "deu", "SE-SE3", "XK", "aws:eu-central-1", "US-CA\n  basis: direct",
      "gcp:us-east4\n  basis: direct",
    ])
  func noWarnings(zone: String) throws {
    #expect(try decode("site:\n  zone: \(zone)\n").warnings == [])
  }

  @Test(
    "a category of PUE is a number or a word",
    arguments: [
      ("1", PUECategory.basic), ("2", .intermediate), ("pue3", .advanced), ("iPUE", .interim),
      ("ppue", .partial), ("dpue", .design), ("mpue", .mixedUse),
    ])
  func categories(text: String, expected: PUECategory) throws {
    let configuration = try decode("site: {pue: {value: 1.2, category: \(text)}}\n")
    #expect(configuration.site.pue?.category == expected)
    #expect(try decode(configuration.yaml).site.pue?.category == expected)
  }

  @Test("a cadence of 0 is every round")
  func everyRound() throws {
    for zero in ["0", "0s", "0ms"] {
      let configuration = try decode("probes:\n  disk: {cadence: \(zero)}\n")
      #expect(configuration.probes["disk"]?.cadence == .everyRound)
      #expect(configuration.yaml.contains("  disk: {enabled: true, cadence: 0}\n"))
    }
  }

  @Test("a document that nests without end is refused")
  func deep() {
    let text = String(repeating: "{a: ", count: 500) + "1" + String(repeating: "}", count: 500)
    #expect(complaint(text).contains("nested too deep"))
  }

  @Test(
    "addresses are numeric, with a port",
    arguments: [
      ("127.0.0.1:9944", "127.0.0.1:9944"), ("[::1]:80", "[::1]:80"), (":0", "[::]:0"),
      ("localhost:1", "127.0.0.1:1"), ("::1:80", nil), ("host:80", nil), ("127.0.0.1", nil),
      ("127.0.0.1:-1", nil), ("127.0.0.1:65536", nil), ("[1.2.3.4]:5", nil), ("face:80", nil),
      ("1.2.3:4", nil),
    ] as [(String, String?)])
  func addresses(text: String, expected: String?) {
    #expect(ListenAddress(text)?.description == expected)
  }

  @Test("every address is one of IPv4 on a node without IPv6, and no other address is another")
  func withoutIPv6() {
    #expect(ListenAddress(":9944")?.withoutIPv6?.description == "0.0.0.0:9944")
    #expect(ListenAddress("[::1]:9944")?.withoutIPv6 == nil)
    #expect(ListenAddress("127.0.0.1:9944")?.withoutIPv6 == nil)
  }

  @Test(
    "times have units; a bare number is seconds",
    arguments: [
      ("500ms", 500_000_000), ("1s", 1_000_000_000), ("2", 2_000_000_000), ("1.5m", 90_000_000_000),
      ("1h", 3_600_000_000_000), ("1d", 86_400_000_000_000), ("", nil), ("-1s", nil), ("nan", nil),
      ("1y", nil),
    ] as [(String, UInt64?)])
  func times(text: String, expected: UInt64?) {
    #expect(TimeSpan.nanoseconds(text) == expected)
  }
}
