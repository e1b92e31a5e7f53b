import Foundation

/// A TCP port of loopback that nobody uses now.
public enum FreePort {
  /// The kernel's choice; somebody else may take it a moment later, which no test here has met.
  public static func find() throws -> Int {
    let result = try Program.run(
      "/usr/bin/env", "python3", "-c",
      "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
    guard let port = Int(result.output.split(separator: "\n").first ?? "") else {
      throw CocoaError(.featureUnsupported)
    }
    return port
  }
}
