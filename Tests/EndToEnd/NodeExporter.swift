import Foundation
import TestSupport

/// Debian's node_exporter on a port of its own, with collectors of our choice, until nobody holds it.
final class NodeExporter {
  private let process = Process()
  private let port: UInt16

  /// Starts it with those options, and waits until it answers.
  init(_ options: [String]) throws {
    port = UInt16(try FreePort.find())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/prometheus-node-exporter")
    process.arguments =
      ["--collector.disable-defaults", "--web.listen-address=127.0.0.1:\(port)"] + options
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    guard try Waiting.until(20, { (try? page()) != nil }) else {
      throw HTTPExchange.Failure(what: "node_exporter does not answer")
    }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// The page as it stands now.
  func page() throws -> [String: Double] { try MetricsPage.scrape(port: port).samples }
}
