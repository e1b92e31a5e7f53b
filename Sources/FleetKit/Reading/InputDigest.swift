/// One input as it lies there: whoever has the file can tell by its digest whether it is the same.
public struct InputDigest: Sendable, Hashable {
  /// The last part of its path, `-` for standard input: in which folders it lies is nobody's business.
  public let name: String
  /// How many bytes it has, packed where it is packed.
  public let bytes: Int
  /// SHA-256 of these bytes, 64 hexadecimal digits.
  public let digest: String

  init(name: String, bytes: Int, digest: Digest) {
    self.name = Self.name(of: name)
    self.bytes = bytes
    self.digest = digest.value.description
  }

  /// The digest of a file whose bytes are there at once.
  public init(path: String, _ bytes: [UInt8]) {
    var digest = Digest()
    digest.update(bytes)
    self.init(name: path, bytes: bytes.count, digest: digest)
  }

  /// The last part of a path.
  public static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// One digest of several inputs, in whatever order they came: that of the lines `DIGEST  NAME` that sha256sum prints
  /// of them, sorted by their bytes.
  public static func digest(of inputs: [InputDigest]) -> String {
    let lines = inputs.map { Array("\($0.digest)  \($0.name)\n".utf8) }
      .sorted { $0.lexicographicallyPrecedes($1) }
    var digest = Digest()
    for line in lines { digest.update(line) }
    return digest.value.description
  }
}
