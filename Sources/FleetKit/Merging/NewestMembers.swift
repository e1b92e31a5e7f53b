/// For each member that comes from one report as it stands: the one of the newest report that says it. Its name is
/// what it says, whatever escapes stand in it.
struct NewestMembers {
  /// A member that counts.
  struct Choice {
    /// The report that says it.
    var report: Int
    /// Where it stands, and from when it is.
    var member: ReportOutline.Member
  }

  /// By the bytes of their names.
  private(set) var choices: [Choice] = []

  /// Chooses among all reports of a node.
  init(_ reports: [ReportOutline], _ bytes: Span<UInt8>) {
    var places: [[UInt8]: Int] = [:]
    for (report, outline) in reports.enumerated() {
      for member in outline.members {
        let choice = Choice(report: report, member: member)
        guard let place = places[member.name] else {
          places[member.name] = choices.count
          choices.append(choice)
          continue
        }
        if Self.isNewer(member, than: choices[place].member, bytes) { choices[place] = choice }
      }
    }
    choices.sort { $0.member.name.lexicographicallyPrecedes($1.member.name) }
  }

  /// The choice for a member that is known.
  subscript(_ member: ReportMember) -> Choice? {
    let name = member.rawValue.utf8
    let place = choices.firstIndex {
      $0.member.name.count == name.count && $0.member.name.elementsEqual(name)
    }
    return place.map { choices[$0] }
  }

  /// By end, then by the bytes of it and of the value.
  private static func isNewer(
    _ left: ReportOutline.Member, than right: ReportOutline.Member, _ bytes: Span<UInt8>
  ) -> Bool {
    switch order(left.end, right.end, bytes) {
    case .less: false
    case .greater: true
    case .equal: bytes.compare(left.value, right.value) == .greater
    }
  }

  /// The order of two times: of the same the bytes decide, and none comes first.
  static func order(
    _ left: ReportOutline.Time?, _ right: ReportOutline.Time?, _ bytes: Span<UInt8>
  ) -> ByteOrder {
    guard let left, let right else {
      return left == nil ? (right == nil ? .equal : .less) : .greater
    }
    if left.nanoseconds != right.nanoseconds {
      return left.nanoseconds < right.nanoseconds ? .less : .greater
    }
    return bytes.compare(left.range, right.range)
  }
}
