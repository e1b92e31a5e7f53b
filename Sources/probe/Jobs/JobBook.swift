import Agent
import FoundationEssentials
import Footprint
import NodeModel

/// What the agent's ledger has of one job: `docs/schema/book.json`.
struct JobBook: Decodable {
  private enum Key: String, CodingKey {
    case epoch, totals, footprint, factors_since, factors, rows
  }

  let epoch: Epoch
  /// Of all its rows in the epoch, at the same instant; nil where the job has left the page.
  let totals: JobTotals?
  /// What was counted of its carbon and cost at that instant.
  let footprint: JobFootprint?
  /// The factors that are in force, and since when, in seconds since 1970.
  let factors: (start: Int64, set: FactorSet)?
  /// Those that are not in the store yet.
  let rows: [EnergyRow]

  /// Reads the document.
  init(json: [UInt8]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(json))
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
    rows = try members.decode([Row].self, forKey: .rows).map(\.row)
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

  /// A row as `docs/schema/row.json` writes it.
  private struct Row: Decodable {
    private enum Key: String, CodingKey {
      case owner, component, hour, epoch, sequence, revision, final, tiers
      case full_uj, dynamic_uj, low_uj, high_uj
    }

    let row: EnergyRow

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      let component = try members.decode(String.self, forKey: .component)
      let letters = try members.decode(String.self, forKey: .tiers)
      let full = try members.decode([UInt64?].self, forKey: .full_uj)
      let dynamic = try members.decode([UInt64?].self, forKey: .dynamic_uj)
      guard let part = EnergyComponent.allCases.first(where: { $0.word == component }),
        let epoch = Epoch(try members.decode(String.self, forKey: .epoch)),
        let hour = Timestamp.nanoseconds(of: try members.decode(String.self, forKey: .hour)),
        letters.count == HourSlots.count, full.count == HourSlots.count,
        dynamic.count == HourSlots.count
      else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "no row of the ledger"))
      }
      var row = EnergyRow(
        owner: Owner(try members.decode(String.self, forKey: .owner)), component: part,
        hour: Int64(hour / 1_000_000_000), epoch: epoch,
        sequence: try members.decode(UInt64.self, forKey: .sequence),
        revision: try members.decode(UInt64.self, forKey: .revision),
        isFinal: try members.decode(Bool.self, forKey: .final), known: 0,
        tiers: letters.map { letter in Tier.allCases.first { $0.letter == letter } ?? .fallback },
        full: HourSlots(), dynamic: HourSlots(),
        low: Microjoules(try members.decode(UInt64.self, forKey: .low_uj)),
        high: Microjoules(try members.decode(UInt64.self, forKey: .high_uj)))
      for slot in 0..<HourSlots.count {
        guard let energy = full[slot] else { continue }
        row.known |= 1 << UInt16(slot)
        row.full[slot] = energy
        row.dynamic[slot] = dynamic[slot] ?? 0
      }
      self.row = row
    }
  }
}
