/// What a PUE is the PUE of, and where its IT energy was measured (ISO/IEC 30134-2, EN 50600-4-2).
public enum PUECategory: String, Sendable, CaseIterable {
  /// IT energy at the output of the UPS, over twelve months.
  case basic = "pue1"
  /// IT energy at the output of the PDUs, over twelve months.
  case intermediate = "pue2"
  /// IT energy at the input of the IT equipment, over twelve months.
  case advanced = "pue3"
  /// Measured for less than twelve months.
  case interim = "ipue"
  /// Of a named part of the site.
  case partial = "ppue"
  /// Predicted when the site was planned.
  case design = "dpue"
  /// Of a data centre in a building with other uses.
  case mixedUse = "mpue"

  /// Understands the word in a configuration, in either case.
  public init(word: String) throws(PUERefusal) {
    let word = word.lowercased()
    // TGG's white paper 49 has a category 0 that divides peak demands.
    guard word != "pue0" else { throw .peakDemand }
    guard let category = Self(rawValue: word) else { throw .unknownCategory(word) }
    self = category
  }
}
