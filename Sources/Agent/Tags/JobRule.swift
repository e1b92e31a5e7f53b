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

    func text(of record: JobRecord) -> String? {
      switch self {
      case .manager: record.manager.rawValue
      case .name: record.name
      case .user: record.user
      case .account: record.account
      case .partition: record.partition
      case .namespace: record.tags["workload_namespace"]
      }
    }
  }

  /// What a tag is set to.
  enum Value: Sendable, Equatable {
    case word(String)
    /// `$account`: whatever that is of the job.
    case field(Field)

    /// Nil where nothing is known.
    func text(of record: JobRecord) -> String? {
      switch self {
      case .word(let word): word
      case .field(let field): field.text(of: record)
      }
    }
  }

  /// For each field the patterns of which one must fit; none fits what is not known.
  let matching: [Field: [Glob]]
  /// Its tags by name.
  let tags: [String: Value]

  /// Whether a job fits.
  func matches(_ record: JobRecord) -> Bool {
    matching.allSatisfy { field, globs in
      guard let text = field.text(of: record) else { return false }
      return globs.contains { $0.matches(text) }
    }
  }
}
