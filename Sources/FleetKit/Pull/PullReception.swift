/// An answer of an agent while it comes: the head, then a report or why there is none.
struct PullReception {
  /// The longest head, in bytes.
  private static let longestHead = 65_536
  /// So much of an answer without a report is for people.
  private static let mostWords = 160

  private let folder: String
  private var head: [UInt8] = []
  private var answer: PullAnswer?
  private var body: PulledBody?
  private var words: [UInt8] = []

  /// Nothing has come yet.
  ///
  /// - Parameter folder: for temporary files.
  init(in folder: String) {
    self.folder = folder
  }

  /// Whether anything has come.
  var hasBegun: Bool { answer != nil || !head.isEmpty }

  /// Whether all has come that the head announces; where it announces no length, the connection's end tells.
  var isWhole: Bool {
    guard let answer else { return false }
    guard let body else { return words.count >= Self.mostWords }
    return answer.length.map { body.received >= $0 } ?? false
  }

  /// Takes the next bytes.
  mutating func take(_ piece: ArraySlice<UInt8>) throws(PullFailure) {
    if answer != nil { return try takeBody(piece) }
    let known = head.count
    head += piece
    guard let end = Self.endOfHead(head, from: known) else {
      guard head.count <= Self.longestHead else { throw PullAnswer.noHTTP }
      return
    }
    let answer = try PullAnswer(head: head[..<end])
    self.answer = answer
    if answer.status == 200 { body = try PulledBody(of: answer, in: folder) }
    try takeBody(piece.dropFirst(end - known))
    head = []
  }

  private mutating func takeBody(_ piece: ArraySlice<UInt8>) throws(PullFailure) {
    var piece = piece
    // What follows the announced length is no part of the answer, in whatever pieces it comes.
    if let length = answer?.length, let body {
      piece = piece.prefix(max(0, length - body.received))
    }
    if try body?.take(piece) == nil { words += piece.prefix(Self.mostWords - words.count) }
  }

  /// The report, or why the agent refuses what was asked for; throws where it is neither, or not whole.
  func result() throws(PullFailure) -> Result<PulledReport, PullFailure> {
    guard let answer else { throw PullAnswer.complaint(about: head) }
    guard let body else {
      let failure = answer.failure(words)
      guard answer.status == 400 else { throw failure }
      return .failure(failure)
    }
    if let length = answer.length, body.received != length {
      throw PullFailure("the answer broke off after \(body.received) bytes", isBreak: true)
    }
    return .success(try body.report(answer))
  }

  /// The place behind the empty line; `known` bytes were looked through before.
  private static func endOfHead(_ bytes: [UInt8], from known: Int) -> Int? {
    var index = max(3, known)
    while index < bytes.count {
      if bytes[index] == 0x0A, bytes[index - 1] == 0x0D, bytes[index - 2] == 0x0A,
        bytes[index - 3] == 0x0D
      {
        return index + 1
      }
      index += 1
    }
    return nil
  }
}
