public import ArgumentParser

/// Paths as they are typed one behind the other; many of them are one word for the parser.
///
/// The parser looks through all words for each of them: ten thousand took it 2.6 s. No path has a NUL in it, so that
/// is what stands between those that are joined.
public struct PathList: ExpressibleByArgument {
  private static let separator = "\u{0}"
  /// Fewer words are left as they are: so complaints of the parser show what was typed.
  private static let fewest = 64

  /// One path, or those that were joined.
  public let paths: [String]

  /// Files and folders.
  public static var defaultCompletionKind: CompletionKind { .file() }

  /// Takes joined paths apart.
  public init(argument: String) {
    paths = argument.split(separator: Self.separator, omittingEmptySubsequences: false)
      .map(String.init)
  }

  /// The words of a command line, in which long runs of words that are no options are one word. The first of a run may
  /// belong to the option before it.
  public static func joined(in words: [String]) -> [String] {
    var joined: [String] = []
    var run: [String] = []
    func flush() {
      if run.count > fewest {
        joined.append(run[0])
        joined.append(run.dropFirst().joined(separator: separator))
      } else {
        joined += run
      }
      run = []
    }
    for word in words {
      if word.hasPrefix("-"), word != "-" {
        flush()
        joined.append(word)
      } else {
        run.append(word)
      }
    }
    flush()
    return joined
  }
}
