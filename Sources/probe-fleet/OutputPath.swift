import ArgumentParser

/// Where a result goes, as it is typed behind `-o`.
struct OutputPath: ExpressibleByArgument {
  /// Nil for standard output, which is `-`.
  let file: String?

  static var defaultCompletionKind: CompletionKind { .file() }

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    file = argument == "-" ? nil : argument
  }
}
