internal import NodeModel

/// Who is to be told of a job's energy: rules that give jobs tags by what is known of them.
///
/// All rules that fit a job are asked, in their order; the first that sets a tag has set it.
struct JobRules: Sendable, Equatable {
  /// The most rules of a file.
  static let most = 1000

  private var rules: [JobRule]

  /// What holds without a file: Slurm's account and a pod's namespace are the project. Not what a comment names: whoever
  /// writes one could fill the table of teams.
  init() {
    rules = [
      JobRule(matching: [.manager: [Glob("slurm")]], tags: ["project": .field(.account)]),
      JobRule(matching: [.manager: [Glob("kubernetes")]], tags: ["project": .field(.namespace)]),
    ]
  }

  /// The rules of a file.
  init(_ rules: [JobRule]) {
    self.rules = rules
  }

  /// The tags of a job, of which its owner says `comment`.
  func tags(of record: JobRecord, saying comment: String? = nil) -> [String: String] {
    var tags: [String: String] = [:]
    for rule in rules where rule.matches(record, saying: comment) {
      for (name, value) in rule.tags where tags[name] == nil {
        tags[name] = value.text(of: record, saying: comment)
      }
    }
    return tags
  }
}
