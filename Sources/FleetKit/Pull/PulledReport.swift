internal import CLinux
internal import LinuxFiles

/// A report as an agent sent it, whole and with the right digest: one line with its end.
struct PulledReport {
  private let text: Spool
  /// How many bytes it has.
  let count: Int
  /// Which node it is of: 64 hexadecimal digits.
  let nodeID: String
  /// What the next report is to be after.
  let position: UInt64
  /// Whether further rows follow at once.
  let isCut: Bool

  private static let pieceBytes = 1 << 16

  /// A report that was put aside.
  init(text: Spool, count: Int, nodeID: String, position: UInt64, isCut: Bool) {
    self.text = text
    self.count = count
    self.nodeID = nodeID
    self.position = position
    self.isCut = isCut
  }

  /// Hands out its bytes in their order, some at a time.
  func write(_ take: ([UInt8]) throws(SystemError) -> Void) throws(SystemError) {
    var place = 0
    while place < count {
      var piece = [UInt8](repeating: 0, count: min(Self.pieceBytes, count - place))
      let read = unsafe try piece.withUnsafeMutableBufferPointer {
        (room) throws(SystemError) -> Int in
        unsafe try text.read(place, into: UnsafeMutableRawBufferPointer(room))
      }
      guard read > 0 else { throw SystemError(code: EIO, operation: "read a temporary file") }
      piece.removeLast(piece.count - read)
      try take(piece)
      place += read
    }
  }
}
