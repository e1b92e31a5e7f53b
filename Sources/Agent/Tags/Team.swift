/// Who is told of a job's energy: what its tags say, untagged where they say nothing.
struct Team: Hashable, Sendable {
  /// The value of the tag `team`.
  let team: String
  /// The value of the tag `project`.
  let project: String

  private static let nobody = "untagged"

  /// Of jobs that no rule names.
  static let untagged = Team(team: nobody, project: nobody)
  /// Of jobs beyond the limit, and of jobs of teams beyond the limit.
  static let other = Team(team: "other", project: "other")

  /// The team that a job's tags name.
  init(of record: JobRecord) {
    self.init(
      team: record.tags["team"] ?? Self.nobody, project: record.tags["project"] ?? Self.nobody)
  }

  /// A team by its two names.
  init(team: String, project: String) {
    self.team = team
    self.project = project
  }
}
