public import NodeModel

/// Which cases of the suites somebody asked for: `--only case=fp32 --only n=1024 --only n=2049`.
///
/// The names are those of JSON's `parameters`, and `case`. Of one name any of the values will do; of different
/// names each must hold, so a case without the parameter is not meant.
public struct CaseChoice: Sendable, Equatable {
  /// A word that is no choice, for people.
  public struct Refusal: Error, CustomStringConvertible {
    /// What is wrong with it.
    public let description: String
  }

  private var names: [String] = []
  private var wanted: [String: [String]] = [:]

  /// Every case.
  public init() {}

  /// Of words such as "n=2048".
  public init(parsing words: [String]) throws(Refusal) {
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw Refusal(description: "\(word) is no choice such as n=2048")
      }
      let name = String(parts[0])
      if wanted[name] == nil { names.append(name) }
      wanted[name, default: []].append(String(parts[1]))
    }
  }

  /// Whether every case is meant.
  public var isEveryCase: Bool { names.isEmpty }

  /// Whether this case is meant.
  public func includes(_ subject: Subject) -> Bool {
    names.allSatisfy { name in
      guard let value = Self.value(name, of: subject) else { return false }
      return wanted[name, default: []].contains(value)
    }
  }

  /// The numbers that a parameter may have, ascending, for suites that can measure others than those of their
  /// plan; nil where nothing from 1 to `most` was asked for.
  func counts(of name: String, upTo most: Int) -> [Int]? {
    let counts = Set(wanted[name, default: []].compactMap(Int.init)).filter {
      (1...most).contains($0)
    }
    return counts.isEmpty ? nil : counts.sorted()
  }

  /// Why none of the subjects is meant: the first name or value that none of them has, and those that there
  /// are.
  public func complaint(among subjects: [Subject]) -> String {
    for name in names {
      let known = Self.unique(subjects.compactMap { Self.value(name, of: $0) })
      guard !known.isEmpty else {
        let others = Self.unique(["case"] + subjects.flatMap { $0.parameters.map(\.name) })
        return "no case has \(name); there are \(others.joined(separator: ", "))"
      }
      for value in wanted[name, default: []] where !known.contains(value) {
        return "no case has \(name)=\(value); there are \(Self.listed(known))"
      }
    }
    return "no case has all that is asked for; --list shows the cases"
  }

  private static func value(_ name: String, of subject: Subject) -> String? {
    guard name != "case" else { return subject.name }
    return subject[name].map { value in
      switch value {
      case .count(let count): "\(count)"
      case .text(let text): text
      }
    }
  }

  private static func unique(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }

  /// A line has room for so many.
  private static func listed(_ values: [String]) -> String {
    let most = 24
    let first = values.prefix(most).joined(separator: ", ")
    return values.count > most ? "\(first) and \(values.count - most) more" : first
  }
}
