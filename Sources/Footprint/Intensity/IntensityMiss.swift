/// Why a rung has nothing to say.
public enum IntensityMiss: String, Error, Sendable {
  /// Nobody is asked for such values.
  case noProvider = "no_provider"
  /// The place does not name a zone, region or country.
  case notNamed = "not_named"
  /// The place is not in the table.
  case unknownPlace = "unknown_place"
  /// Only known on the other basis, or by another signal.
  case otherBasis = "other_basis"
  /// 0 or less, or above 2000 g/kWh.
  case implausible
  /// The provider answered for somewhere else.
  case otherPlace = "other_place"
  /// No value, or none that is new enough.
  case noValue = "no_value"
}
