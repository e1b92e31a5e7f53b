/// Why no intensity can be had for a configuration.
public enum IntensityRefusal: Error, Hashable, CustomStringConvertible {
  /// Text that names no place.
  case malformedPlace(String)
  /// Letters that are no country's.
  case unknownCountry(String)
  /// A region that the table does not know.
  case unknownRegion(CloudProvider, String)
  /// No rung has a factor on this basis.
  case noFactor(GridPlace, EmissionBasis)

  /// What is wrong and how to mend it.
  public var description: String {
    switch self {
    case .malformedPlace(let text):
      "zone \(text) is no place; write a country (DE, DEU), a state or bidding zone (US-CA, SE-SE3)"
        + " or a cloud region (aws:eu-central-1)"
    case .unknownCountry(let code):
      "zone \(code) is no country of ISO 3166-1; "
        + (CountryCode.meant(by: code).map { "write \($0)" }
          ?? "write its letters, such as DE or DEU")
    case .unknownRegion(let provider, let region):
      "region \(region) of \(provider.rawValue) is not in the tables;"
        + " write the country or state that it stands in"
    case .noFactor(let place, let basis):
      "there is no \(basis.rawValue) factor for \(place.text) in the tables;"
        + " use basis \(EmissionBasis.lifecycle.rawValue), which has one for the world"
    }
  }
}
