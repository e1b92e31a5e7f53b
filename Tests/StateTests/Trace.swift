import Foundation

/// What `recorder.c` saw a process do with its files, in order.
struct Trace {
  enum Kind: UInt32 {
    case created = 1
    case written, cut, renamed, removed, synced, folderSynced
  }

  struct Record {
    let kind: Kind
    /// The file's name, without its folder.
    let name: String
    let place: Int
    let data: [UInt8]
  }

  let records: [Record]

  init(_ path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var records: [Record] = []
    var next = 0
    func number<T: FixedWidthInteger>(_ type: T.Type) -> T {
      defer { next += T.bitWidth / 8 }
      return (0..<T.bitWidth / 8).reduce(0) {
        $0 | T(truncatingIfNeeded: bytes[next + $1]) << T(8 * $1)
      }
    }
    while next < bytes.count {
      let kind = number(UInt32.self)
      let nameLength = Int(number(UInt32.self))
      let place = Int(number(Int64.self))
      let length = Int(number(Int64.self))
      let name = String(decoding: bytes[next..<next + nameLength], as: UTF8.self)
      next += nameLength
      let data = Array(bytes[next..<next + length])
      next += length
      guard let kind = Kind(rawValue: kind) else { continue }
      records.append(
        Record(
          kind: kind, name: String(name.split(separator: "/").last ?? ""), place: place, data: data)
      )
    }
    self.records = records
  }
}
