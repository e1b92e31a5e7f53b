/// Why bytes are no checkpoint that a ledger can go on from.
public enum CheckpointError: Error, Equatable {
  /// They do not begin as one.
  case foreign
  /// They were written in a form that this program does not know.
  case version(UInt64)
  /// They end too early.
  case short
  /// The checksum is another.
  case damaged
  /// The checksum is right, and what they say cannot be.
  case inconsistent
}
