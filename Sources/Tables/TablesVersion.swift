/// Which tables a figure was made with.
public enum TablesVersion {
  /// Sixteen hexadecimal digits that change with any byte of the tables, and with their order (FNV-1a, 64
  /// bits).
  public static func of(_ tables: [EmbeddedTable]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for table in tables {
      let bytes = table.bytes
      for index in 0..<bytes.count {
        hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
