import Agent
import FoundationEssentials
import Footprint
import NodeModel

/// The factors of carbon and cost as the agent keeps them: `docs/schema/factors.json`.
struct FactorDocument: Decodable {
  private enum Key: String, CodingKey {
    case version, currency, factors, embodied
  }

  let set: FactorSet

  /// Reads a document; nil where it is none.
  init?(_ text: String) {
    guard let document = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
      return nil
    }
    self = document
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    set = FactorSet(
      version: try members.decode(String.self, forKey: .version),
      currency: try members.decodeIfPresent(String.self, forKey: .currency).flatMap {
        Currency($0)
      },
      notes: try members.decode([Note].self, forKey: .factors).map(\.note),
      embodied: try members.decodeIfPresent(Parts.self, forKey: .embodied)?.rates)
  }

  private struct Note: Decodable {
    private enum Key: String, CodingKey {
      case name, value, low, high, unit, source, quality, year, remarks
    }

    let note: FactorNote

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      let low = try members.decodeIfPresent(Double.self, forKey: .low)
      let high = try members.decodeIfPresent(Double.self, forKey: .high)
      var interval: ClosedRange<Double>?
      if let low, let high, low <= high { interval = low...high }
      note = FactorNote(
        name: try members.decode(String.self, forKey: .name),
        value: try members.decode(Double.self, forKey: .value), within: interval,
        unit: try members.decode(String.self, forKey: .unit),
        source: try members.decode(String.self, forKey: .source),
        quality: FactorQuality(rawValue: try members.decode(String.self, forKey: .quality))
          ?? .estimated,
        year: try members.decodeIfPresent(Int.self, forKey: .year),
        remarks: try members.decode([String].self, forKey: .remarks))
    }
  }

  private struct Parts: Decodable {
    private enum Key: String, CodingKey {
      case lifetime_years, cores, accelerators, memory_mebibytes, parts
    }

    let rates: EmbodiedRates?

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      rates = EmbodiedRates(
        try members.decode([Part].self, forKey: .parts).map(\.part),
        of: NodeCapacity(
          cores: try members.decode(UInt64.self, forKey: .cores),
          accelerators: try members.decode(UInt64.self, forKey: .accelerators),
          memoryMebibytes: try members.decode(UInt64.self, forKey: .memory_mebibytes)),
        lifetimeYears: try members.decode(UInt64.self, forKey: .lifetime_years))
    }
  }

  private struct Part: Decodable {
    private enum Key: String, CodingKey {
      case name, count, kilograms, low, high, resource, source
    }

    let part: EmbodiedPart

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Key.self)
      func kilograms(_ key: Key) throws -> Millionths? {
        try members.decodeIfPresent(Double.self, forKey: key).flatMap { Millionths($0) }
      }
      guard let value = try kilograms(.kilograms) else {
        throw DecodingError.dataCorruptedError(
          forKey: .kilograms, in: members, debugDescription: "no mass")
      }
      var interval: ClosedRange<Millionths>?
      if let low = try kilograms(.low), let high = try kilograms(.high), low <= high {
        interval = low...high
      }
      part = EmbodiedPart(
        name: try members.decode(String.self, forKey: .name),
        count: try members.decode(UInt64.self, forKey: .count),
        kilograms: Factor(value, within: interval) ?? Factor(value),
        resource: EmbodiedPart.Resource(
          rawValue: try members.decode(String.self, forKey: .resource)) ?? .cores,
        source: try members.decode(String.self, forKey: .source))
    }
  }
}
