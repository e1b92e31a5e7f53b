import NodeModel
import TestSupport
import Testing

@testable import Agent

@Suite("Rules for tags")
struct JobRulesTests {
  private func record(
    _ manager: JobManager = .slurm, name: String = "fold", user: String? = nil,
    account: String? = nil, partition: String? = nil
  ) -> JobRecord {
    JobRecord(
      epoch: Epoch(random: (1, 2)), id: "slurm:a/1", name: name, manager: manager, user: user,
      account: account, partition: partition, start: 0)
  }

  private func rules(_ text: String) throws -> JobRules { try JobRules(text: Array(text.utf8)) }

  @Test("fit when all of their patterns do, and the first that sets a tag has set it")
  func order() throws {
    let rules = try rules(
      """
      rules:
        - match: {user: [ann, "b*"], partition: "gpu?"}
          tags: {team: vision}
        - match: {manager: slurm}
          tags: {team: everybody, project: $account, cost_center: "4711"}
      """)
    #expect(
      rules.tags(of: record(user: "bob", account: "phys", partition: "gpu2"))
        == ["team": "vision", "project": "phys", "cost_center": "4711"])
    #expect(
      rules.tags(of: record(user: "bob", partition: "gpu"))
        == ["team": "everybody", "cost_center": "4711"])
    #expect(rules.tags(of: record(.docker, user: "ann", partition: "gpu1")) == ["team": "vision"])
    #expect(rules.tags(of: record(.docker)) == [:])
  }

  @Test("make Slurm's account the project where there is no file, and nothing where it is empty")
  func defaults() throws {
    #expect(JobRules().tags(of: record(account: "phys")) == ["project": "phys"])
    #expect(JobRules().tags(of: record()) == [:])
    #expect(try rules("").tags(of: record(account: "phys")) == [:])
  }

  @Test("look into a job's comment, and take out of it what stands behind a name")
  func comments() throws {
    let rules = try rules(
      """
      rules:
        - match: {comment: "*grant=nsf*"}
          tags: {cost_center: $comment.grant}
        - match: {manager: slurm}
          tags: {team: $comment.team, owner: $comment, project: $account}
      """)
    #expect(
      rules.tags(of: record(account: "phys"), saying: "grant=nsf-1; team:plasma,team=x")
        == [
          "cost_center": "nsf-1", "team": "plasma", "owner": "grant=nsf-1; team:plasma,team=x",
          "project": "phys",
        ])
    #expect(
      rules.tags(of: record(), saying: "steam=a team= teams=b") == [
        "owner": "steam=a team= teams=b"
      ])
    #expect(rules.tags(of: record(), saying: nil) == [:])
    // A value that no label has room for is none.
    let long = String(repeating: "x", count: 129)
    #expect(rules.tags(of: record(), saying: "team=\(long)")["team"] == nil)
    // Without a file what a user writes sets nothing.
    #expect(
      JobRules().tags(of: record(account: "phys"), saying: "project=chess team=plasma")
        == ["project": "phys"])
  }

  @Test(
    "that are not understood are refused with their line",
    arguments: [
      (
        "rules:\n  - match: {usr: ann}\n    tags: {team: a}\n", 2,
        "\"rules[0].match.usr\" is not known"
      ),
      ("rules:\n  - tags: {team: a}\n    tag: 1\n", 3, "\"rules[0].tag\" is not known"),
      ("rules:\n  - match: {user: ann}\n", 2, "a rule needs tags"),
      ("rules:\n  - tags: {job: a}\n", 2, "\"job\" cannot be a tag's name"),
      (
        "rules:\n  - tags: {team: $owner}\n", 2,
        "rules[0].tags.team must be a word or one of $manager"
      ),
      ("rules: 1\n", 1, "rules must be a list of rules"),
      ("rule: []\n", 1, "\"rule\" is not known"),
    ])
  func refusals(text: String, line: Int, message: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try self.rules(text) }
    #expect(error.line == line)
    #expect("\(error)".contains(message), "\(error)")
  }

  @Test("are read with the configuration that names them, from beside it")
  func files() throws {
    let folder = try TemporaryDirectory()
    try folder.write("jobs: {rules: rules.yaml}\n", to: "probe.yaml")
    let missing = #expect(throws: ConfigurationError.self) {
      try Configuration(path: folder.path + "/probe.yaml")
    }
    #expect(missing.map { "\($0)".contains("jobs.rules") } == true)
    try folder.write("rules:\n  - tags: {team: a}\n    x: 1\n", to: "rules.yaml")
    let broken = #expect(throws: ConfigurationError.self) {
      try Configuration(path: folder.path + "/probe.yaml")
    }
    #expect(broken.map { "\($0)".hasPrefix(folder.path + "/rules.yaml:3: ") } == true)
    try folder.write("rules:\n  - tags: {team: a}\n", to: "rules.yaml")
    let configuration = try Configuration(path: folder.path + "/probe.yaml")
    #expect(configuration.jobs.tagging.tags(of: record()) == ["team": "a"])
  }
}
