internal import CLinux
internal import EnergyLedger
internal import LinuxFiles

/// The ledger as it was after a round, in a file that survives whatever the agent does not.
///
/// `keep` writes into the page cache, which outlives a killed process; `keepForSync` and `sync` are for a power
/// loss, after which pages of the other two slots may be any mixture. Writing never touches the newest whole
/// slot of a pair. It writes instead of mapping: a full disk or a cut file is then an error number and no
/// SIGBUS, on file systems that copy on write as well. Slots lie as far apart as the largest ledger needs; what is
/// reserved of each is what is in use, and as much again to grow.
final class CheckpointFile {
  private let directory: String
  private let path: String
  private var file: FileDescriptor
  private(set) var slotBytes: Int
  /// Bytes of each slot that have room on the disk.
  private(set) var roomBytes = 0
  /// The generation that each slot has; 0: nothing that counts.
  private var generations: [UInt64]
  private var generation: UInt64
  private var head = [UInt64](repeating: 0, count: CheckpointImage.headWords)

  /// The newest checkpoint that was there, until it is taken.
  private var found: Checkpoint?

  /// Opens the file in a directory that this process has locked, or makes it. What is there and is no file
  /// of checkpoints is moved aside.
  init(in directory: String, limits: LedgerLimits, at realtime: UInt64, log: Log)
    throws(SystemError)
  {
    self.directory = directory
    path = directory + "/" + CheckpointImage.name
    let wanted = Self.slotBytes(for: limits)
    var image: CheckpointImage?
    do throws(SystemError) {
      let old = try Self.open(path)
      image = try CheckpointImage(old)
    } catch  where error.code == ENOENT {
      image = nil
    } catch  where error.isGarbled || error.code == ELOOP || error.code == EISDIR {
      try Self.moveAside(in: directory, at: realtime, "not a file of checkpoints", log)
    }
    if let refusal = image?.refusal, image?.newest == nil {
      try Self.moveAside(in: directory, at: realtime, "\(refusal)", log)
      image = nil
    }
    found = image?.newest?.checkpoint
    generation = image?.generations.max() ?? 0
    let used = image?.newest?.words.count ?? 0
    if let image, image.slotBytes >= wanted {
      file = try Self.open(path)
      (slotBytes, generations) = (image.slotBytes, image.generations)
      findRoom(for: used)
      return
    }
    generation += 1
    let room = Self.room(for: used, within: wanted)
    do throws(SystemError) {
      file = try Self.make(path, slotBytes: wanted, room: room, image?.newest?.words, generation)
      (slotBytes, roomBytes, generations) = (wanted, room, [generation, 0, generation, 0])
    } catch {
      // No room for a larger one: the old one serves as long as its slots are large enough.
      guard let image else { throw error }
      log.warning("the file of checkpoints could not grow", ["reason": "\(error)"])
      file = try Self.open(path)
      (slotBytes, generations) = (image.slotBytes, image.generations)
      findRoom(for: used)
    }
  }

  /// What a state directory's file holds, for readers; nil where there is none that can be used.
  static func newest(in directory: String) -> Checkpoint? {
    do throws(SystemError) {
      let file = try FileDescriptor(
        opening: directory + "/" + CheckpointImage.name, flags: O_RDONLY | O_NOFOLLOW)
      return try CheckpointImage(file).newest?.checkpoint
    } catch {
      return nil
    }
  }

  /// Gives away the checkpoint that the file held when it was opened.
  func take() -> Checkpoint? {
    defer { found = nil }
    return found
  }

  /// Where `sync` may be called from another thread: valid as long as this object lives and `isLost` was
  /// not mended.
  var descriptor: Int32 { file.raw }

  // MARK: Writing

  /// Keeps a round, so that it survives the death of this process. Allocates nothing.
  func keep(_ words: [UInt64]) throws(SystemError) {
    try write(words, to: generations[0] <= generations[1] ? 0 : 1)
  }

  /// Writes what `sync` then makes safe. Not to be called between `sync`'s begin and end.
  func keepForSync(_ words: [UInt64]) throws(SystemError) {
    try write(words, to: generations[2] <= generations[3] ? 2 : 3)
  }

  /// Returns when everything that was written is safe from a power loss.
  func sync() throws(SystemError) { try file.sync() }

  /// Proves that the disk takes writes, by writing what is there already.
  func prove() throws(SystemError) {
    try file.write(Self.fileHead(slotBytes), at: 0)
    try file.sync()
  }

  private func write(_ words: [UInt64], to slot: Int) throws(SystemError) {
    let bytes = (words.count + CheckpointImage.headWords) * 8
    guard bytes <= slotBytes, words.count > 4 else {
      throw SystemError(code: EOVERFLOW, operation: "keep", path: path)
    }
    // Where there is no more room to be had, the write itself says so.
    if bytes > roomBytes { try? grow(for: words.count) }
    // Until all of it is written the slot is not whole, and the next write comes here again.
    generations[slot] = 0
    let offset = CheckpointImage.page + slot * slotBytes
    generation += 1
    Self.fill(&head, generation, words)
    // In whatever order its pages get there: the sums in both parts tell whether they belong together.
    try file.write(head, words, at: offset)
    generations[slot] = generation
  }

  // MARK: Room

  /// A slot has room for so many bytes at least.
  static let leastRoom = 1 << 18

  /// The room that a slot gets for so many words: twice what they need.
  static func room(for words: Int, within slotBytes: Int) -> Int {
    let wanted = 2 * (words + CheckpointImage.headWords) * 8
    let pages = (wanted + CheckpointImage.page - 1) / CheckpointImage.page
    return min(slotBytes, max(leastRoom, pages * CheckpointImage.page))
  }

  /// Whether so many words leave less than a quarter of a slot's room.
  func isTight(for words: Int) -> Bool {
    roomBytes > 0 && (words + CheckpointImage.headWords) * 8 > roomBytes / 4 * 3
  }

  /// Reserves more room in every slot, so that so many words have twice what they need.
  func grow(for words: Int) throws(SystemError) {
    let room = Self.room(for: words, within: slotBytes)
    guard room > roomBytes else { return }
    try Self.reserve(room, of: slotBytes, in: file)
    roomBytes = room
  }

  /// Finds the room again that a file has which was there, or makes it. On a full disk that is less than is wished
  /// for; 0 where there is not even what so many words need.
  private func findRoom(for words: Int) {
    let pages =
      ((words + CheckpointImage.headWords) * 8 + CheckpointImage.page - 1)
      / CheckpointImage.page
    var room = Self.room(for: words, within: slotBytes)
    while room >= pages * CheckpointImage.page, roomBytes == 0 {
      do throws(SystemError) {
        try Self.reserve(room, of: slotBytes, in: file)
        roomBytes = room
      } catch {
        room -= max(CheckpointImage.page, room / 8 / CheckpointImage.page * CheckpointImage.page)
      }
    }
  }

  private static func reserve(
    _ room: Int, of slotBytes: Int, in file: borrowing FileDescriptor
  ) throws(SystemError) {
    for slot in 0..<CheckpointImage.slots {
      try file.reserve(room, at: CheckpointImage.page + slot * slotBytes)
    }
  }

  // MARK: The file

  /// Whether somebody has removed the file or put another in its place: what is written goes nowhere.
  var isLost: Bool {
    guard let count = try? file.names().count, count > 0 else { return true }
    return unsafe access(path, F_OK) != 0
  }

  /// Makes the file anew where it was lost. Not to be called while `sync` runs.
  func restore() throws(SystemError) {
    generation += 1
    file = try Self.make(path, slotBytes: slotBytes, room: roomBytes, nil, generation)
    generations = Array(repeating: 0, count: CheckpointImage.slots)
  }

  /// Bytes of a slot for a ledger within those limits.
  static func slotBytes(for limits: LedgerLimits) -> Int {
    let bytes = (Ledger.mostCheckpointWords(limits) + CheckpointImage.headWords) * 8
    return (bytes + CheckpointImage.page - 1) / CheckpointImage.page * CheckpointImage.page
  }

  private static func open(_ path: String) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(opening: path, flags: O_RDWR | O_NOFOLLOW)
  }

  private static func moveAside(
    in directory: String, at realtime: UInt64, _ reason: String, _ log: Log
  ) throws(SystemError) {
    let aside = try BrokenFile.moveAside(CheckpointImage.name, in: directory, at: realtime)
    log.error(
      "the file of checkpoints cannot be used, a new one is begun",
      ["moved": directory + "/" + aside, "reason": reason])
  }

  /// Makes a file with room in every slot and `words` in a slot of each pair; whole or not at all.
  private static func make(
    _ path: String, slotBytes: Int, room: Int, _ words: [UInt64]?, _ generation: UInt64
  ) throws(SystemError) -> FileDescriptor {
    let temporary = path + ".new"
    unsafe unlink(temporary)
    do throws(SystemError) {
      let file = try FileDescriptor(
        opening: temporary, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o640)
      try file.reserve(CheckpointImage.page, at: 0)
      try reserve(room, of: slotBytes, in: file)
      try file.write(fileHead(slotBytes), at: 0)
      if let words {
        var head = [UInt64](repeating: 0, count: CheckpointImage.headWords)
        fill(&head, generation, words)
        for slot in [0, 2] {
          let offset = CheckpointImage.page + slot * slotBytes
          try file.write(words, at: offset + CheckpointImage.headWords * 8)
          try file.write(head, at: offset)
        }
      }
      try file.sync()
      guard unsafe rename(temporary, path) == 0 else {
        throw SystemError(code: clinux_errno(), operation: "rename", path: path)
      }
      try? Directory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])).sync()
      return file
    } catch {
      unsafe unlink(temporary)
      throw SystemError(code: error.code, operation: error.operation, path: path)
    }
  }

  private static func fileHead(_ slotBytes: Int) -> [UInt64] {
    var head = [0, CheckpointImage.fileMark, CheckpointImage.version, UInt64(slotBytes)]
    head[0] = Checksum.of(head, from: 1)
    return head
  }

  private static func fill(_ head: inout [UInt64], _ generation: UInt64, _ words: [UInt64]) {
    head[1] = CheckpointImage.slotMark
    head[2] = generation
    head[3] = UInt64(words.count)
    head[4] = words[3]
    head[0] = Checksum.of(head, from: 1)
  }
}
