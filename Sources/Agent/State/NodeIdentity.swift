internal import LinuxFiles

/// The name by which reports know a node: 64 hexadecimal digits, made once and kept.
public enum NodeIdentity {
  /// The file in the state directory.
  static let name = "node_id"

  /// The node_id in a state directory; where there is none, the SHA-256 of the machine-id (machine-id(5)),
  /// or of random numbers on a machine without one, is made and kept.
  public static func current(
    in directory: String, machineID: String = "/etc/machine-id",
    random: inout some RandomNumberGenerator
  ) -> String {
    let path = directory + "/" + name
    if let kept = text(path), isIdentity(kept) { return kept }
    var machine = text(machineID) ?? ""
    if machine.utf8.count != 32 {
      machine = (0..<4).map { _ in String(random.next(), radix: 16) }.joined(separator: "-")
    }
    let made = SHA256.hexadecimal(Array(machine.utf8))
    try? BoundedFile.replace(path, with: Array((made + "\n").utf8))
    return made
  }

  private static func text(_ path: String) -> String? {
    (try? BoundedFile.contents(of: path, limit: 4096)).map { String(trimming: $0.span) }
  }

  private static func isIdentity(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }
}
