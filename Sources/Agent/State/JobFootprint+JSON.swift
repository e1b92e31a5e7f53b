internal import Exporters
internal import NodeModel

extension JSONWriter {
  /// Writes what was counted of a job's carbon and cost: grams and money as exact millionths.
  mutating func footprint(_ footprint: JobFootprint) {
    object { json in
      json.member("carbon_ug", count: footprint.location)
      json.member("market_carbon_ug", count: footprint.market)
      json.member("embodied_carbon_ug", count: footprint.embodied)
      json.member("cost_millionths", count: footprint.cost)
      json.member("currency", footprint.currency)
      json.member("reserved_core_ms", count: footprint.coreMilliseconds)
      json.member("reserved_mebibyte_ms", count: footprint.memoryMilliseconds)
    }
  }
}

extension JobFootprint {
  /// Reads what was written.
  init(reading reader: inout JSONReader) throws(JSONError) {
    let start = reader.position
    var numbers: [String: UInt64] = [:]
    var currency: String?
    try reader.object { (reader, name) throws(JSONError) in
      switch name {
      case "carbon_ug", "market_carbon_ug", "embodied_carbon_ug", "cost_millionths",
        "reserved_core_ms", "reserved_mebibyte_ms":
        numbers[name] = UInt64(try reader.count())
      case "currency": currency = try reader.string()
      default: try reader.skipValue()
      }
    }
    self.init(
      location: try numbers["carbon_ug"].required("carbon_ug", in: start),
      market: try numbers["market_carbon_ug"].required("market_carbon_ug", in: start),
      embodied: numbers["embodied_carbon_ug"], cost: numbers["cost_millionths"],
      currency: currency, coreMilliseconds: numbers["reserved_core_ms"],
      memoryMilliseconds: numbers["reserved_mebibyte_ms"])
  }
}
