extension MachineIdentity {
  /// Reads the member "machine" of a document.
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var cpu = CPUIdentity()
    var (threads, packages): (Int?, Int?)
    var (board, firmware): (String?, String?)
    var isVirtual = false
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "cpu": cpu = try CPUIdentity(from: &reader)
      case "threads": threads = try reader.positiveInteger()
      case "packages": packages = try reader.positiveInteger()
      case "board": board = try reader.string()
      case "firmware": firmware = try reader.string()
      case "virtual": isVirtual = try reader.bool()
      default: try reader.skipValue()
      }
    }
    self.init(
      cpu: cpu, threads: try threads.required("threads", in: start), packages: packages ?? 1,
      board: board, firmware: firmware, isVirtual: isVirtual)
  }
}

extension CPUIdentity {
  fileprivate init(from reader: inout JSONReader) throws(JSONError) {
    self.init()
    try reader.object { reader, name throws(JSONError) in
      switch name {
      case "vendor": vendor = try reader.string()
      case "family": family = try reader.identifier()
      case "model": model = try reader.identifier()
      case "stepping": stepping = try reader.identifier()
      case "implementer": implementer = try reader.identifier()
      case "part": part = try reader.identifier()
      case "name": self.name = try reader.string()
      default: try reader.skipValue()
      }
    }
  }
}

extension JSONReader {
  /// Reads a number that a CPU identifies itself by.
  fileprivate mutating func identifier() throws(JSONError) -> UInt32 {
    let start = start()
    guard let value = UInt32(exactly: try integer()) else {
      throw JSONError(at: start, "no number of 32 bits")
    }
    return value
  }
}
