internal import NodeModel

/// What a node says of itself.
extension JSONWalker {
  /// Reads `node` into the facts.
  mutating func node(into facts: inout NodeFacts) throws(JSONFault) {
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "hostname": facts.hostname = try walker.text()
      case "vendor": facts.vendor = try walker.text()
      case "product": facts.product = try walker.text()
      case "agent": facts.agent = try walker.text()
      default: try walker.skip()
      }
    }
  }

  /// Reads `site`.
  mutating func site(into facts: inout NodeFacts) throws(JSONFault) {
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "name": facts.site = try walker.text()
      case "zone": facts.zone = try walker.text()
      case "rack": facts.rack = try walker.text()
      default: try walker.skip()
      }
    }
  }

  /// Reads `hardware`.
  mutating func hardware(into facts: inout NodeFacts) throws(JSONFault) {
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "cpu": facts.processor = try walker.text()
      case "packages": facts.packages = Int(try walker.whole())
      case "cores": facts.cores = Int(try walker.whole())
      case "threads": facts.threads = Int(try walker.whole())
      case "memory_bytes": facts.memoryBytes = try walker.whole()
      case "accelerators":
        try walker.array { (walker) throws(JSONFault) in
          facts.accelerators.append(try walker.accelerators())
        }
      case "fingerprint": facts.fingerprint = try walker.words()
      default: try walker.skip()
      }
    }
  }

  /// Reads `findings`.
  mutating func findings() throws(JSONFault) -> [Finding] {
    var findings: [Finding] = []
    try array { (walker) throws(JSONFault) in findings.append(try walker.finding()) }
    return findings
  }

  /// Reads an object whose members come by their names, each of them once.
  mutating func record(
    _ member: (inout JSONWalker, String) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    var names: Set<String> = []
    try object { (walker, name) throws(JSONFault) in
      let text = walker.text(name)
      guard names.insert(text).inserted else { throw JSONFault(.doubledName, at: name.start) }
      try member(&walker, text)
    }
  }

  private mutating func accelerators() throws(JSONFault) -> NodeFacts.Accelerators {
    var accelerators = NodeFacts.Accelerators(model: "", count: 1)
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "model": accelerators.model = try walker.text()
      case "count": accelerators.count = Int(try walker.whole())
      default: try walker.skip()
      }
    }
    return accelerators
  }

  private mutating func finding() throws(JSONFault) -> Finding {
    var words: [String: String] = [:]
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "severity", "kind", "subject", "text", "advice": words[name] = try walker.text()
      default: try walker.skip()
      }
    }
    return Finding(
      words["severity"].flatMap(Finding.Severity.init) ?? .warning, kind: words["kind"] ?? "",
      subject: words["subject"] ?? "", text: words["text"] ?? "", advice: words["advice"])
  }
}
