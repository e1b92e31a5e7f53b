internal import NodeModel

extension FleetFinding {
  /// A node that was expected and never reported. What it cost nobody knows, nor whether it ran.
  init(_ absent: ExpectedNodes.Absent) {
    self.init(
      .warning, origin: .records, kind: "absent",
      place: Place(target: absent.target, site: absent.site, rack: absent.rack),
      subject: absent.target, text: "expected, never reported", confidence: .certain,
      action: Remedy.absent)
    if let id = absent.id { evidence.append("known as \(id)") }
    if let scheme = absent.scheme {
      evidence.append("its __scheme__ is \(scheme): probe-fleet pull does not ask it")
    }
  }
}
