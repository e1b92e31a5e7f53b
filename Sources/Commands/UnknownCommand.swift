internal import ArgumentParser
internal import Terminal

/// A first word that names no command; without this check it would be an argument of the default one.
struct UnknownCommand: Error, CustomStringConvertible {
  /// What was typed.
  let word: String
  /// The commands that lead there: "probe", "probe config".
  let parent: String
  /// The command that was probably meant, as it is typed behind the program's name.
  let suggestion: String?

  /// What is wrong with the words of a command line; nil where they begin with a command, or with an
  /// option.
  static func first(
    in words: ArraySlice<String>, below root: any ParsableCommand.Type
  ) -> UnknownCommand? {
    // `help` is the parser's own; what stands behind it is a command again.
    let path = words.drop { $0 == "help" }.prefix { !$0.hasPrefix("-") }
    var known = root.configuration.subcommands
    var names: [String] = []
    for word in path {
      guard !known.isEmpty else { return nil }
      guard let next = known.first(where: { $0.configuration.commandName == word }) else {
        let near = word.nearest(among: known.compactMap { $0.configuration.commandName })
        return UnknownCommand(
          word: word.printable, parent: ([root.programName] + names).joined(separator: " "),
          suggestion: near.map { (names + [$0]).joined(separator: " ") })
      }
      known = next.configuration.subcommands
      names.append(word)
    }
    return nil
  }

  /// "there is no command 'agnet'; did you mean agent? see probe --help".
  var description: String {
    let hint = suggestion.map { " did you mean \($0)?" } ?? ""
    return "there is no command '\(word)';\(hint) see \(parent) --help"
  }
}
