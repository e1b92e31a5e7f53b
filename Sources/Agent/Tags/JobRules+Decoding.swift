internal import LinuxFiles
internal import NodeModel

extension JobRules {
  /// Reads the file that `jobs.rules` names; a name that does not begin at the root begins beside the
  /// configuration.
  init(path: String, besides configuration: String) throws(ConfigurationError) {
    let folder = configuration.lastIndex(of: "/").map { configuration[...$0] } ?? ""
    let name = path.hasPrefix("/") ? path : folder + path
    do {
      let text = try BoundedFile.contents(of: name, limit: Configuration.largestFile)
      try self.init(text: text)
    } catch let error as SystemError {
      throw ConfigurationError(line: nil, "jobs.rules: \(error)")
    } catch var error as ConfigurationError {
      error.path = name
      throw error
    } catch {
      throw ConfigurationError(line: nil, "\(error)")
    }
  }

  /// Decodes a document; an empty one has no rules, so that no job has tags.
  init(text: [UInt8]) throws(ConfigurationError) {
    self.init([])
    guard let document = try YAMLNode.parse(text) else { return }
    var root = try MappingDecoder(document, at: "")
    if let node = root.take("rules") {
      guard case .sequence(let items, _) = node else {
        throw root.wrong("rules", node, "a list of rules")
      }
      guard items.count <= Self.most else {
        throw ConfigurationError(line: node.line, "more than \(Self.most) rules")
      }
      var rules: [JobRule] = []
      for (index, item) in items.enumerated() {
        var members = try MappingDecoder(item, at: "rules[\(index)]")
        rules.append(try JobRule(&members, line: item.line))
      }
      self.init(rules)
    }
    try root.finish()
  }
}

extension JobRule {
  init(_ members: inout MappingDecoder, line: Int) throws(ConfigurationError) {
    var matching: [Field: [Glob]] = [:]
    if var match = try members.mapping("match") {
      for field in Field.allCases {
        guard let node = match.node(field.rawValue) else { continue }
        if case .sequence = node {
          matching[field] = try match.words(field.rawValue)?.map { Glob($0) }
        } else {
          matching[field] = try match.text(field.rawValue).map { [Glob($0)] }
        }
      }
      // The names that were not there are known all the same.
      for field in Field.allCases where matching[field] == nil { _ = match.take(field.rawValue) }
      try match.finish()
    }
    var tags: [String: Value] = [:]
    guard var given = try members.mapping("tags"), !given.names.isEmpty else {
      throw ConfigurationError(line: line, "a rule needs tags, such as tags: {project: higgs}")
    }
    for name in given.names {
      let line = given.line(of: name)
      guard JobWords.isTag(name), tags.count < JobWords.mostTags else {
        throw ConfigurationError(
          line: line, "\(name.yamlQuoted) cannot be a tag's name; project, team, cost_center can")
      }
      tags[name] = try Self.value(of: name, in: &given)
    }
    try members.finish()
    self.init(matching: matching, tags: tags)
  }

  private static let mentionPrefix = "$comment."

  private static func value(
    of name: String, in given: inout MappingDecoder
  ) throws(ConfigurationError) -> Value? {
    guard let node = given.node(name), let text = try given.text(name) else { return nil }
    guard text.hasPrefix("$") else {
      guard !text.isEmpty, text.utf8.count <= JobWords.longest else {
        throw given.wrong(name, node, "a word of at most \(JobWords.longest) bytes")
      }
      return .word(text)
    }
    if text.hasPrefix(mentionPrefix), JobWords.isTag(String(text.dropFirst(mentionPrefix.count))) {
      return .mention(String(text.dropFirst(mentionPrefix.count)))
    }
    guard let field = Field(rawValue: String(text.dropFirst())) else {
      let fields = Field.allCases.map { "$" + $0.rawValue }.joined(separator: ", ")
      throw given.wrong(name, node, "a word or one of \(fields), $comment.project")
    }
    return .field(field)
  }
}
