/// Something to read reports from.
enum FleetInput {
  /// A file, or standard input where it is `-`.
  case file(String)
  /// Bytes that are there already, with the name that refusals have.
  case bytes(name: String, [UInt8])

  /// The name in refusals.
  var name: String {
    switch self {
    case .file(let path): path
    case .bytes(let name, _): name
    }
  }
}
