extension ReportFinding {
  /// What a check found.
  public init(_ finding: FleetFinding) {
    let place = finding.place
    let id = place.node.map { String($0.description.prefix(12)) }
    let isWide = place.node == nil && place.target == nil
    self.init(
      finding.severity, origin: finding.origin, kind: finding.kind, node: place.node,
      target: place.target,
      label: place.hostname ?? id ?? place.target ?? place.rack ?? place.site ?? "fleet",
      site: place.site, rack: isWide && place.hostname == nil ? nil : place.rack,
      subject: finding.subject, text: finding.text, advice: finding.action)
    confidence = finding.confidence.rawValue
    evidence = finding.evidence
    // A node that draws too much does all its work.
    loss = finding.measure.flatMap { $0.benchmark.isIdlePower ? nil : $0.loss }
    nodeHours = finding.cost?.nodeHours
    firstSeen = finding.firstSeen
    lastSeen = finding.lastSeen
  }
}
