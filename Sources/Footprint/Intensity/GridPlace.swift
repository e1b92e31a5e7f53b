/// Where a node draws its electricity.
public struct GridPlace: Sendable, Hashable {
  /// The longest text that is taken for a place, in bytes.
  public static let longestText = 64

  /// The cloud provider, where the node stands in a cloud.
  public let provider: CloudProvider?
  /// The region, where it is known.
  public let region: CloudRegion?
  /// ISO 3166-2 or bidding zone, such as `US-CA` or `SE-SE3`.
  public let zone: String?
  /// ISO 3166-1 alpha-2.
  public let country: String?

  /// A place in a cloud. The firmware names the provider at most; without a region the place is anywhere, and the
  /// chain ends at the world.
  public init(_ provider: CloudProvider, region name: String?) throws(IntensityRefusal) {
    self.provider = provider
    if let name {
      guard let region = CloudRegion(provider, name) else { throw .unknownRegion(provider, name) }
      self.region = region
      zone = region.subdivision
      country = region.country
    } else {
      region = nil
      zone = nil
      country = nil
    }
  }

  /// Somewhere at a provider, who knows in which region.
  public init(_ provider: CloudProvider) {
    self.provider = provider
    region = nil
    zone = nil
    country = nil
  }

  /// Nobody has said where it is: only the world's figure holds.
  public static var unknown: GridPlace { GridPlace(country: nil, zone: nil) }

  private init(country: String?, zone: String?) {
    provider = nil
    region = nil
    self.zone = zone
    self.country = country
  }

  /// Understands `DE`, `DEU`, `US-CA`, `SE-SE3` and `aws:eu-central-1`.
  public init(_ text: String) throws(IntensityRefusal) {
    guard text.utf8.count <= Self.longestText else { throw .malformedPlace("(too long)") }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let provider = CloudProvider(rawValue: parts[0].lowercased()), !parts[1].isEmpty else {
        throw .malformedPlace(text)
      }
      try self.init(provider, region: String(parts[1]))
      return
    }
    let code = text.uppercased()
    let words = code.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let country = String(words[0])
    let zone = words.count == 2 ? words[1] : nil
    guard Self.isCountry(country, withZone: zone != nil), zone.map(Self.isZone) ?? true else {
      throw .malformedPlace(text)
    }
    guard let alpha2 = CountryCode.alpha2(country) else { throw .unknownCountry(country) }
    self.init(country: alpha2, zone: zone.map { _ in code })
  }

  /// How a person would write it.
  public var text: String {
    if let provider { return provider.rawValue + (region.map { ":" + $0.name } ?? "") }
    return zone ?? country ?? ""
  }

  /// Whether a value for `code` is one for this place.
  func isNamed(_ code: String) -> Bool {
    code == zone ?? country || (region != nil && code == text)
  }

  private static func isCountry(_ text: String, withZone: Bool) -> Bool {
    (2...(withZone ? 2 : 3)).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  private static func isZone(_ text: Substring) -> Bool {
    (1...8).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
  }
}
