internal import LinuxFiles

/// A file that begins with one unsigned decimal: kept open as long as it answers, and tried anew in each round
/// where it does not, since permissions are given while the agent runs.
final class CounterFile {
  private let path: String
  private let hasUnit: Bool
  private var file: KernelFile?

  /// A file below the directory that `read` is given. `hasUnit`: more words follow the number.
  init(_ path: String, hasUnit: Bool = false) {
    self.path = path
    self.hasUnit = hasUnit
  }

  /// The number. What failed is thrown, and the file is opened again next time.
  func read(
    below directory: borrowing Directory, buffer: inout ReadBuffer
  ) throws(SystemError) -> UInt64 {
    do throws(SystemError) {
      if let file { return try number(in: file.contents(into: &buffer)) }
      // Errors that come in each round name no file.
      let value = try number(in: directory.attribute(path, into: &buffer))
      file = try KernelFile(path, below: directory)
      return value
    } catch {
      file = nil
      throw error
    }
  }

  private func number(in text: Span<UInt8>) throws(SystemError) -> UInt64 {
    if hasUnit {
      var scanner = ByteScanner(text)
      if let number = scanner.unsigned(), scanner.endsWord { return number }
    } else if let number = AttributeNumber(text), !number.isNegative {
      return number.magnitude
    }
    throw .garbled(path)
  }
}
