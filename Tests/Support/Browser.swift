import Foundation

/// Chromium, which shows one page from a server that notes what is asked for.
public enum Browser {
  /// What it made of a page.
  public struct Shown {
    /// The document after its program ran, as the browser understood it.
    public let text: String
    /// What its console said.
    public let complaints: [String]
    /// Each request that it made.
    public let requests: [String]
  }

  /// Serves a page, and `files` by their paths beside it, and lets the browser draw for three seconds of its own time;
  /// nil where there is no browser.
  public static func show(_ page: [UInt8], with files: [String: [UInt8]] = [:]) throws -> Shown? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium") else {
      print("skipped: no chromium")
      return nil
    }
    let folder = try TemporaryDirectory()
    try folder.write(bytes: page, to: "site/index.html")
    for (path, bytes) in files { try folder.write(bytes: bytes, to: "site/" + path) }
    let log = folder.path + "/requests.log"
    try Data().write(to: URL(fileURLWithPath: log))
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = [
      "python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory",
      folder.path + "/site",
    ]
    let announcement = Pipe()
    server.standardOutput = announcement
    server.standardError = FileHandle(forWritingAtPath: log)
    try server.run()
    defer {
      // Not SIGTERM: children of a test inherit a mask that blocks it.
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    // "Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ..."
    let line = String(decoding: announcement.fileHandleForReading.availableData, as: UTF8.self)
    let words = line.split(separator: " ")
    guard let place = words.firstIndex(of: "port"), place + 1 < words.count,
      let port = UInt16(words[place + 1])
    else {
      print("skipped: no python3")
      return nil
    }
    let (text, complaints) = try browse(
      "http://127.0.0.1:\(port)/", profile: folder.folder("profile"))
    // 127.0.0.1 - - [22/Nov/2026 03:30:00] "GET / HTTP/1.1" 200 -
    let requests = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
      .filter { $0.contains("\"GET ") }
      .map { String($0.split(separator: "\"", omittingEmptySubsequences: false)[1]) }
    return Shown(text: text, complaints: complaints, requests: requests)
  }

  private static func browse(
    _ address: String, profile: String
  ) throws -> (String, [String]) {
    let browser = Process()
    // A browser that hangs costs its own test, not the run.
    browser.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    browser.arguments = [
      "--signal=KILL", "60", "/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu",
      "--user-data-dir=" + profile, "--enable-logging=stderr", "--virtual-time-budget=3000",
      "--dump-dom", address,
    ]
    let log = profile + "/console.log"
    try Data().write(to: URL(fileURLWithPath: log))
    browser.standardError = FileHandle(forWritingAtPath: log)
    let output = Pipe()
    browser.standardOutput = output
    try browser.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    browser.waitUntilExit()
    let console = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    return (
      String(decoding: text, as: UTF8.self),
      console.filter { $0.contains("CONSOLE") }.map(String.init)
    )
  }
}
