import Agent
import FoundationEssentials
import Footprint
import NodeModel

/// What the agent's ledger has of one job: `docs/schema/book.json`.
struct JobBook: Decodable {
  private enum Key: String, CodingKey {
    case epoch, totals, footprint, factors_since, factors
  }

  let epoch: Epoch
  /// Of all its rows in the epoch, at the same instant; nil where the job has left the page.
  let totals: JobTotals?
  /// What was counted of its carbon and cost at that instant.
  let footprint: JobFootprint?
  /// The factors that are in force, and since when, in seconds since 1970.
  let factors: (start: Int64, set: FactorSet)?
  /// Its steps or containers; nil where the job has left the page, or none was seen.
  private(set) var parts: JobParts?
  /// Those that are not in the store yet.
  private(set) var rows: [EnergyRow] = []

  /// Reads the document.
  init(json: [UInt8]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(json))
    (rows, parts) = try Self.rows(in: json)
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    let text = try members.decode(String.self, forKey: .epoch)
    guard let epoch = Epoch(text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .epoch, in: members, debugDescription: "no UUID: \(text)")
    }
    self.epoch = epoch
    totals = try members.decodeIfPresent(JobTotals.self, forKey: .totals)
    footprint = try members.decodeIfPresent(Figures.self, forKey: .footprint)?.footprint
    let since = try members.decodeIfPresent(String.self, forKey: .factors_since)
    let document = try members.decodeIfPresent(FactorDocument.self, forKey: .factors)
    let start = since.flatMap { Timestamp.nanoseconds(of: $0) }
    factors = document.map { (Int64((start ?? 0) / 1_000_000_000), $0.set) }
  }

  private struct Figures: Decodable {
    private enum Key: String, CodingKey {
      case carbon_ug, market_carbon_ug, embodied_carbon_ug, cost_millionths, currency
      case reserved_core_ms, reserved_mebibyte_ms
    }

    let footprint: JobFootprint

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      footprint = JobFootprint(
        location: try members.decode(UInt64.self, forKey: .carbon_ug),
        market: try members.decode(UInt64.self, forKey: .market_carbon_ug),
        embodied: try members.decodeIfPresent(UInt64.self, forKey: .embodied_carbon_ug),
        cost: try members.decodeIfPresent(UInt64.self, forKey: .cost_millionths),
        currency: try members.decodeIfPresent(String.self, forKey: .currency),
        coreMilliseconds: try members.decodeIfPresent(UInt64.self, forKey: .reserved_core_ms),
        memoryMilliseconds: try members.decodeIfPresent(
          UInt64.self, forKey: .reserved_mebibyte_ms))
    }
  }

  /// The elements of `rows`, and `parts`.
  private static func rows(
    in json: [UInt8]
  ) throws(JSONError) -> (rows: [EnergyRow], parts: JobParts?) {
    var reader = try JSONReader(json)
    let start = reader.position
    var rows: [EnergyRow]?
    var parts: JobParts?
    try reader.object { (reader, name) throws(JSONError) in
      switch name {
      case "rows":
        rows = try reader.list { (reader) throws(JSONError) in try EnergyRow(reading: &reader) }
      case "parts": parts = try JobParts(reading: &reader)
      default: try reader.skipValue()
      }
    }
    return (try rows.required("rows", in: start), parts)
  }
}
