internal import LinuxFiles

/// An input that is being read: its text, and what became of the documents in it so far. Only the thread that reads
/// inputs has it.
final class InputText {
  let text: ReportFile
  /// The name in refusals.
  let name: String
  /// Its number in the store, and what was there before it; nil until its first documents come.
  var place: (file: Int32, mark: DocumentStore.Mark)?
  /// What became of its documents.
  var counts = FleetCounts()
  var section = MergedSection()
  /// Where it stands in the text, and what it has read of the text behind that: the beginning of a line.
  var end = 0
  var rest: [UInt8] = []
  /// Whether all of the text was read.
  var isRead = false
  /// Whether nothing more is taken of it.
  var isClosed = false

  /// Opens an input.
  init(_ input: FleetInput, isDigesting: Bool) throws(SystemError) {
    name = input.name
    text = try ReportFile(input, isDigesting: isDigesting)
  }
}
