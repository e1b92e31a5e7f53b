/// A stretch of an input's text, and what was found in it. One thread at a time has it.
final class TextStretch: @unchecked Sendable {
  /// Whose text it is.
  private(set) var input: InputText?
  /// The text.
  var buffer: TokenBuffer
  /// Where it begins in the whole text.
  private(set) var base = 0
  /// Whether the text ends with it.
  var isLast = false
  /// What is wrong with the packing, where the text ends for that.
  var fault: JSONFault.Reason?

  /// From where on it was not looked at yet, or not to an end.
  var next = 0
  /// What is looked for there, where it is no document.
  var skipped: SkippedLines?
  /// Whether so much was found that it has to be taken before anybody looks on.
  var isFull = false
  /// Whether a fault in it says what is wrong with the packing.
  var isFaultSaid = false
  /// What was found.
  var found = FoundDocuments()

  /// With room for so many bytes.
  init(capacity: Int, instructionSet: Int32) {
    buffer = TokenBuffer(capacity: capacity, instructionSet: instructionSet)
  }

  /// Begins anew, at a place of a text.
  func begin(_ input: InputText, at base: Int) {
    self.input = input
    self.base = base
    buffer.removeAll()
    isLast = false
    fault = nil
    isFaultSaid = false
    lookAgain(from: 0)
  }

  /// Forgets whose text it was.
  func release() { input = nil }

  /// Forgets what was found, and begins to look at a byte.
  func lookAgain(from start: Int) {
    next = start
    skipped = nil
    lookOn()
  }

  /// Forgets what was found, and looks on from there.
  func lookOn() {
    isFull = false
    found.removeAll()
  }

  /// Leaves out what was looked at.
  func dropRead() {
    base += next
    buffer.drop(first: next)
    next = 0
    lookOn()
  }

  /// Whether documents end where it does: what follows can be read for itself.
  var isWhole: Bool { next == buffer.count && skipped == nil }

  /// Whether something stands behind broken bytes that must be indexed for itself.
  var isIndexBroken: Bool { skipped == nil && next < buffer.count && next > buffer.end }

  /// Whether that is so, or what follows has more tokens than are indexed beside those before it.
  var wantsIndex: Bool {
    isIndexBroken || buffer.isFull && skipped == nil && 0 < next && next < buffer.count
  }
}
