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
    if let kept = kept(in: directory) { return kept }
    let made =
      machine(machineID)
      ?? SHA256.hexadecimal(
        Array((0..<4).map { _ in String(random.next(), radix: 16) }.joined(separator: "-").utf8))
    try? BoundedFile.replace(directory + "/" + name, with: Array((made + "\n").utf8))
    return made
  }

  /// The node_id that is kept in a state directory; nil where none is.
  public static func kept(in directory: String) -> String? {
    text(directory + "/" + name).flatMap { isIdentity($0) ? $0 : nil }
  }

  /// What this machine's node_id is made as; nil where it has no machine-id.
  public static func machine(_ machineID: String = "/etc/machine-id") -> String? {
    guard let machine = text(machineID), machine.utf8.count == 32 else { return nil }
    return SHA256.hexadecimal(Array(machine.utf8))
  }

  private static func text(_ path: String) -> String? {
    (try? BoundedFile.contents(of: path, limit: 4096)).map { String(trimming: $0.span) }
  }

  private static func isIdentity(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }
}
