internal import LinuxFiles
internal import NodeModel

/// The parts of one job as they come and go, and what each of them uses.
///
/// Source: the CPU time of the folders in the job's group (`CgroupOwner.part(in:)`), read after that of the job. They
/// are read when they are a second old, two, four and so on, every thirty seconds at the latest, and when one has
/// ended, by files that are not kept open. What a part did after it was read last is in the number of its job, as with
/// jobs and the folders around them (`JobParents`). A class, so that jobs without any carry one word.
final class PartGroups {
  /// More than these at once are not followed; what they use is told as that of no part.
  static let most = 512
  private static let firstPause: UInt64 = 1_000_000_000
  private static let longestPause: UInt64 = 30_000_000_000
  /// Where parts come and go all the time: no more than a hundred of a job are read in a second.
  private static let pauseForEach: UInt64 = 10_000_000
  /// What came and went between two looks was there for half of the time between them, in nanoseconds.
  private static let shortestLife = 10_000_000.0

  private struct Part {
    let folder: String
    var use: PartUse
    /// The number that its file showed last, in nanoseconds; nil where nobody knows what was used before.
    var total: UInt64?
    /// What it has used in all, and until when that is known.
    var allTime: UInt64 = 0
    var knownUntil: UInt64
  }

  private let group: JobGroups.Group
  /// Whether the kernel tells what comes and goes.
  private var isWatched: Bool
  private var parts: [Part] = []
  /// Whether some that are there are not followed.
  private var isOverfull = false
  private var untold = 0
  private var hasEnded = false
  private var hasTold = false
  private var mustList = false
  private var nextRead: UInt64 = .max
  /// One that has ended is not looked after before.
  private var pausedUntil: UInt64 = 0
  /// CPU time of the job that is divided already, in nanoseconds.
  private var counted: UInt64 = 0
  /// What the job did beyond its parts; below 0 where these, which are read a moment later, are ahead.
  private var left: Int64 = 0
  /// What no part used, and since when that is counted.
  private var rest: (time: UInt64, since: UInt64)
  private var lastRead: UInt64

  /// Follows the parts of a job, those first that are there already; nil where such a job has none.
  ///
  /// - Parameter isNew: whether the job has just come, so that all that its parts have used is its own.
  init?(
    of group: JobGroups.Group, isNew: Bool, at now: UInt64, in groups: JobGroups,
    buffer: inout ReadBuffer
  ) {
    guard group.owner.manager.hasParts else { return nil }
    self.group = group
    rest = (0, now)
    lastRead = now
    // Before it is listed: what appears in between is seen twice, never missed.
    isWatched = groups.watchParts(of: group.path)
    list(isCounted: isNew, at: now, in: groups, buffer: &buffer)
    nextRead = now + Self.firstPause
  }

  // MARK: What comes and goes

  /// A folder has appeared in the job's group.
  func appear(_ folder: String, at now: UInt64) {
    add(folder, total: 0, at: now)
  }

  private func add(_ folder: String, total: UInt64?, wasUntold: Bool = false, at now: UInt64) {
    guard let id = group.owner.part(in: folder[...]), place(of: folder) == nil else { return }
    guard parts.count < Self.most else {
      isOverfull = true
      untold += 1
      return
    }
    var use = PartUse(id: id, beginning: now)
    use.wasUntold = wasUntold
    parts.append(Part(folder: folder, use: use, total: total, knownUntil: now))
    nextRead = min(nextRead, now + Self.firstPause)
  }

  /// A folder is gone from it.
  func vanish(_ folder: String, at now: UInt64) {
    if let place = place(of: folder) { end(place, at: now) }
  }

  private func end(_ place: Int, at now: UInt64) {
    parts[place].use.end = now
    hasEnded = true
  }

  /// The part that is there under this name.
  private func place(of folder: String) -> Int? {
    parts.firstIndex { $0.use.end == nil && $0.folder == folder }
  }

  /// Some of what came or went was not told.
  func distrust() {
    mustList = true
    nextRead = 0
  }

  /// Another group has the job's place.
  func beginAgain(in groups: JobGroups) {
    isWatched = groups.watchParts(of: group.path)
    distrust()
  }

  /// Compares the parts with the folders that are there.
  ///
  /// - Parameter isCounted: whether what those have used that are new here is to be told.
  private func list(
    isCounted: Bool, at now: UInt64, in groups: JobGroups, buffer: inout ReadBuffer
  ) {
    let folders = Set(groups.folders(in: group.path))
    for place in parts.indices where parts[place].use.end == nil {
      if !folders.contains(parts[place].folder) { end(place, at: now) }
    }
    let known = Set(parts.lazy.filter { $0.use.end == nil }.map(\.folder))
    let before = untold
    let wasOverfull = isOverfull
    isOverfull = false
    for folder in folders.subtracting(known).sorted()
    where group.owner.part(in: folder[...]) != nil {
      let isKnown = isCounted || parts.count >= Self.most
      let total = isKnown ? 0 : groups.usage(ofGroup: path(of: folder), buffer: &buffer).time
      // Those that were too many have been told of when they came.
      add(folder, total: total, wasUntold: wasOverfull, at: now)
    }
    if wasOverfull { untold = before }
    mustList = false
  }

  private func path(of folder: String) -> String { group.path + "/" + folder }

  // MARK: What they use

  /// How many files it takes to read them.
  var cost: Int { parts.count }

  /// Whether they are to be read in this round.
  func isDue(at now: UInt64) -> Bool {
    now >= nextRead || (hasEnded && now >= pausedUntil)
  }

  /// Reads all parts, and forgets those that have ended; nil where there is nothing to tell. The first time tells who
  /// is there, be it nobody.
  ///
  /// - Parameters:
  ///   - jobTime: CPU time of the job since it was found, in nanoseconds.
  ///   - isOver: whether the job has ended, and all parts with it.
  func read(
    jobTime: UInt64, isOver: Bool, at now: UInt64, in groups: JobGroups,
    buffer: inout ReadBuffer
  ) -> PartUses? {
    if isOver {
      // What has their paths now may be another job's.
      for place in parts.indices where parts[place].use.end == nil { end(place, at: now) }
    } else {
      if mustList || !isWatched || (isOverfull && parts.count < Self.most) {
        list(isCounted: !isOverfull, at: now, in: groups, buffer: &buffer)
      }
      for place in parts.indices { readTime(place, at: now, in: groups, buffer: &buffer) }
    }
    left += Int64(clamping: jobTime - min(jobTime, counted))
    counted = max(counted, jobTime)
    divideTails(at: now)
    let beside = UInt64(max(0, left))
    left = min(0, left)
    rest.time = JobUse.sum(rest.time, beside)
    let uses = PartUses(parts: parts.map(\.use), rest: beside, untold: untold)
    parts.removeAll { $0.use.end != nil }
    for place in parts.indices {
      parts[place].use.processorTime = 0
      parts[place].use.wasUntold = false
    }
    untold = 0
    hasEnded = false
    lastRead = now
    plan(after: now)
    defer { hasTold = true }
    return hasTold && uses.parts.isEmpty && uses.untold == 0 && uses.rest == 0 ? nil : uses
  }

  private func readTime(
    _ place: Int, at now: UInt64, in groups: JobGroups, buffer: inout ReadBuffer
  ) {
    guard parts[place].use.end == nil else { return }
    let usage = groups.usage(ofGroup: path(of: parts[place].folder), buffer: &buffer)
    guard let total = usage.time else {
      if usage.isGone { end(place, at: now) }
      return
    }
    if let before = parts[place].total {
      add(CgroupHierarchy.passed(from: before, to: total), to: place)
    }
    parts[place].total = total
    parts[place].knownUntil = now
  }

  private func add(_ time: UInt64, to place: Int) {
    parts[place].use.processorTime = JobUse.sum(parts[place].use.processorTime, time)
    parts[place].allTime = JobUse.sum(parts[place].allTime, time)
    left = left.subtractingReportingOverflow(Int64(clamping: time)).partialValue
  }

  /// What ended parts did after they were read last is what the job has beyond all of them. Each has of it as much as
  /// it would have used at its own pace, one that was never read at that of a busy CPU; and so has what is no part.
  private func divideTails(at now: UInt64) {
    // Where some are not followed, it may be theirs.
    guard hasEnded, !isOverfull, left > 0 else { return }
    let ended = parts.indices.filter { parts[$0].use.end != nil }
    var paces = ended.map { place in
      let part = parts[place]
      let time = Double((part.use.end ?? now) - min(part.use.end ?? now, part.knownUntil))
      let known = Double(part.knownUntil - part.use.beginning)
      return known > 0 ? time * Double(part.allTime) / known : max(time, Self.shortestLife)
    }
    // What is counted of it was seen by the last read.
    let since = Double(lastRead - min(lastRead, rest.since))
    let others = since > 0 ? Double(rest.time) / since * Double(now - min(now, lastRead)) : 0
    var sum = paces.reduce(others, +)
    if !(sum > 0) {
      paces = ended.map { _ in 1 }
      sum = Double(ended.count)
    }
    let tail = left
    for (place, pace) in zip(ended, paces) {
      let share = (Double(tail) * pace / sum).rounded()
      add(UInt64(min(max(0, Double(left)), share)), to: place)
    }
  }

  /// Young parts are read sooner, so that what is not known of one at its end is half of its life at most.
  private func plan(after now: UInt64) {
    pausedUntil = now + UInt64(parts.count) * Self.pauseForEach
    guard let youngest = parts.map(\.use.beginning).max() else {
      nextRead = isWatched && !mustList ? .max : now + Self.longestPause
      return
    }
    let age = now - min(now, youngest)
    nextRead = now + min(max(age, Self.firstPause), Self.longestPause)
    nextRead = max(nextRead, pausedUntil)
  }
}
