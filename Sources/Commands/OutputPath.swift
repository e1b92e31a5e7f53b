public import ArgumentParser
internal import LinuxFiles

/// Where a result goes, as it is typed behind `-o`: a file, or `-` for standard output.
public struct OutputPath: ExpressibleByArgument {
  /// Nil for standard output.
  public let file: String?

  /// Files.
  public static var defaultCompletionKind: CompletionKind { .file() }

  /// Nil of an empty word.
  public init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    file = argument == "-" ? nil : argument
  }

  /// Throws where no file can be put there.
  public func check() throws {
    guard let file else { return }
    do throws(SystemError) {
      try BoundedFile.check(writable: file)
    } catch {
      guard error.isOfNoFile else { throw error }
      throw ValidationError("\(error); - is standard output")
    }
  }
}
