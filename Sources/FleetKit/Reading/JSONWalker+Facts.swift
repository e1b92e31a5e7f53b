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
    var watts: Double?
    var domains = ""
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "cpu": facts.processor = try walker.text()
      case "packages": facts.packages = Int(try walker.whole())
      case "cores": facts.cores = Int(try walker.whole())
      case "threads": facts.threads = Int(try walker.whole())
      case "memory_bytes": facts.memoryBytes = try walker.whole()
      case "accelerators":
        try walker.array(upTo: Self.mostFacts, else: .tooManyModels) {
          (walker) throws(JSONFault) in facts.accelerators.append(try walker.accelerators())
        }
      case "idle_watts": watts = try walker.number()
      case "idle_domains":
        try walker.array { (walker) throws(JSONFault) in
          if !domains.isEmpty { domains += "," }
          domains += try walker.text()
        }
      case "fingerprint":
        let start = walker.offset
        facts.fingerprint = try walker.words()
        guard facts.fingerprint.count <= Self.mostSettings else {
          throw JSONFault(.tooManySettings, at: start)
        }
      default: try walker.skip()
      }
    }
    facts.idle = NodeFacts.Idle(watts: watts, domains: domains)
  }

  /// Reads `findings`.
  mutating func findings() throws(JSONFault) -> [Finding] {
    var findings: [Finding] = []
    try array(upTo: Self.mostFacts, else: .tooManyFindings) { (walker) throws(JSONFault) in
      findings.append(try walker.finding())
    }
    return findings
  }

  /// More findings, or entries of accelerators, than any node has.
  private static var mostFacts: Int { 4096 }
  /// More settings than explain anything; agents say some ten.
  private static var mostSettings: Int { 64 }
  /// More accelerators of one entry than any node has.
  private static var mostAccelerators: UInt64 { 65_536 }

  private mutating func accelerators() throws(JSONFault) -> NodeFacts.Accelerators {
    var accelerators = NodeFacts.Accelerators(model: "", count: 1)
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "model": accelerators.model = try walker.text()
      case "count":
        let start = walker.offset
        let count = try walker.whole()
        guard count <= Self.mostAccelerators else {
          throw JSONFault(.tooManyAccelerators, at: start)
        }
        accelerators.count = Int(count)
      default: try walker.skip()
      }
    }
    return accelerators
  }

  private mutating func finding() throws(JSONFault) -> Finding {
    var severity = ""
    var kind = ""
    var subject = ""
    var text = ""
    var advice: String?
    try record { (walker, name) throws(JSONFault) in
      switch name {
      case "severity": severity = try walker.text()
      case "kind": kind = try walker.text()
      case "subject": subject = try walker.text()
      case "text": text = try walker.text()
      case "advice": advice = try walker.text()
      default: try walker.skip()
      }
    }
    return Finding(
      Finding.Severity(rawValue: severity) ?? .warning, kind: kind, subject: subject, text: text,
      advice: advice)
  }
}
