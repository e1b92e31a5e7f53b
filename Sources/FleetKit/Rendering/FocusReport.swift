internal import Exporters
internal import Footprint
internal import NodeModel

/// The report as charges by FOCUS 1.2 (FinOps Open Cost and Usage Specification): a row for each job and bucket of
/// a site and day.
///
/// All mandatory columns are there, and what jobs have for conditional ones; energy and carbon stand in columns
/// that begin with `x_`. Energy without a price is charged as 0 XXX, ISO 4217's code for no currency.
public enum FocusReport {
  /// All of it.
  public static func bytes(_ charges: FleetCharges) -> [UInt8] {
    var text = ByteText(capacity: 1 << 16)
    text.append(text: columns.joined(separator: ","))
    text.append("\r\n")
    let lines = charges.lines
    let costs = charges.costs(lines)
    for (line, cost) in zip(lines, costs) { append(line, cost, to: &text) }
    return text.bytes
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
    "x_JobId",
    "x_User",
  ]

  private static func append(
    _ line: FleetCharges.Line, _ cost: Int128, to text: inout ByteText
  ) {
    let (key, tally) = (line.key, line.tally)
    let footprint = tally.footprint
    let month = Clock.month(of: key.day)
    let money = decimal(cost, places: 6)
    let isJob = key.bucket == nil
    let facility = footprint.parts.isEmpty ? nil : Int128(clamping: footprint.facility.millionths)
    let node = kilowattHours(tally.energy.full, key.sign)
    let site = key.site ?? ""
    let account = line.facts?.account ?? ""
    let basis = footprint.bases.first ?? nil
    let isKnown = !footprint.parts.isEmpty
    let grams = isKnown ? Int128(clamping: footprint.location(basis).millionths) : nil
    let market = isKnown ? Int128(clamping: footprint.market(basis).millionths) : nil
    let name = isJob ? line.facts?.name ?? key.owner : key.owner
    let cells: [String] = [
      money, "nodeprobe", "nodeprobe", key.currency?.code ?? "XXX", Clock.stamp(month.upperBound),
      Clock.stamp(month.lowerBound), "Usage", "", description(of: line), "Usage-Based",
      Clock.stamp(key.day + 86_400), Clock.stamp(key.day), node, "kWh", money, money, "nodeprobe",
      money, "Standard", facility.map { signed($0, key.sign, places: 6) } ?? node, "kWh",
      "nodeprobe", "nodeprobe", site, site, isJob ? key.owner : "\(site)/\(key.owner)", name,
      isJob ? "Job" : "Idle and system", "Compute", "Energy", "Other (Compute)", account, account,
      tags(of: line), node, kilowattHours(tally.energy.low, key.sign),
      kilowattHours(tally.energy.high, key.sign),
      facility.map { signed($0, key.sign, places: 6) } ?? "",
      grams.map { signed($0, key.sign, places: 9) } ?? "",
      market.map { signed($0, key.sign, places: 9) } ?? "", basis?.rawValue ?? "",
      tally.energy.worstTier.map { String($0.letter) } ?? "", isJob ? key.owner : "",
      line.facts?.user ?? "",
    ]
    for (place, cell) in cells.enumerated() {
      if place > 0 { text.append(",") }
      // Numbers may be negative: only words of others can be formulas.
      if [0, 12, 14, 15, 17, 19].contains(place) || (34...39).contains(place) {
        text.append(text: cell)
      } else {
        CSVText.append(quoted: cell, to: &text)
      }
    }
    text.append("\r\n")
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
