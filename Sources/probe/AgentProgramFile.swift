import LinuxFiles

/// Where `probe-agent` lies: beside `probe`, or in `../libexec/nodeprobe` of an installed one.
enum AgentProgramFile {
  /// The first that is there.
  static func find() throws -> String {
    let here = ProcessImage.path
    let folder = here.lastIndex(of: "/").map { String(here[..<$0]) } ?? "."
    let places = [folder + "/probe-agent", folder + "/../libexec/nodeprobe/probe-agent"]
    for place in places where ProcessImage.isProgram(place) { return place }
    throw Missing(description: "probe-agent is neither at \(places[0]) nor at \(places[1])")
  }

  /// The installation is not whole.
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }
}
