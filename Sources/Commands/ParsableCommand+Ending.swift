public import ArgumentParser
internal import LinuxFiles

extension ParsableCommand {
  /// As it is typed: what complaints begin with.
  static var programName: String { configuration.commandName ?? "" }

  /// Runs what the command line asks for, as the root of a program, and ends the process: 0 done, 1 a finding or a
  /// failure, 2 wrong use or unusable input, which is one line on standard error.
  ///
  /// - Parameters:
  ///   - words: what was typed behind the program's name.
  ///   - unwritten: the exit status where the result cannot be written; 2 where 1 says that something was left out of it.
  ///   - check: throws what is wrong with them, before they are parsed.
  public static func runToEnd(
    _ words: [String] = Array(CommandLine.arguments.dropFirst()), unwritten: Int32 = 1,
    _ check: (_ words: ArraySlice<String>) throws -> Void = { _ in }
  ) -> Never {
    do {
      let words = words[...]
      try check(words)
      if let unknown = UnknownCommand.first(in: words, below: Self.self) { throw unknown }
      var command = try parseAsRoot(Array(words))
      try command.run()
    } catch {
      end(with: error, unwritten: unwritten)
    }
    ProcessImage.end(0)
  }

  private static func end(with error: any Error, unwritten: Int32) -> Never {
    if let failure = error as? Output.Failure { end(failure, unwritten) }
    let code = exitCode(for: error)
    let text = message(for: error)
    if code.isSuccess {
      do {
        if !text.isEmpty { try Output.write(text + "\n") }
      } catch {
        end(error, unwritten)
      }
      ProcessImage.end(0)
    }
    if let code = error as? ExitCode { ProcessImage.end(code.rawValue) }
    StandardStream.error.write("\(programName): \(line(of: text))\n")
    ProcessImage.end(2)
  }

  /// The first line of a message, with the list that it announces.
  private static func line(of text: String) -> String {
    let lines = text.split(separator: "\n")
    guard let first = lines.first else { return "failed" }
    let items = lines.dropFirst().map { $0.drop { $0 == " " } }.prefix { $0.hasPrefix("- ") }
    guard first.hasSuffix(":"), !items.isEmpty else { return String(first) }
    return first + " " + items.map { $0.dropFirst(2) }.joined(separator: ", ")
  }

  private static func end(_ failure: Output.Failure, _ unwritten: Int32) -> Never {
    if failure.isSilent { ProcessImage.end(Output.Failure.silentStatus) }
    StandardStream.error.write("\(programName): \(failure)\n")
    ProcessImage.end(unwritten)
  }
}
