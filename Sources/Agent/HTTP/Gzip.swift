internal import CZlib

/// Compresses whole bodies with one zlib stream that is used again.
///
/// Level 1 with a window of 8 kB: a page of metrics repeats itself every few lines, so a larger window
/// gains 3 % and would cost 250 kB of memory.
@safe
final class Gzip {
  private var stream = unsafe z_stream()
  private let isReady: Bool

  init() {
    isReady = unsafe czlib_open(&stream) == 0
  }

  deinit {
    if isReady { unsafe deflateEnd(&stream) }
  }

  /// Writes `bytes` as one gzip member over what `output` holds; false where zlib cannot.
  func compress(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) -> Bool {
    guard isReady, unsafe deflateReset(&stream) == Z_OK else { return false }
    let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
    if output.count < bound { output = Array(repeating: 0, count: bound + bound / 4) }
    return unsafe output.withUnsafeMutableBufferPointer { target in
      let input = unsafe bytes.bindMemory(to: UInt8.self)
      unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      unsafe stream.avail_in = UInt32(input.count)
      unsafe stream.next_out = target.baseAddress
      unsafe stream.avail_out = UInt32(target.count)
      return unsafe deflate(&stream, Z_FINISH) == Z_STREAM_END
    }
  }

  /// How many bytes the last call wrote.
  var written: Int { unsafe Int(stream.total_out) }
}
