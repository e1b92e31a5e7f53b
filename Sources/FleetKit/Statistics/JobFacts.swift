/// What is printed of a job beside figures; nil where it is not said.
public struct JobFacts: Sendable, Equatable {
  /// What people call it.
  public let name: String
  /// Who started it.
  public let manager: String
  /// Whose it is.
  public let user: String?
  /// On whose account it ran.
  public let account: String?
  /// The tag `team`.
  public let team: String?
  /// The tag `project`.
  public let project: String?

  init(_ job: FleetJob) {
    name = job.name
    manager = job.manager
    user = job.user
    account = job.account
    team = job.tag("team")
    project = job.tag("project")
  }
}
