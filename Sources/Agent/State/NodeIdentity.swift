/// The name by which reports know a node: 64 hexadecimal digits, made once and kept.
public enum NodeIdentity {
  /// The node_id in a state directory; made from the machine-id where there is none yet.
  public static func current(
    in directory: String, machineID: String = "/etc/machine-id",
    random: inout some RandomNumberGenerator
  ) -> String {
    ""
  }
}
