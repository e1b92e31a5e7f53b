internal import CLinux
internal import LinuxFiles

/// The digest that lies beside a file: `FILE.sha256`, as sha256sum writes it.
struct Sidecar {
  /// What its name ends with.
  static let ending = ".sha256"
  /// In bytes; a longer one is none.
  private static let limit = 4096

  /// The digest that the file is to have; nil where no digest stands there: then it is that of no file.
  private let digest: NodeID?

  /// Reads the one beside an input; nil where none lies there. One that cannot be read, or is too long, is that of no
  /// file.
  init?(beside input: FleetInput) {
    guard case .file(let name, let hasDigest) = input, name != "-", hasDigest ?? true else {
      return nil
    }
    do throws(SystemError) {
      let file = try FileDescriptor(opening: name + Self.ending)
      var text = [UInt8](repeating: 0, count: Self.limit + 1)
      let count = unsafe try text.withUnsafeMutableBufferPointer {
        (room) throws(SystemError) -> Int in
        unsafe try file.read(at: 0, into: UnsafeMutableRawBufferPointer(room))
      }
      digest = count > Self.limit ? nil : Self.digest(text.span.extracting(first: count))
    } catch {
      // No file has so long a name.
      if error.isAbsent || error.code == ENAMETOOLONG { return nil }
      digest = nil
    }
  }

  /// Whether a file with this digest is another one.
  func denies(_ found: NodeID) -> Bool { digest != found }

  /// Why such a file is refused.
  static func complaint(about name: String) -> String {
    "its SHA-256 is not the one in \(name)\(ending)"
  }

  private static func digest(_ text: Span<UInt8>) -> NodeID? {
    guard text.count >= 64 else { return nil }
    var words: InlineArray<4, UInt64> = [0, 0, 0, 0]
    for place in 0..<64 {
      guard let digit = JSONWalker.hexadecimal(text[place]) else { return nil }
      words[place / 16] = words[place / 16] << 4 | UInt64(digit)
    }
    return NodeID((words[0], words[1], words[2], words[3]))
  }
}
