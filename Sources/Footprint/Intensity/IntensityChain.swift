/// The intensity of one place on one basis, from the best rung that has one.
///
/// It never answers 0 and never for another place without saying so: each answer carries its rung and zone,
/// and `steps(at:)` tells why better rungs were passed over.
public struct IntensityChain: Sendable {
  /// What one rung said.
  public struct Step: Sendable, Hashable {
    /// The rung.
    public let rung: IntensityRung
    /// Why it was passed over; nil for the one that is used.
    public let miss: IntensityMiss?

    /// States what a rung said.
    public init(rung: IntensityRung, miss: IntensityMiss?) {
      self.rung = rung
      self.miss = miss
    }
  }

  /// The place that is asked for.
  public var place: GridPlace { tables.place }
  /// The basis of every answer.
  public var basis: EmissionBasis { tables.basis }
  private let tables: TabledIntensity
  private let providers: [any IntensityProvider]
  private let rungs: [IntensityRung]

  /// Chains providers of live values, where there are any, before the tables.
  public init(_ tables: TabledIntensity, live: [any IntensityProvider] = []) {
    self.tables = tables
    providers = live + [tables]
    rungs = IntensityRung.allCases
  }

  /// Looks a place up and chains; an error where not even the tables have a factor on that basis.
  public init(
    _ place: GridPlace, basis: EmissionBasis, live: [any IntensityProvider] = []
  ) throws(IntensityRefusal) {
    self.init(try TabledIntensity(place, basis: basis), live: live)
  }

  /// What held at a time (seconds since 1970, UTC).
  public func intensity(at time: Int64) -> GridIntensity {
    for rung in rungs {
      if case .success(let found) = look(on: rung, at: time) { return found }
    }
    return tables.last
  }

  /// Every rung down to the one that is used, with what it said.
  public func steps(at time: Int64) -> [Step] {
    var steps: [Step] = []
    for rung in rungs {
      switch look(on: rung, at: time) {
      case .success:
        steps.append(Step(rung: rung, miss: nil))
        return steps
      case .failure(let miss): steps.append(Step(rung: rung, miss: miss))
      }
    }
    return steps
  }

  /// The first provider with a sound value on that rung, else what the one with the most to say said.
  private func look(
    on rung: IntensityRung, at time: Int64
  ) -> Result<GridIntensity, IntensityMiss> {
    var miss = IntensityMiss.noProvider
    for provider in providers {
      switch provider.intensity(on: rung, at: time) {
      case .success(let found):
        guard let fault = fault(of: found, on: rung) else { return .success(found) }
        miss = fault
      case .failure(let reason): if reason != .noProvider { miss = reason }
      }
    }
    return .failure(miss)
  }

  private func fault(of found: GridIntensity, on rung: IntensityRung) -> IntensityMiss? {
    guard found.basis == basis, found.signal == .average else { return .otherBasis }
    guard found.isPlausible else { return .implausible }
    switch rung {
    case .live, .cached, .typical:
      // A provider that does not know a zone may answer for the place of its caller.
      guard found.rung == rung, place.isNamed(found.zone) else { return .otherPlace }
    case .cloudRegion, .subnational, .country, .world: break
    }
    return nil
  }
}
