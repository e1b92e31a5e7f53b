internal import CZlib
internal import NIOCore

/// Compresses whole bodies with one zlib stream that is used again.
///
/// Level 1 with a window of 8 kB: our documents repeat themselves every few lines, so a larger window gains
/// 3 % and would cost 250 kB of memory. Pages of metrics are packed by `PackedPage`.
@safe
final class Gzip {
  private var stream = unsafe z_stream()
  private let isReady: Bool
  private var output: [UInt8] = []

  init() {
    isReady = unsafe czlib_open(&stream) == 0
  }

  deinit {
    if isReady { unsafe deflateEnd(&stream) }
  }

  /// Writes `bytes` as one gzip member; false where zlib cannot.
  func compress(_ bytes: Span<UInt8>, into buffer: inout ByteBuffer) -> Bool {
    guard isReady, unsafe deflateReset(&stream) == Z_OK else { return false }
    if output.isEmpty { output = Array(repeating: 0, count: Self.pieceBytes) }
    let start = buffer.writerIndex
    let isWhole = unsafe bytes.withUnsafeBufferPointer { input in
      unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(input.count)
      while true {
        let code = unsafe output.withUnsafeMutableBufferPointer { target in
          unsafe stream.next_out = target.baseAddress
          unsafe stream.avail_out = UInt32(target.count)
          return unsafe deflate(&stream, Z_FINISH)
        }
        unsafe buffer.writeBytes(output[..<(output.count - Int(stream.avail_out))])
        if code != Z_OK { return code == Z_STREAM_END }
      }
    }
    if !isWhole { buffer.moveWriterIndex(to: start) }
    return isWhole
  }

  /// What is compressed leaves in pieces of this size, so that a long document needs no room of its own length.
  private static let pieceBytes = 32 << 10

  /// The CRC-32 that stands behind a gzip member, carried on from `sum` over more bytes; it begins at 0.
  static func checksum(_ sum: UInt32, _ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe czlib_checksum(sum, $0.baseAddress, $0.count)
    }
  }
}
