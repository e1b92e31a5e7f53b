/// An instrument in words: as it stands on the page, and as a worker tells the agent of it.
extension Instrument {
  /// Everything that is known of it: `Meter.labels`, then its place and how its numbers are to be read.
  /// Whatever has the value that a meter has by itself is left out.
  public var labels: [Label] {
    var labels = meter.labels
    labels.append(Label("place", place))
    labels.append(Label("tier", String(meter.tier.letter)))
    labels.append(Label("below_ppm", "\(meter.bounds.below)"))
    labels.append(Label("above_ppm", "\(meter.bounds.above)"))
    labels.append(Label("maximum_microwatts", "\(meter.maximumMicrowatts)"))
    func add(_ name: String, _ number: UInt64, unless usual: UInt64 = 0) {
      if number != usual { labels.append(Label(name, "\(number)")) }
    }
    switch meter.kind {
    case .counter(let scale):
      labels.append(Label("kind", scale.life == .boot ? "counter" : "outside_counter"))
      add("range", scale.range)
      add("unit_numerator", scale.numerator, unless: 1)
      add("unit_denominator", scale.denominator, unless: 1)
    case .power(let scale):
      labels.append(Label("kind", scale.isMean ? "mean_power" : "power"))
      add("longest_gap_nanoseconds", scale.longestGap)
      add("averaging_nanoseconds", scale.averagingInterval ?? 0)
    }
    add("cadence_nanoseconds", meter.cadence)
    add("still_limit_nanoseconds", meter.stillLimit)
    add("preference", UInt64(meter.preference))
    if meter.isBesidePlatform { labels.append(Label("beside_platform", "1")) }
    if let group = meter.mirrorGroup { labels.append(Label("mirror_group", group)) }
    return labels
  }

  /// Scales in labels are not above that, so that products of what is read stay within their bits.
  public static let mostScale: UInt64 = 1 << 32
  /// Nor is the most that an instrument can see: a megawatt, of which a sum of 64 bits holds half a year.
  public static let mostMicrowatts: UInt64 = 1 << 40
  /// Nor does one form means over more than a day, in nanoseconds.
  public static let longestAveraging: UInt64 = 86_400_000_000_000

  /// Reads what `labels` wrote; nil of anything else, and of what no instrument of a node has.
  public init?(labels: [Label]) {
    var words: [String: String] = [:]
    for label in labels {
      guard words.updateValue(label.value, forKey: label.name) == nil else { return nil }
    }
    func number(_ name: String, else usual: UInt64 = 0) -> UInt64? {
      words[name].map { UInt64($0) } ?? usual
    }
    guard let source = words["source"], let place = words["place"], let device = words["device"],
      let domain = EnergyDomain.allCases.first(where: { $0.word == words["domain"] }),
      let tier = Tier.allCases.first(where: { String($0.letter) == words["tier"] }),
      let below = words["below_ppm"].flatMap(UInt32.init),
      let above = words["above_ppm"].flatMap(UInt32.init),
      let maximum = words["maximum_microwatts"].flatMap(UInt64.init),
      maximum <= Self.mostMicrowatts,
      let numerator = number("unit_numerator", else: 1), numerator <= Self.mostScale,
      let denominator = number("unit_denominator", else: 1),
      (1...Self.mostScale).contains(denominator),
      let range = number("range"), let gap = number("longest_gap_nanoseconds"),
      let cadence = number("cadence_nanoseconds"), let still = number("still_limit_nanoseconds"),
      let preference = number("preference").flatMap(UInt8.init(exactly:)),
      let averaging = number("averaging_nanoseconds"), averaging <= Self.longestAveraging
    else { return nil }
    var scale = CounterScale(range: range)
    (scale.numerator, scale.denominator) = (numerator, denominator)
    let kind: Meter.Kind
    switch words["kind"] {
    case "counter": kind = .counter(scale)
    case "outside_counter":
      scale.life = .outside
      kind = .counter(scale)
    case "power": kind = .power(PowerScale(isMean: false, longestGap: gap))
    case "mean_power":
      kind = .power(
        PowerScale(
          isMean: true, longestGap: gap, averagingInterval: averaging > 0 ? averaging : nil))
    default: return nil
    }
    var meter = Meter(
      source: source, domain: domain, device: device, kind: kind, tier: tier,
      bounds: EnergyBounds(below: below, above: above), maximumMicrowatts: maximum)
    meter.cadence = cadence
    meter.stillLimit = still
    meter.preference = preference
    meter.isBesidePlatform = words["beside_platform"] == "1"
    meter.mirrorGroup = words["mirror_group"]
    self.init(meter, place: place)
  }
}
