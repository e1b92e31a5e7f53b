import CLinux
import Foundation
import Synchronization

/// One process of the driver, from its start to its death, and what it had told the world by then.
struct Life {
  /// A round as it was published.
  struct Round {
    let number: UInt64
    let boottime: UInt64
    let node: UInt64
    let jobs: UInt64
    /// Every bucket and every job on the page, by name.
    let parts: [String: UInt64]
    let status: String
  }

  /// The round that it went on from and its epoch; nil where it did not get so far.
  private(set) var start: (round: UInt64, epoch: String)?
  /// The last round that may have been kept, with its time; published or not.
  private(set) var attempt: (round: UInt64, boottime: UInt64)?
  private(set) var rounds: [Round] = []
  /// The node and what the rows that were not filed have, at a clean end.
  private(set) var end: (node: UInt64, unfiled: UInt64)?

  /// A folder with a clock, an hour after the machine's start and shortly before the end of an hour.
  static func prepare(_ folder: String, before hour: UInt64 = 30) throws {
    let realtime = (1_772_460_000 + 3600 - hour) * 1_000_000_000
    try Data(
      [UInt64(3_600_000_000_000), realtime].flatMap { Swift.withUnsafeBytes(of: $0) { Array($0) } }
    )
    .write(to: URL(fileURLWithPath: folder + "/clock"))
  }

  /// Runs the driver in a folder; killed after so many microseconds, or never.
  init(
    in folder: String, life: UInt64, step: UInt64, rounds: Int, limited: Range<Int>? = nil,
    killedAfter microseconds: UInt32? = nil, environment: [String: String] = [:]
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
      .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("state-driver")
    process.arguments = [folder, String(life), String(step), String(rounds)]
    if let limited {
      process.arguments? += [String(limited.lowerBound), String(limited.upperBound)]
    }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Somebody must listen, or it would wait.
    let said = Said()
    let listener = Thread {
      let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
      said.bytes.withLock { $0 = bytes }
    }
    listener.start()
    if let microseconds {
      usleep(microseconds)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    while !listener.isFinished { usleep(200) }
    let text = String(decoding: said.bytes.withLock { $0 }, as: UTF8.self)
    // What follows the last line end was not said.
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      take(line.split(separator: " ").map(String.init))
    }
  }

  private final class Said: Sendable {
    let bytes = Mutex(Data())
  }

  private mutating func take(_ words: [String]) {
    let number = words.count > 1 ? UInt64(words[1]) ?? 0 : 0
    switch words.first {
    case "S": start = (number, words[2])
    case "K": attempt = (number, UInt64(words[2]) ?? 0)
    case "E": end = (number, UInt64(words[2]) ?? 0)
    case "P":
      var parts: [String: UInt64] = [:]
      for word in words.dropFirst(5).dropLast() {
        guard let equals = word.lastIndex(of: "=") else { continue }
        parts[String(word[..<equals])] = UInt64(word[word.index(after: equals)...])
      }
      rounds.append(
        Round(
          number: number, boottime: UInt64(words[2]) ?? 0, node: UInt64(words[3]) ?? 0,
          jobs: UInt64(words[4]) ?? 0, parts: parts,
          status: String(words.last?.dropFirst("status=".count) ?? "")))
    default: break
    }
  }

  /// Microjoules that both packages of the driver's node have drawn at a boot time: written down here again,
  /// from the same two lines in whole numbers.
  static func truth(_ boottime: UInt64) -> UInt64 {
    let microseconds = boottime / 1000
    return microseconds * 84 + microseconds / 777 * 13 + microseconds / 1301 * 7
  }
}
