internal import NodeModel

extension FleetFinding {
  /// A node that was expected and of which there is no report. What it cost nobody knows, nor whether it ran.
  init(_ absent: ExpectedNodes.Absent) {
    self.init(
      .warning, origin: .records, kind: "absent",
      place: Place(target: absent.target, site: absent.site, rack: absent.rack),
      subject: absent.target,
      text: absent.wasFetched
        ? "expected, no report of it here; pull has fetched some before"
        : "expected, never reported",
      confidence: absent.candidates == 0 ? .certain : .suspect,
      action: absent.wasFetched ? Remedy.notHere : Remedy.absent)
    if let id = absent.id { evidence.append("known as \(id)") }
    if absent.candidates > 0 {
      let nodes = absent.candidates == 1 ? "1 node is" : "\(absent.candidates) nodes are"
      evidence.append("\(nodes) in no target: it may be one of them, by another name")
    }
    if let scheme = absent.scheme {
      evidence.append("its __scheme__ is \(scheme): probe-fleet pull does not ask it")
    }
  }
}
