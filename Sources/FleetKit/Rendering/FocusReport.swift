internal import Exporters
internal import Footprint
internal import NodeModel

/// The report as charges by FOCUS 1.2 (FinOps Open Cost and Usage Specification): a row for the energy of each job and
/// bucket of a site and day, and one more for its core hours where these have a price.
///
/// All mandatory columns are there, and what jobs have for conditional ones; energy, carbon and what was reserved stand
/// in columns that begin with `x_`, on the row of the energy alone, so that they add up. Energy without a price is charged
/// as 0 XXX, ISO 4217's code for no currency.
public enum FocusReport {
  /// All of it.
  public static func bytes(_ charges: FleetCharges, doubted: FleetCharges? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    write(charges, doubted: doubted) { bytes += $0 }
    return bytes
  }

  /// Hands out all of it in blocks.
  ///
  /// - Parameter doubted: what of it nodes are charged whose unit, identity or books are in doubt.
  public static func write<Failure: Error>(
    _ charges: FleetCharges, doubted: FleetCharges? = nil,
    _ write: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let doubts = doubted?.energies ?? [:]
    var text = ByteText(capacity: 1 << 16)
    text.append(text: columns.joined(separator: ","))
    text.append("\r\n")
    try FleetCharge.forEach(of: charges.lines) { (charge) throws(Failure) in
      append(charge, doubts[charge.line.key], isTold: charges.isTold, to: &text)
      if text.bytes.count > CSVText.block { try write(text.take()) }
    }
    try write(text.take())
  }

  private static let columns = [
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency",
    "ChargePeriodEnd", "ChargePeriodStart", "ConsumedQuantity", "ConsumedUnit", "ContractedCost",
    "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingCategory", "PricingQuantity",
    "PricingUnit", "ProviderName", "PublisherName", "RegionId", "RegionName", "ResourceId",
    "ResourceName", "ResourceType", "ServiceCategory", "ServiceName", "ServiceSubcategory",
    "SubAccountId", "SubAccountName", "Tags", "x_EnergyKWh", "x_EnergyLowKWh", "x_EnergyHighKWh",
    "x_FacilityEnergyKWh", "x_CarbonKg", "x_MarketCarbonKg", "x_CarbonBasis", "x_EnergyTier",
    "x_DoubtedEnergyKWh", "x_JobId", "x_User", "x_CoreHours", "x_MemoryGiBHours",
    "x_EmbodiedCarbonKg",
  ]

  private static func append(
    _ charge: FleetCharge, _ doubt: Int128?, isTold: Bool, to text: inout ByteText
  ) {
    let (line, key) = (charge.line, charge.line.key)
    let month = Clock.month(of: key.day)
    let money = decimal(charge.cost, places: 6)
    let isJob = key.bucket == nil
    let (node, entrance) = kilowattHours(of: line)
    let hours = charge.reserved.map { Self.hours($0.coreMilliseconds) }
    let site = key.site ?? ""
    let account = line.facts?.account ?? ""
    // A name that is the id is none.
    let told = line.facts?.name ?? ""
    let name = isJob ? (told == key.owner ? "" : told) : key.owner
    let unit = hours == nil ? "kWh" : "Core-Hours"
    let words = hours == nil ? description(of: line) : reservation(of: line)
    let cells: [String] = [
      money, "nodeprobe", "nodeprobe", charge.currency?.code ?? "XXX",
      Clock.stamp(month.upperBound),
      Clock.stamp(month.lowerBound), "Usage", "", words, "Usage-Based",
      Clock.stamp(key.day + 86_400), Clock.stamp(key.day), hours ?? node, unit, money, money,
      "nodeprobe",
      money, "Standard", hours ?? entrance ?? node, unit,
      "nodeprobe", "nodeprobe", site, site, isJob ? key.owner : "\(site)/\(key.owner)", name,
      isJob ? "Job" : "Idle and system", "Compute", hours == nil ? "Energy" : "Reserved cores",
      "Other (Compute)", account, account, tags(of: line),
    ]
    let own =
      hours == nil
      ? figures(of: line, node, entrance)
        + [doubt.map { $0 > 0 ? kilowattHours($0, key.sign) : "" } ?? ""]
      : [String](repeating: "", count: figureCount)
    let owner = [isJob ? key.owner : "", line.facts?.user ?? ""]
    let held = hours == nil && isTold ? reserved(by: line) : ["", "", ""]
    for (place, cell) in (cells + own + owner + held).enumerated() {
      if place > 0 { text.append(",") }
      // Numbers may be negative: only words of others can be formulas.
      if [0, 12, 14, 15, 17, 19].contains(place) || (34...39).contains(place) || place == 42
        || place > 44
      {
        text.append(text: cell)
      } else {
        CSVText.append(quoted: cell, to: &text)
      }
    }
    text.append("\r\n")
  }

  private static let figureCount = 9

  /// Energy with its bounds, carbon, and how well they are known.
  private static func figures(
    of line: FleetCharges.Line, _ node: String, _ entrance: String?
  ) -> [String] {
    let (sign, tally) = (line.key.sign, line.tally)
    let footprint = tally.footprint
    let basis = footprint.bases.first ?? nil
    let isKnown = !footprint.parts.isEmpty
    let grams = isKnown ? Int128(clamping: footprint.location(basis).millionths) : nil
    let market = footprint.market(basis).map { Int128(clamping: $0.millionths) }
    // What was handed out too much is negative: at least as much as it was at most.
    let bounds = [tally.energy.low, tally.energy.high].map { kilowattHours($0, sign) }
    let (least, most) = sign < 0 ? (bounds[1], bounds[0]) : (bounds[0], bounds[1])
    return [
      node, least, most,
      entrance ?? "", grams.map { signed($0, sign, places: 9) } ?? "",
      market.map { signed($0, sign, places: 9) } ?? "", basis?.rawValue ?? "",
      tally.energy.worstTier.map { String($0.letter) } ?? "",
    ]
  }

  /// Core hours, GiB hours and the share of the nodes' making.
  private static func reserved(by line: FleetCharges.Line) -> [String] {
    let held = line.tally.reservations
    return [
      held.coreMilliseconds > 0 ? hours(held.coreMilliseconds) : "",
      held.mebibyteMilliseconds > 0 ? hours(held.mebibyteMilliseconds, units: 1024) : "",
      line.embodied.map { decimal($0, places: 9) } ?? "",
    ]
  }

  /// A line's energy at its nodes, and at the entrance of their site; nil where nobody knows the PUE.
  private static func kilowattHours(of line: FleetCharges.Line) -> (node: String, entrance: String?)
  {
    let (sign, footprint) = (line.key.sign, line.tally.footprint)
    let facility = footprint.parts.isEmpty ? nil : Int128(clamping: billionths(footprint.facility))
    return (
      kilowattHours(line.tally.energy.full, sign), facility.map { signed($0, sign, places: 9) }
    )
  }

  /// The nearest whole number of billionths of a kilowatt hour.
  private static func billionths(_ energy: Amount<FacilityEnergy>) -> UInt128 {
    let part = Amount<FacilityEnergy>.partsPerMillionth / 1000
    let (whole, rest) = energy.parts.quotientAndRemainder(dividingBy: part)
    return rest >= part / 2 ? whole + 1 : whole
  }

  private static func reservation(of line: FleetCharges.Line) -> String {
    line.key.bucket == nil
      ? "Cores that the job \(line.facts?.name ?? line.key.owner) kept from others"
      : "Cores that nobody had reserved"
  }

  private static func description(of line: FleetCharges.Line) -> String {
    switch line.key.bucket {
    case nil: "Energy of the job \(line.facts?.name ?? line.key.owner)"
    case .system: "Energy of kernel, daemons and agents"
    case .unallocated: "Idle energy of what nobody reserved"
    case .gap: "Energy that flowed while nobody looked"
    case .residualOver: "Energy beyond what the components showed"
    case .residualUnder: "Energy that was handed out beyond the measured total"
    }
  }

  /// A JSON object, as the specification's key-value format asks.
  private static func tags(of line: FleetCharges.Line) -> String {
    var json = JSONWriter()
    json.object { json in
      for tag in line.facts?.tags ?? [] {
        json.key(text: PlainText.cleaned(tag.key))
        json.string(PlainText.cleaned(tag.value))
      }
    }
    return String(decoding: json.text.bytes, as: UTF8.self)
  }

  /// Microjoules as kilowatt hours, to the nearest 10⁻⁹.
  private static func kilowattHours(_ microjoules: Int128, _ sign: Int128) -> String {
    signed((microjoules * 10 + 18_000) / 36_000, sign, places: 9)
  }

  /// Units × milliseconds as hours of so many units, to the nearest 10⁻⁶.
  private static func hours(_ milliseconds: UInt128, units: UInt128 = 1) -> String {
    let hour = units * 36
    let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: hour)
    return decimal(Int128(clamping: whole * 10 + (rest * 10 + hour / 2) / hour), places: 6)
  }

  private static func signed(_ value: Int128, _ sign: Int128, places: Int) -> String {
    decimal(value * sign, places: places)
  }

  /// A whole number of 10⁻ᵖˡᵃᶜᵉˢ as a decimal.
  private static func decimal(_ value: Int128, places: Int) -> String {
    let digits = String(value.magnitude)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let split = padded.index(padded.endIndex, offsetBy: -places)
    return (value < 0 ? "-" : "") + padded[..<split] + "." + padded[split...]
  }
}
