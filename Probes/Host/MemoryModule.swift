/// A memory module, as the firmware describes it (SMBIOS 3.7, structure type 17, "Memory Device").
struct MemoryModule: Equatable {
  /// Where it is plugged in, as printed on the board; may be empty, or the same for two.
  var locator = ""
  /// The bank, channel or socket that it belongs to.
  var bank = ""
  /// Its size; 0 of an empty slot.
  var bytes: UInt64 = 0
  /// How fast it runs, else how fast it could, in transfers a second; nil where that is not known.
  var transfers: UInt64?
  /// Whether it is main memory: not flash, not a ROM and not a graphics card's.
  var isMain = true

  /// More are no machine's.
  private static let most = 1024

  /// All modules of an SMBIOS table; what follows something broken is left out.
  static func all(in table: [UInt8]) -> [MemoryModule] {
    var modules: [MemoryModule] = []
    var at = 0
    // Type, length, handle; the end is a structure of its own.
    while at + 4 <= table.count, table[at] != 127 {
      let end = at + Int(table[at + 1])
      guard end >= at + 4, end <= table.count else { break }
      let strings = strings(in: table, from: end)
      if table[at] == 17, modules.count < most,
        let module = MemoryModule(table, at..<end, strings.texts)
      {
        modules.append(module)
      }
      at = strings.end
    }
    return modules.filter { $0.bytes > 0 && $0.isMain }
  }

  /// Reads the formatted part of a structure.
  private init?(_ table: [UInt8], _ range: Range<Int>, _ texts: [String]) {
    func number(_ offset: Int, _ count: Int) -> UInt64? {
      guard range.lowerBound + offset + count <= range.upperBound else { return nil }
      return (0..<count).reduce(0) {
        $0 | UInt64(table[range.lowerBound + offset + $1]) << UInt64(8 * $1)
      }
    }
    func text(_ offset: Int) -> String {
      guard let place = number(offset, 1), place > 0, place <= texts.count else { return "" }
      return texts[Int(place) - 1]
    }
    /// A number that goes on elsewhere where it is too large; 0 is unknown.
    func speed(_ offset: Int, extended: Int) -> UInt64? {
      let found = number(offset, 2) == 0xFFFF ? number(extended, 4) : number(offset, 2)
      return found == 0 ? nil : found
    }
    guard let size = number(0x0C, 2) else { return nil }
    switch size {
    case 0xFFFF: bytes = 0
    case 0x7FFF: bytes = ((number(0x1C, 4) ?? 0) & 0x7FFF_FFFF) << 20
    default: bytes = size & 0x8000 == 0 ? size << 20 : (size & 0x7FFF) << 10
    }
    locator = text(0x10)
    bank = text(0x11)
    // VRAM, ROM, flash and its relatives, logical non-volatile devices.
    isMain = ![0x05, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x1F].contains(number(0x12, 1) ?? 0x02)
    transfers = (speed(0x20, extended: 0x58) ?? speed(0x15, extended: 0x54)).map { $0 * 1_000_000 }
  }

  /// The texts behind a structure, each ended by a zero and all of them by another one, and where the next one begins.
  private static func strings(in table: [UInt8], from start: Int) -> (texts: [String], end: Int) {
    var texts: [String] = []
    var at = start
    while at < table.count, table[at] != 0 {
      var end = at
      while end < table.count, table[end] != 0 { end += 1 }
      let text = table[at..<end].drop { $0 == 0x20 }
      texts.append(String(decoding: text.prefix(64), as: UTF8.self))
      at = end + 1
    }
    // Without any text there are two zeros.
    return (texts, texts.isEmpty ? start + 2 : at + 1)
  }
}

extension MemoryModule {
  /// All modules of udev's database of `/sys/class/dmi/id`, which systemd writes for everybody (since version 248,
  /// `dmi_memory_id`): `E:MEMORY_DEVICE_0_SIZE=68719476736`.
  static func all(udev text: String) -> [MemoryModule] {
    var modules: [Int: MemoryModule] = [:]
    var rated: [Int: UInt64] = [:]
    for line in text.split(separator: "\n") {
      let words = line.drop { $0 == "E" || $0 == ":" || $0 == " " }
      let prefix = "MEMORY_DEVICE_"
      guard words.hasPrefix(prefix), let equals = words.firstIndex(of: "=") else { continue }
      let name = words[..<equals].dropFirst(prefix.count)
      let value = words[words.index(after: equals)...]
      guard let bar = name.firstIndex(of: "_"), let place = Int(name[..<bar]),
        (0..<most).contains(place)
      else { continue }
      let number = UInt64(value).flatMap { $0 <= 1 << 60 ? $0 : nil }
      switch name[name.index(after: bar)...] {
      case "SIZE": modules[place, default: MemoryModule()].bytes = number ?? 0
      case "CONFIGURED_SPEED_MTS":
        modules[place, default: MemoryModule()].transfers = number.flatMap(Self.transfers)
      case "SPEED_MTS": rated[place] = number.flatMap(Self.transfers)
      case "LOCATOR": modules[place, default: MemoryModule()].locator = String(value)
      case "BANK_LOCATOR": modules[place, default: MemoryModule()].bank = String(value)
      case "TYPE":
        modules[place, default: MemoryModule()].isMain = ![
          "VRAM", "ROM", "Flash", "EEPROM", "FEPROM", "EPROM", "Logical non-volatile device",
        ].contains(String(value))
      default: break
      }
    }
    return modules.keys.sorted().compactMap { place in
      guard var module = modules[place], module.bytes > 0, module.isMain else { return nil }
      module.transfers = module.transfers ?? rated[place]
      return module
    }
  }

  private static func transfers(_ megatransfers: UInt64) -> UInt64? {
    megatransfers > 0 && megatransfers < 1 << 32 ? megatransfers * 1_000_000 : nil
  }

  private init() {}
}
