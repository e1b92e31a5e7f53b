internal import Footprint
internal import NodeModel

/// `site`: where the node stands, with what that means for carbon checked against the tables.
extension Configuration.Site {
  init(
    _ members: inout MappingDecoder, _ warnings: inout [ConfigurationWarning]
  ) throws(ConfigurationError) {
    name = try members.text("name")
    rack = try members.text("rack")
    zone = try members.text("zone")
    if let node = members.take("basis") {
      guard case .scalar(let text, _, _) = node, let word = EmissionBasis(rawValue: text) else {
        throw members.wrong("basis", node, "lifecycle or direct")
      }
      basis = word
    }
    try check(members.line(of: "zone"), members.line(of: "basis"), &warnings)
    if var ratio = try members.mapping("pue") {
      pue = try Configuration.PUE(&ratio, at: members.line(of: "pue"))
    }
    contracts = try members.mappings("contracts").map { (contract) throws(ConfigurationError) in
      var contract = contract
      return try Configuration.Contract(&contract)
    }
    if var mix = try members.mapping("residual_mix") {
      residualMix = try Configuration.ResidualMix(&mix)
    }
    do {
      _ = try market
    } catch {
      let line = members.line(of: "contracts") ?? members.line(of: "residual_mix")
      throw ConfigurationError(line: line, "site.contracts: \(error)")
    }
    try members.finish()
  }

  /// What contracts say.
  var market: MarketMix {
    get throws(MarketRefusal) {
      try MarketMix(
        contracts: contracts.map {
          MarketMix.Contract(
            share: Millionths($0.share) ?? .zero, intensity: Millionths($0.intensity) ?? .zero,
            source: $0.source)
        },
        residual: residualMix.flatMap { Millionths($0.intensity) }.map { Factor($0) },
        residualSource: residualMix?.source ?? "")
    }
  }

  /// Refuses a place that is none and a basis that the place has no factor on; warns of a place that stands in for the
  /// one that was named.
  private func check(
    _ line: Int?, _ basisLine: Int?, _ warnings: inout [ConfigurationWarning]
  ) throws(ConfigurationError) {
    guard let zone else {
      guard basis == .direct else { return }
      throw ConfigurationError(
        line: basisLine, "site.basis direct needs a zone with a direct factor, such as zone: US-CA")
    }
    let place: GridPlace
    do {
      place = try GridPlace(zone)
    } catch {
      throw ConfigurationError(line: line, "site.\(error)")
    }
    let chain: IntensityChain
    do {
      chain = try IntensityChain(place, basis: basis)
    } catch {
      throw ConfigurationError(line: basisLine ?? line, "site.basis: \(error)")
    }
    guard let words = chain.standIn else { return }
    warnings.append(ConfigurationWarning(line: line, "site.zone \(place.text): \(words)"))
  }
}

extension Configuration.PUE {
  fileprivate init(
    _ members: inout MappingDecoder, at line: Int?
  ) throws(ConfigurationError) {
    guard let value = try members.number("value", in: 1...10) else {
      throw ConfigurationError(line: line, "site.pue needs a value, such as value: 1.3")
    }
    self.value = value
    if let node = members.take("category") {
      guard case .scalar(let text, _, _) = node else {
        throw members.wrong("category", node, "one of 1, 2, 3, ipue, ppue, dpue, mpue")
      }
      do {
        category = try PUECategory(word: Int(text) == nil ? text : "pue" + text)
      } catch {
        throw ConfigurationError(line: node.line, "site.pue.category: \(error)")
      }
    }
    year = try members.integer("year", in: 1990...2100)
    source = try members.text("source")
    try members.finish()
  }
}

extension Configuration.Contract {
  fileprivate init(_ members: inout MappingDecoder) throws(ConfigurationError) {
    guard let share = try members.number("share", in: 0...1),
      let intensity = try members.number("intensity", in: 0...2000)
    else { throw members.lacking("a share and an intensity, such as {share: 0.6, intensity: 0}") }
    self.share = share
    self.intensity = intensity
    source = try members.text("source") ?? "contract"
    try members.finish()
  }
}

extension Configuration.ResidualMix {
  fileprivate init(_ members: inout MappingDecoder) throws(ConfigurationError) {
    guard let intensity = try members.number("intensity", in: 0...2000) else {
      throw members.lacking("an intensity in g/kWh, such as intensity: 720")
    }
    self.intensity = intensity
    source = try members.text("source") ?? "residual mix"
    try members.finish()
  }
}
