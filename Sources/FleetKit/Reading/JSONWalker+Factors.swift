internal import Footprint
internal import NodeModel

/// Factors of carbon and cost (docs/schema/factors.json).
extension JSONWalker {
  /// More factors, remarks on one or parts of a node than anybody states.
  private static var mostFactors: Int { 1024 }

  /// Reads one element of `factors`: what is in force from a time on.
  mutating func factors() throws(JSONFault) -> MergedNode.Factors {
    let start = offset
    var since: UInt64?
    var version = ""
    var currency: Currency?
    var notes: [FactorNote] = []
    var embodied: EmbodiedRates?
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "since": since = try walker.time()
      case "version": version = try walker.text()
      case "currency": currency = Currency(try walker.text())
      case "factors":
        try walker.few { (walker) throws(JSONFault) in notes.append(try walker.note()) }
      case "embodied": embodied = try walker.embodied()
      default: try walker.skip()
      }
    }
    guard let since else { throw JSONFault(.missingMember, at: start) }
    return MergedNode.Factors(
      since: since,
      set: FactorSet(version: version, currency: currency, notes: notes, embodied: embodied))
  }

  /// Reads an array of which `body` keeps each element.
  private mutating func few(
    _ body: (inout JSONWalker) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    try array(upTo: Self.mostFactors, else: .tooManyFactors, body)
  }

  private mutating func note() throws(JSONFault) -> FactorNote {
    var words: (name: String, unit: String, source: String, quality: String) = ("", "", "", "")
    // Nobody has said it, which is not 0.
    var value = Double.nan
    var bounds: (low: Double?, high: Double?) = (nil, nil)
    var year: Double?
    var remarks: [String] = []
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "name": words.name = try walker.text()
      case "unit": words.unit = try walker.text()
      case "source": words.source = try walker.text()
      case "quality": words.quality = try walker.text()
      case "value": value = try walker.number()
      case "low": bounds.low = try walker.number()
      case "high": bounds.high = try walker.number()
      case "year": year = try walker.number()
      case "remarks":
        try walker.few { (walker) throws(JSONFault) in remarks.append(try walker.text()) }
      default: try walker.skip()
      }
    }
    var interval: ClosedRange<Double>?
    if let low = bounds.low, let high = bounds.high, low <= high { interval = low...high }
    return FactorNote(
      name: words.name, value: value, within: interval, unit: words.unit, source: words.source,
      quality: FactorQuality(rawValue: words.quality) ?? .estimated,
      year: year.flatMap { Int(exactly: $0) }, remarks: remarks)
  }

  private mutating func embodied() throws(JSONFault) -> EmbodiedRates? {
    var counts: [String: UInt64] = [:]
    var parts: [EmbodiedPart] = []
    var isSound = true
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "lifetime_years", "cores", "accelerators", "memory_mebibytes":
        counts[name] = try walker.whole()
      case "parts":
        try walker.few { (walker) throws(JSONFault) in
          if let part = try walker.part() { parts.append(part) } else { isSound = false }
        }
      default: try walker.skip()
      }
    }
    // What the node is made of would be less without the part.
    guard isSound else { return nil }
    return EmbodiedRates(
      parts,
      of: NodeCapacity(
        cores: counts["cores"] ?? 0, accelerators: counts["accelerators"] ?? 0,
        memoryMebibytes: counts["memory_mebibytes"] ?? 0),
      lifetimeYears: counts["lifetime_years"] ?? 0)
  }

  /// Nil where it does not say how many there are or what one of them weighs, or where nothing weighs that.
  private mutating func part() throws(JSONFault) -> EmbodiedPart? {
    var words: [String: String] = [:]
    var kilograms: [String: Millionths] = [:]
    var count: UInt64?
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "name", "resource", "source": words[name] = try walker.text()
      case "kilograms", "low", "high": kilograms[name] = Millionths(try walker.number())
      case "count": count = try walker.whole()
      default: try walker.skip()
      }
    }
    guard let count, let value = kilograms["kilograms"] else { return nil }
    var interval: ClosedRange<Millionths>?
    if let low = kilograms["low"], let high = kilograms["high"], low <= high {
      interval = low...high
    }
    return EmbodiedPart(
      name: words["name"] ?? "", count: count,
      kilograms: Factor(value, within: interval) ?? Factor(value),
      resource: words["resource"].flatMap(EmbodiedPart.Resource.init) ?? .cores,
      source: words["source"] ?? "")
  }
}
