import Agent
import FoundationEssentials
import NodeModel

/// Reads a job as `GET /v1/jobs` writes it: `docs/schema/jobs.json`.
extension JobReport: Decodable {
  private enum Key: String, CodingKey {
    case job_id, name, manager, user, account, partition, tags, state, start, end, watts, currency,
      cost
    case cpu_seconds, carbon_grams, market_carbon_grams, embodied_carbon_grams, read_bytes,
      written_bytes
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    id = try members.decode(String.self, forKey: .job_id)
    name = try members.decode(String.self, forKey: .name)
    manager = try members.decode(String.self, forKey: .manager)
    user = try members.decodeIfPresent(String.self, forKey: .user)
    account = try members.decodeIfPresent(String.self, forKey: .account)
    partition = try members.decodeIfPresent(String.self, forKey: .partition)
    tags = try members.decode([String: String].self, forKey: .tags)
    start = try Self.time(members.decode(String.self, forKey: .start), decoder)
    end = try members.decodeIfPresent(String.self, forKey: .end).map {
      try Self.time($0, decoder)
    }
    let state = try members.decodeIfPresent(String.self, forKey: .state)
    self.state = state.flatMap { JobRecord.State(rawValue: $0) } ?? (end == nil ? .running : .ended)
    totals = try JobTotals(from: decoder)
    watts = try members.decodeIfPresent(Double.self, forKey: .watts)
    processorSeconds = try members.decodeIfPresent(Double.self, forKey: .cpu_seconds)
    carbonGrams = try members.decodeIfPresent(Double.self, forKey: .carbon_grams)
    marketCarbonGrams = try members.decodeIfPresent(Double.self, forKey: .market_carbon_grams)
    embodiedCarbonGrams = try members.decodeIfPresent(Double.self, forKey: .embodied_carbon_grams)
    cost = try members.decodeIfPresent(Double.self, forKey: .cost)
    currency = try members.decodeIfPresent(String.self, forKey: .currency)
    if members.contains(.read_bytes), members.contains(.written_bytes) {
      traffic = DiskTraffic(
        read: try Self.exact(members, .read_bytes), written: try Self.exact(members, .written_bytes)
      )
    }
  }

  /// A number, or the string of one that a double would not hold.
  private static func exact(
    _ members: KeyedDecodingContainer<Key>, _ key: Key
  ) throws -> UInt64 {
    if let number = try? members.decode(UInt64.self, forKey: key) { return number }
    guard let number = UInt64(try members.decode(String.self, forKey: key)) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: members, debugDescription: "no whole number")
    }
    return number
  }

  private static func time(_ text: String, _ decoder: any Decoder) throws -> UInt64 {
    guard let time = Timestamp.nanoseconds(of: text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a time: \(text)"))
    }
    return time
  }

  /// All jobs of a document.
  static func all(json: [UInt8]) throws -> [JobReport] {
    try JSONDecoder().decode([JobReport].self, from: Data(json))
  }
}

extension JobTotals: Decodable {
  private enum Key: String, CodingKey {
    case energy_uj, dynamic_energy_uj, low_uj, high_uj, tier
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Key.self)
    energy = try members.decode(UInt64.self, forKey: .energy_uj)
    dynamic = try members.decode(UInt64.self, forKey: .dynamic_energy_uj)
    low = try members.decode(UInt64.self, forKey: .low_uj)
    high = try members.decode(UInt64.self, forKey: .high_uj)
    tier = try members.decodeIfPresent(String.self, forKey: .tier).map { letter in
      Tier.allCases.first { String($0.letter) == letter } ?? .fallback
    }
  }
}
