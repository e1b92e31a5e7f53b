internal import EnergyLedger
internal import Footprint
internal import LinuxFiles
internal import Probes

extension Configuration {
  /// The largest file that is read, in bytes.
  static let largestFile = 1 << 20

  /// Reads `path`; without one the default file, whose absence means the defaults.
  public init(path: String?) throws(ConfigurationError) {
    let name = path ?? Self.defaultPath
    do {
      let text = try BoundedFile.contents(of: name, limit: Self.largestFile)
      try self.init(text: text)
      for index in warnings.indices { warnings[index].path = name }
      if let rules = jobs.rules { jobs.tagging = try JobRules(path: rules, besides: name) }
    } catch let error as SystemError {
      if path == nil, error.isAbsent {
        self.init()
        return
      }
      throw ConfigurationError(line: nil, "\(error)")
    } catch var error as ConfigurationError {
      if error.path.isEmpty { error.path = name }
      throw error
    } catch {
      throw ConfigurationError(line: nil, "\(error)")
    }
  }

  /// Decodes a document; an empty one is the defaults.
  public init(text: [UInt8]) throws(ConfigurationError) {
    self.init()
    guard let document = try YAMLNode.parse(text) else { return }
    var root = try MappingDecoder(document, at: "")
    if let node = root.take("listen") {
      guard case .scalar(let text, _, _) = node, let address = ListenAddress(text) else {
        throw root.wrong("listen", node, "an address and a port such as 127.0.0.1:9944")
      }
      listen = address
    }
    if var http = try root.mapping("http") {
      self.http = try HTTP(&http)
    }
    interval =
      try root.duration("interval", in: 100_000_000...60_000_000_000) ?? interval
    if var site = try root.mapping("site") { self.site = try Site(&site, &warnings) }
    if var cost = try root.mapping("cost") { self.cost = try Cost(&cost, &warnings) }
    budgets = try ConfiguredBudgets(&root)
    if var jobs = try root.mapping("jobs") { self.jobs = try Jobs(&jobs, &warnings) }
    if var state = try root.mapping("state") {
      let day: UInt64 = 86_400_000_000_000
      self.state.retention =
        try state.duration("retention", in: day...3650 * day) ?? self.state.retention
      try state.finish()
    }
    if var probes = try root.mapping("probes") {
      for name in Self.probeNames {
        guard var setting = try probes.mapping(name) else { continue }
        self.probes[name] = try ProbeSetting(&setting)
      }
      try probes.finish()
    }
    try root.finish()
  }

  /// Whether there is a file at `defaultPath`.
  public static var hasDefaultFile: Bool {
    do {
      _ = try FileDescriptor(opening: defaultPath)
      return true
    } catch {
      return !error.isAbsent
    }
  }

  /// Every probe that can be configured, workers included.
  public static var probeNames: [String] {
    let own = ProbeRegistry.all.map { $0.name.description }
    return own + WorkerKind.all.flatMap(\.parts).map(\.probe).filter { !own.contains($0) }
  }
}

extension Configuration.HTTP {
  init(_ members: inout MappingDecoder) throws(ConfigurationError) {
    if let node = members.take("hosts") {
      guard case .sequence(let items, _) = node else {
        throw members.wrong("hosts", node, "a list of names")
      }
      for item in items {
        guard case .scalar(let text, _, _) = item, let host = HostNames.name(configured: text)
        else {
          throw members.wrong(
            "hosts", item, "names such as metrics.example.org, without a port, a blank or *")
        }
        hosts.append(host)
      }
    }
    try members.finish()
  }
}

extension Configuration.Cost {
  init(
    _ members: inout MappingDecoder, _ warnings: inout [ConfigurationWarning]
  ) throws(ConfigurationError) {
    let prices = 0.0...1_000_000.0
    currency = try members.text("currency")
    if let currency, Currency(currency) == nil, let node = members.node("currency") {
      throw members.wrong("currency", node, "the three letters of a currency, such as EUR")
    }
    perKilowattHour = try members.number("per_kwh", in: prices)
    perCoreHour = try members.number("per_core_hour", in: prices)
    perGPUHour = try members.number("per_gpu_hour", in: prices)
    let hasPrice = perKilowattHour != nil || perCoreHour != nil || perGPUHour != nil
    if hasPrice, currency == nil {
      let lines = ["per_kwh", "per_core_hour", "per_gpu_hour"].compactMap(members.line)
      throw ConfigurationError(
        line: lines.min(), "cost has prices and no currency, such as currency: EUR")
    }
    if perGPUHour != nil {
      warnings.append(
        ConfigurationWarning(
          line: members.line(of: "per_gpu_hour"),
          "cost.per_gpu_hour is not charged: nothing tells yet which job has reserved an accelerator; "
            + (perKilowattHour == nil && perCoreHour == nil
              ? "there is no cost until per_kwh or per_core_hour is stated"
              : "cost is that of energy and cores")))
    }
    try members.finish()
  }
}

extension Configuration.Jobs {
  init(
    _ members: inout MappingDecoder, _ warnings: inout [ConfigurationWarning]
  ) throws(ConfigurationError) {
    limit = try members.integer("limit", in: 0...10_000) ?? limit
    if limit > LedgerLimits.mostJobs {
      warnings.append(
        ConfigurationWarning(
          line: members.line(of: "limit"),
          "jobs.limit \(limit): no more than \(LedgerLimits.mostJobs) jobs have energy of their own; "
            + "those beyond are counted together as other"))
    }
    keepScrapes = try members.integer("keep_scrapes", in: 0...1000) ?? keepScrapes
    keepMinutes = try members.integer("keep_minutes", in: 0...1440) ?? keepMinutes
    if let node = members.take("static_policy") {
      guard case .scalar(let text, _, _) = node, ["reserved", "equal", "none"].contains(text) else {
        throw members.wrong("static_policy", node, "reserved, equal or none")
      }
      staticPolicy = text
    }
    counters = try members.integer("counters", in: 0...1_000_000) ?? counters
    units = try members.words("units") ?? units
    let node = members.node("squeue")
    if let path = try members.text("squeue"), let node {
      guard path.hasPrefix("/") else {
        throw members.wrong("squeue", node, "a path from the root, such as /usr/bin/squeue")
      }
      do {
        try ProgramOutput.check(path)
      } catch {
        warnings.append(
          ConfigurationWarning(
            line: node.line, "jobs.squeue: \(error); jobs are told by what else is known of them"))
      }
      squeue = path
    }
    rules = try members.text("rules")
    try members.finish()
  }
}

extension Configuration.ProbeSetting {
  init(_ members: inout MappingDecoder) throws(ConfigurationError) {
    isEnabled = try members.flag("enabled") ?? true
    let node = members.node("cadence")
    if let cadence = try members.duration("cadence", in: 0...86_400_000_000_000) {
      let (seconds, rest) = cadence.quotientAndRemainder(dividingBy: 1_000_000_000)
      if rest != 0, let node {
        throw members.wrong("cadence", node, "whole seconds, or 0 for every round")
      }
      self.cadence = seconds == 0 ? .everyRound : .seconds(UInt32(seconds))
    }
    try members.finish()
  }
}
