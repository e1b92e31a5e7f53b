import Footprint
import NodeModel
import Testing

@Suite("The chain of intensities")
struct IntensityChainTests {
  /// Answers on one rung what it is told to.
  private struct Stub: IntensityProvider {
    let rung: IntensityRung
    let answer: Result<GridIntensity, IntensityMiss>

    func intensity(
      on rung: IntensityRung, at time: Int64
    ) -> Result<GridIntensity, IntensityMiss> {
      rung == self.rung ? answer : .failure(.noProvider)
    }
  }

  private func stub(
    _ rung: IntensityRung, _ grams: UInt64, zone: String = "DE",
    basis: EmissionBasis = .lifecycle, signal: IntensitySignal = .average
  ) -> Stub {
    Stub(
      rung: rung,
      answer: .success(
        GridIntensity(
          Factor(Millionths(count: grams * 1_000_000)), basis: basis, signal: signal, zone: zone,
          rung: rung, source: "stub", quality: .measured)))
  }

  private func chain(
    _ place: String, _ basis: EmissionBasis = .lifecycle, live: [any IntensityProvider] = []
  ) throws -> IntensityChain {
    try IntensityChain(GridPlace(place), basis: basis, live: live)
  }

  @Test(
    "finds countries, states and regions on the basis that was asked for",
    arguments: [
      ("DE", EmissionBasis.lifecycle, "342.06", "DE", IntensityRung.country, 2024),
      ("deu", .lifecycle, "342.06", "DE", .country, 2024),
      // eGRID is direct: on the lifecycle basis California is the United States.
      ("US-CA", .direct, "179.06", "US-CA", .subnational, 2023),
      ("US-CA", .lifecycle, "383.55", "US", .country, 2024),
      ("US", .direct, "349.67", "US-usa", .country, 2023),
      ("SE-SE3", .lifecycle, "27", "SE-SE3", .subnational, 2025),
      ("aws:eu-central-1", .lifecycle, "342.06", "DE", .country, 2024),
      ("aws:us-east-1", .direct, "244.76", "US-VA", .subnational, 2023),
      ("aws:ca-central-1", .lifecycle, "27.4", "CA-QC", .subnational, 2023),
      // Google states its own; Virginia's eGRID row has 244.76.
      ("gcp:us-east4", .direct, "323.05", "gcp:us-east4", .cloudRegion, 2024),
      ("gcp:us-east4", .lifecycle, "383.55", "US", .country, 2024),
      ("gcp:europe-west9", .direct, "16.3", "gcp:europe-west9", .cloudRegion, 2024),
      ("gcp:europe-west9", .lifecycle, "44.18", "FR", .country, 2024),
    ] as [(String, EmissionBasis, String, String, IntensityRung, Int)])
  func places(
    text: String, basis: EmissionBasis, value: String, zone: String, rung: IntensityRung, year: Int
  ) throws {
    let found = try chain(text, basis).intensity(at: 0)
    #expect(found.factor.value == Millionths(decimal: value))
    #expect(found.zone == zone && found.rung == rung && found.year == year)
    #expect(found.basis == basis && found.signal == .average)
    #expect(!found.source.isEmpty)
  }

  @Test("ends at the world, labelled, and tells why each rung above it was passed over")
  func world() throws {
    let chain = try chain("AQ-1")
    let found = chain.intensity(at: 0)
    #expect(found.factor.value == Millionths(decimal: "472.94"))
    #expect(found.zone == "WORLD" && found.rung == .world)
    #expect(
      chain.steps(at: 0) == [
        .init(rung: .live, miss: .noProvider), .init(rung: .cached, miss: .noProvider),
        .init(rung: .typical, miss: .noProvider), .init(rung: .cloudRegion, miss: .notNamed),
        .init(rung: .subnational, miss: .unknownPlace), .init(rung: .country, miss: .unknownPlace),
        .init(rung: .world, miss: nil),
      ])
  }

  @Test("takes a lifecycle of 0 g/kWh for unknown")
  func zero() throws {
    let chain = try chain("CF")
    #expect(chain.intensity(at: 0).rung == .world)
    #expect(chain.steps(at: 0).contains(.init(rung: .country, miss: .implausible)))
  }

  @Test("asks the world where a cloud's region is not configured")
  func anywhere() throws {
    let chain = try IntensityChain(GridPlace(.aws, region: nil), basis: .lifecycle)
    #expect(chain.intensity(at: 0).rung == .world)
  }

  @Test("refuses a basis that no table has, rather than mixing two")
  func noFactor() throws {
    let place = try GridPlace("DE")
    #expect(throws: IntensityRefusal.noFactor(place, .direct)) {
      try IntensityChain(place, basis: .direct)
    }
  }

  @Test("refuses what names no place, and regions that it does not know")
  func malformed() {
    for text in [
      "", "D", "Germany", "D1", "DE-", "-CA", "DE-A B", "DEU-BY", "US-CALIFORNIA", "mars:north",
      "aws:", ":", String(repeating: "A", count: 65),
    ] {
      #expect(throws: IntensityRefusal.self, "\(text)") { try GridPlace(text) }
    }
    for code in ["QQ", "XX", "DEE", "ZZZ", "UK", "EL", "EUR"] {
      #expect(throws: IntensityRefusal.unknownCountry(code)) { try GridPlace(code.lowercased()) }
    }
    #expect(throws: IntensityRefusal.unknownCountry("QQ")) { try GridPlace("QQ-CA") }
    #expect(IntensityRefusal.unknownCountry("UK").description.contains("write GB"))
    #expect(throws: IntensityRefusal.unknownRegion(.aws, "eu-central-9")) {
      try GridPlace("aws:eu-central-9")
    }
  }

  @Test("knows the 249 countries of ISO 3166-1, and Kosovo")
  func countries() throws {
    let letters = (0x41...0x5A).map { String(UnicodeScalar(UInt8($0))) }
    let pairs = letters.flatMap { first in letters.map { first + $0 } }
    let known = try pairs.filter { pair in
      guard let place = try? GridPlace(pair) else { return false }
      return try #require(place.country) == pair
    }
    #expect(known.count == 250)
    for (three, two) in [
      ("DEU", "DE"), ("usa", "US"), ("VAT", "VA"), ("ATA", "AQ"), ("GGY", "GG"), ("MYT", "YT"),
      ("TLS", "TL"), ("XKX", "XK"),
    ] {
      #expect(try GridPlace(three).country == two)
    }
  }

  @Test("prefers live to cached to typical to tables")
  func order() throws {
    let live = stub(.live, 300)
    let cached = stub(.cached, 310)
    let typical = stub(.typical, 320)
    #expect(try chain("DE", live: [typical, cached, live]).intensity(at: 0).rung == .live)
    #expect(try chain("DE", live: [typical, cached]).intensity(at: 0).rung == .cached)
    #expect(try chain("DE", live: [typical]).intensity(at: 0).rung == .typical)
    #expect(try chain("DE").intensity(at: 0).rung == .country)
  }

  @Test("passes over a provider that answers 0, too much, for elsewhere, or another question")
  func unsound() throws {
    let cases: [(Stub, IntensityMiss)] = [
      (stub(.live, 0), .implausible), (stub(.live, 2001), .implausible),
      (stub(.live, 300, zone: "FR"), .otherPlace),
      (stub(.live, 300, basis: .direct), .otherBasis),
      (stub(.live, 300, signal: .marginal), .otherBasis),
      (Stub(rung: .live, answer: .failure(.noValue)), .noValue),
    ]
    for (stub, miss) in cases {
      let chain = try chain("DE", live: [stub])
      #expect(chain.intensity(at: 0).rung == .country)
      #expect(chain.steps(at: 0).first == .init(rung: .live, miss: miss))
    }
  }

  @Test("asks the next provider where the first fails")
  func second() throws {
    let broken = Stub(rung: .live, answer: .failure(.noValue))
    let found = try chain("DE", live: [broken, stub(.live, 250)]).intensity(at: 0)
    #expect(found.rung == .live && found.factor.value.double == 250)
  }
}
