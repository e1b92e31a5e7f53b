internal import Footprint
internal import NodeModel

extension StoredFactors {
  /// The factors of energy that the document states, with what the node is made of as the caller knows it; nil where it
  /// is none.
  func set(embodied: EmbodiedRates?) -> FactorSet? {
    do throws(JSONError) {
      var reader = try JSONReader(Array(document.utf8))
      var (version, currency) = ("", String?.none)
      var notes: [FactorNote] = []
      try reader.object { (reader, name) throws(JSONError) in
        switch name {
        case "version": version = try reader.string()
        case "currency": currency = try reader.string()
        case "factors":
          try reader.array { reader throws(JSONError) in
            if let note = try FactorNote(reading: &reader) { notes.append(note) }
          }
        default: try reader.skipValue()
        }
      }
      return FactorSet(
        version: version, currency: currency.flatMap { Currency($0) }, notes: notes,
        embodied: embodied)
    } catch {
      return nil
    }
  }
}

extension FactorNote {
  /// What rates are made of: name, value and unit; nil without the first two.
  fileprivate init?(reading reader: inout JSONReader) throws(JSONError) {
    var (name, value, unit) = (String?.none, Double?.none, "")
    try reader.object { (reader, member) throws(JSONError) in
      switch member {
      case "name": name = try reader.string()
      case "value": value = try reader.number()
      case "unit": unit = try reader.string()
      default: try reader.skipValue()
      }
    }
    guard let name, let value else { return nil }
    self.init(
      name: name, value: value, within: nil, unit: unit, source: "", quality: .stated, year: nil,
      remarks: [])
  }
}
