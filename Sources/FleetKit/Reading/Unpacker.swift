/// Makes the text of a packed file out of its bytes.
protocol Unpacker: AnyObject {
  /// Unpacks what it can of `packed` into `room`.
  ///
  /// - Returns: how many bytes it has used and made; nil where the stream is broken.
  func unpack(
    _ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int)?

  /// Whether the stream may end here: not within a member or frame.
  var isWhole: Bool { get }

  /// What is said of a broken stream.
  var fault: JSONFault.Reason { get }
}
