internal import NodeModel

/// One rule: jobs that fit all of its patterns have its tags.
struct JobRule: Sendable, Equatable {
  /// Something that is known of a job, by the name that it has in a file of rules.
  enum Field: String, Sendable, CaseIterable {
    case manager
    case name
    case user
    case account
    case partition
    case namespace
    case comment

    func text(of record: JobRecord, saying comment: String?) -> String? {
      switch self {
      case .manager: record.manager.rawValue
      case .name: record.name
      case .user: record.user
      case .account: record.account
      case .partition: record.partition
      case .namespace: record.tags["workload_namespace"]
      case .comment: comment
      }
    }
  }

  /// What a tag is set to.
  enum Value: Sendable, Equatable {
    case word(String)
    /// `$account`: whatever that is of the job.
    case field(Field)
    /// `$comment.project`: what stands behind `project=` in the comment.
    case mention(String)

    /// Nil where nothing is known.
    func text(of record: JobRecord, saying comment: String?) -> String? {
      switch self {
      case .word(let word): word
      case .field(let field): field.text(of: record, saying: comment)
      case .mention(let name): comment.flatMap { Self.mention(of: name, in: $0) }
      }
    }

    /// The first `name=value` or `name:value` among words between blanks, commas and semicolons.
    private static func mention(of name: String, in comment: String) -> String? {
      for word in comment.split(whereSeparator: { " ,;\t".contains($0) }) {
        guard let sign = word.firstIndex(where: { $0 == "=" || $0 == ":" }), word[..<sign] == name
        else { continue }
        let value = word[word.index(after: sign)...]
        if !value.isEmpty, value.utf8.count <= JobWords.longest { return String(value) }
      }
      return nil
    }
  }

  /// For each field the patterns of which one must fit; none fits what is not known.
  let matching: [Field: [Glob]]
  /// Its tags by name.
  let tags: [String: Value]

  /// Whether a job fits.
  func matches(_ record: JobRecord, saying comment: String?) -> Bool {
    matching.allSatisfy { field, globs in
      guard let text = field.text(of: record, saying: comment) else { return false }
      return globs.contains { $0.matches(text) }
    }
  }
}
