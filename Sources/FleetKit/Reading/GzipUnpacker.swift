internal import CZlib

/// gzip (RFC 1952), also several members one behind the other.
@safe final class GzipUnpacker: Unpacker {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private(set) var isWhole = true
  let fault = JSONFault.Reason.brokenGzip

  /// Nil where there is no memory.
  init?() {
    guard unsafe czlib_open_reader(stream) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  func unpack(
    _ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int)? {
    if isWhole {
      guard unsafe !packed.isEmpty, unsafe inflateReset(stream) == Z_OK else { return (0, 0) }
      isWhole = false
    }
    // zlib does not write there.
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: packed.baseAddress?.assumingMemoryBound(to: UInt8.self))
    unsafe stream.pointee.avail_in = UInt32(clamping: packed.count)
    unsafe stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(clamping: room.count)
    let code = unsafe inflate(stream, Z_NO_FLUSH)
    let used = unsafe min(packed.count, Int(UInt32.max)) - Int(stream.pointee.avail_in)
    let made = unsafe min(room.count, Int(UInt32.max)) - Int(stream.pointee.avail_out)
    switch code {
    case Z_OK, Z_BUF_ERROR: return (used, made)
    case Z_STREAM_END:
      isWhole = true
      return (used, made)
    default: return nil
    }
  }
}
