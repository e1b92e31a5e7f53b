/// Something to read reports from.
enum FleetInput {
  /// A file, or standard input where it is `-`; nil where nobody has looked whether a digest lies beside it.
  case file(String, hasDigest: Bool?)
  /// Bytes that are there already, with the name that refusals have.
  case bytes(name: String, [UInt8])

  /// The name in refusals.
  var name: String {
    switch self {
    case .file(let path, _): path
    case .bytes(let name, _): name
    }
  }
}
