internal import CZstd

/// Zstandard (RFC 8878), also several frames one behind the other.
@safe final class ZstdUnpacker: Unpacker {
  private let stream: OpaquePointer
  private(set) var isWhole = true
  let fault = JSONFault.Reason.brokenZstd

  /// Nil where there is no memory.
  init?() {
    guard let stream = unsafe ZSTD_createDStream() else { return nil }
    unsafe self.stream = unsafe stream
  }

  deinit {
    unsafe ZSTD_freeDStream(stream)
  }

  func unpack(
    _ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int)? {
    var input = unsafe ZSTD_inBuffer(src: packed.baseAddress, size: packed.count, pos: 0)
    var output = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
    let left = unsafe ZSTD_decompressStream(stream, &output, &input)
    guard ZSTD_isError(left) == 0 else { return nil }
    unsafe isWhole = left == 0 || (isWhole && input.pos == 0 && output.pos == 0)
    return unsafe (input.pos, output.pos)
  }
}
