extension BenchDocument {
  /// More cases of a suite that were left out for the same reason are not named one by one, nor are more reasons.
  public static let mostNamedOmissions = 50

  /// With one omission for all cases of a suite that were left out for the same reason, where these are more than
  /// fifty: of all pairs of 256 CPUs nobody wants each.
  public func gatheringOmissions() -> BenchDocument {
    var gathered = self
    gathered.omissions = Self.boundedBySuite(Self.gatheredByReason(omissions))
    return gathered
  }

  private static func gatheredByReason(_ omissions: [BenchOmission]) -> [BenchOmission] {
    struct Cause: Hashable {
      let suite: String
      let reason: String

      init(_ omission: BenchOmission) {
        (suite, reason) = (omission.subject.suite, omission.reason)
      }
    }
    let alike = Dictionary(grouping: omissions, by: Cause.init)
    var told: Set<Cause> = []
    return omissions.compactMap { omission in
      let cause = Cause(omission)
      guard let all = alike[cause], all.count > mostNamedOmissions else { return omission }
      guard told.insert(cause).inserted else { return nil }
      var whole = omission
      whole.count = all.reduce(0) { $0 + $1.count }
      return whole
    }
  }

  /// Some reasons have figures of their case, so that each is another one.
  private static func boundedBySuite(_ omissions: [BenchOmission]) -> [BenchOmission] {
    var named: [String: Int] = [:]
    var places: [String: Int] = [:]
    var bounded: [BenchOmission] = []
    for omission in omissions {
      let suite = omission.subject.suite
      named[suite, default: 0] += 1
      if named[suite, default: 0] <= mostNamedOmissions {
        bounded.append(omission)
      } else if let place = places[suite] {
        bounded[place].count += omission.count
      } else {
        places[suite] = bounded.count
        bounded.append(
          BenchOmission(
            subject: omission.subject, reason: "several other reasons", count: omission.count))
      }
    }
    return bounded
  }
}
