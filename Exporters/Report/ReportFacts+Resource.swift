/// `resource`: the node by the names that OpenTelemetry has for it, so that what is joined with traces and metrics of a
/// collector needs no table of names (semantic conventions for `host`, `os` and `service`; status: development).
extension ReportFacts {
  /// What is not known is left out.
  ///
  /// - Parameter nodeID: stands for `host.id`, which is to be the same wherever the node is told of.
  func writeResource(_ nodeID: String, to json: inout JSONWriter) {
    json.member(
      "resource",
      texts: [
        "host.id": nodeID,
        "host.name": identity("hostname"),
        "host.arch": identity("architecture").map(Self.architecture),
        "host.cpu.model.name": word("model_name", of: "nodeprobe_cpu_info"),
        "os.type": "linux",
        "os.description": identity("os"),
        "service.name": "nodeprobe",
        "service.version": places.version.flatMap(text),
      ].compactMapValues { $0 })
  }

  private func identity(_ name: String) -> String? {
    places.identity.first { $0.name.description == name }.flatMap { text($0.word) }
  }

  /// What the conventions call what uname(2) says; others have no name there and keep theirs.
  private static func architecture(_ machine: String) -> String {
    switch machine {
    case "x86_64": "amd64"
    case "aarch64": "arm64"
    case "i386", "i486", "i586", "i686": "x86"
    case "ppc64le": "ppc64"
    case "ppc": "ppc32"
    case _ where machine.hasPrefix("armv"): "arm32"
    default: machine
    }
  }
}
