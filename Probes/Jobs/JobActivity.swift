public import LinuxFiles
public import NodeModel

/// What every job does, round after round: the CPU time of its group, its memory, its disks, what it has reserved.
///
/// Source: `cpu.stat` (version 2) or `cpuacct.usage` (version 1) of each job's group, by a descriptor that
/// is kept open; memory and disks every ten seconds and limits every thirty, some of the jobs in each round. A job
/// that was found by its folder appearing is counted from its very beginning, and what a job did after it
/// was read last is taken from its parent, where that holds nothing but jobs.
public final class JobActivity {
  /// Time between two looks at memory and disks, and at limits, which nearly never change, in nanoseconds.
  private static let memoryInterval: UInt64 = 10_000_000_000
  private static let limitInterval: UInt64 = 30_000_000_000
  /// How many jobs may be read between two rounds, because others came or went: a small node sees each of a few
  /// by itself, a big one reads no more than twice as much.
  private static let readsBetweenRounds = 1000
  /// What else is read with them is worth so many jobs.
  private static let readsBeside = 100
  /// How many parts are read in a round, but for those of the job that passes this.
  private static let partsInRound = 256

  struct Source {
    let group: JobGroups.Group
    /// Nil where the group went before it was opened, or no more files may be open.
    var file: KernelFile?
    /// The number that the file showed last, in nanoseconds; nil where nobody knows yet what was used before anybody
    /// looked.
    var total: UInt64?
    /// When it was read last; before that, when it was not there yet.
    var read: UInt64 = 0
    /// The place in `parents` of the nearest folder around it, which tells what it did after it was read last; −1 where
    /// there is none.
    var parent = -1
    /// Whether it has ended by what is known of it, while its group may stay.
    var isFinished = false
    /// Its counters; nil where it is not counted.
    var count: WorkCount?
    /// CPU time before they were opened that no round has told yet.
    var uncounted: UInt64 = 0
    /// The bytes that were shown last; nil where what was moved before is not the job's here.
    var traffic: DiskTraffic? = DiskTraffic()
    /// Its steps or containers; nil where it has none that anybody knows.
    var parts: PartGroups?
    /// When it came and when it went, on the caller's clock.
    var beginning: UInt64 = 0
    var end: UInt64?
  }

  /// Every job now, and those that ended since the round before; in no order.
  public internal(set) var uses: [JobUse] = []
  /// Where each of them is read.
  var sources: [Source] = []
  private var places: [String: Int] = [:]

  /// Time between two rounds that are planned, in nanoseconds.
  public var interval: UInt64 = 1_000_000_000

  let groups: JobGroups
  private let version: CgroupHierarchy.Version
  private var limits: GroupLimits?
  private let counters: WorkCounters
  private var isCounting = false
  /// Why jobs' work was not counted until now; nil once processors have counted something.
  private var unproven: FailureReason?
  private let disks: GroupTraffic?
  /// What the folders around jobs count (`JobActivity+Tails.swift`).
  var parents = JobParents()
  /// The version of `parents` by which it is known where all jobs are.
  var linked = 0
  private(set) var processors: Int
  private var rounds: UInt64 = 0
  private var lastRound: UInt64 = 0
  private var readsLeft = 0
  private var hasNews = false
  /// Whose parts are read first in the next round.
  private var partsTurn = 0

  /// Nil where no tree that counts CPU time is mounted.
  ///
  /// - Parameters:
  ///   - processors: how many CPUs the node has; a set of all of them reserves nothing.
  ///   - mostCounters: how many of the processors' counters may be open for jobs; 0 for none.
  ///   - units: whether a systemd unit of this name is to be a job.
  public convenience init?(
    below root: borrowing Root, processors: Int, mostCounters: Int = 0,
    units: @escaping (Substring) -> Bool = { _ in false }
  ) throws(SystemError) {
    try self.init(
      below: root, processors: processors, WorkCounters(below: root, most: mostCounters),
      units: units)
  }

  init?(
    below root: borrowing Root, processors: Int, _ counters: WorkCounters, isWatching: Bool = true,
    units: @escaping (Substring) -> Bool = { _ in false }
  ) throws(SystemError) {
    guard let hierarchy = try CgroupHierarchy(below: root) else { return nil }
    self.counters = counters
    unproven = counters.reason
    version = hierarchy.version
    self.processors = processors
    groups = JobGroups(in: hierarchy, isWatching: isWatching, units: units)
    limits = try? GroupLimits(below: root, version: version, processors: processors)
    disks = try? GroupTraffic(below: root, version: version)
  }

  /// CPUs came or went: from now on so many are all.
  public func follow(
    processors all: Int, below root: borrowing Root, buffer: inout ReadBuffer
  ) {
    guard let fresh = try? GroupLimits(below: root, version: version, processors: all) else {
      return
    }
    limits = fresh
    processors = all
    for index in uses.indices where !uses[index].isEnded { readLimits(index, buffer: &buffer) }
  }

  /// Why jobs' work is not counted by processors; nil where it is.
  public var uncountedReason: FailureReason? { counters.reason ?? unproven }
  /// Whether counters are open of which nobody knows yet whether they move: they divide nothing so far.
  public var isTryingCounters: Bool { counters.reason == nil && unproven != nil }
  /// Whether instructions and lines from memory are counted beside cycles.
  public var countsLines: Bool { counters.hasLines }

  /// Before each round, between two or not: what the CPUs did since the last one, if that and what jobs do is
  /// counted; else nil.
  public func processorWork(at now: UInt64) -> ProcessorWork? {
    unproven = counters.reason ?? unproven
    let work = counters.read(
      jobs: uses.count, counted: sources.count { $0.count != nil }, at: now)
    if work?.cycles.contains(where: { $0 > 0 }) == true { unproven = nil }
    isCounting = counters.reason == nil
    return work
  }

  /// The name of the tree's folder in which the groups' paths begin.
  public var folder: String { groups.folder }

  /// The group of a job in `uses`.
  public func group(_ index: Int) -> JobGroups.Group { sources[index].group }

  /// What poll(2) finds readable when a job may have come or gone; −1 where nothing tells.
  public var signal: Int32 { groups.signal }

  /// Takes up jobs that came or went since the last look, between two rounds: one that will be gone before the
  /// next round is seen, and its CPU time found in that of its parent.
  ///
  /// Whether a round now would tell them from what comes after, and is worth its cost.
  public func look(
    at now: UInt64, buffer: inout ReadBuffer, begin: (JobGroups.Group) -> JobEntry
  ) -> Bool {
    // What is there at the first round was there before.
    guard rounds > 0 else { return false }
    look(at: now, isFirst: false, &buffer, begin)
    return hasNews && readsLeft >= uses.count + Self.readsBeside
  }

  /// Reads everything; `now` is any clock in nanoseconds. `begin` enters each new job.
  ///
  /// - Parameter isBetween: whether it comes between two rounds, because `look` asked for it.
  public func round(
    at now: UInt64, isBetween: Bool = false, buffer: inout ReadBuffer,
    begin: (JobGroups.Group) -> JobEntry
  ) {
    look(at: now, isFirst: rounds == 0, &buffer, begin)
    parents.read(from: groups, buffer: &buffer)
    linkAll()
    for index in uses.indices {
      readTime(index, at: now, buffer: &buffer)
      readWork(index, at: now)
      uses[index].presence = presence(
        from: sources[index].beginning, until: sources[index].end ?? now, now)
      uses[index].traffic = uses[index].traffic.map { _ in DiskTraffic() }
      // The last look at a group that stays when its job has ended.
      if uses[index].isEnded, places[sources[index].group.path] == index {
        readTraffic(index, buffer: &buffer)
      }
    }
    divideTails(at: now)
    readParts(isBetween, at: now, buffer: &buffer)
    for index in uses.indices where uses[index].work == nil {
      uses[index].uncounted = uses[index].processorTime
    }
    lastRound = now
    hasNews = false
    if isBetween {
      readsLeft -= uses.count + Self.readsBeside
    } else {
      readSeldom(buffer: &buffer)
      readsLeft = Self.readsBetweenRounds
    }
  }

  /// Reads what changes seldom, of some of the jobs.
  private func readSeldom(buffer: inout ReadBuffer) {
    if rounds % rounds(in: Self.limitInterval) == 0 { limits?.forget() }
    for index in uses.indices where !uses[index].isEnded {
      if isTurn(of: index, Self.memoryInterval) {
        readMemory(index, buffer: &buffer)
        readTraffic(index, buffer: &buffer)
      }
      if isTurn(of: index, Self.limitInterval) { readLimits(index, buffer: &buffer) }
    }
    rounds += 1
  }

  private func rounds(in time: UInt64) -> UInt64 { max(1, time / max(1, interval)) }

  /// Whether this is the round in which a job's turn is for what is done to each of them once in so long.
  private func isTurn(of index: Int, _ time: UInt64) -> Bool {
    (UInt64(index) + rounds) % rounds(in: time) == 0
  }

  private func look(
    at now: UInt64, isFirst: Bool, _ buffer: inout ReadBuffer,
    _ begin: (JobGroups.Group) -> JobEntry
  ) {
    // Where nothing wakes anybody, it came or went at any time since the last round.
    let time = groups.signal >= 0 ? now : lastRound + (now - min(now, lastRound)) / 2
    groups.look(at: now, parts: { follow($0, at: time) }) { group, isThere in
      if isThere {
        add(group, begin(group), isFirst ? nil : time, at: time, &buffer)
      } else if let index = places[group.path] {
        end(index, at: time)
      }
      hasNews = true
    }
  }

  /// Lets the jobs go that ended, each after `handle` has seen its number.
  public func removeEnded(_ handle: (_ account: Int) -> Void) {
    var index = 0
    while index < uses.count {
      guard uses[index].isEnded else {
        index += 1
        continue
      }
      handle(uses[index].account)
      // Its path may be another job's by now, if the folder came again.
      let path = sources[index].group.path
      if places[path] == index { places[path] = nil }
      let last = uses.count - 1
      if places[sources[last].group.path] == last { places[sources[last].group.path] = index }
      uses.swapAt(index, last)
      sources.swapAt(index, last)
      uses.removeLast()
      sources.removeLast()
    }
  }

  /// The next round is the last of a job, though its groups may stay.
  public func finish(account: Int, at now: UInt64) {
    for index in uses.indices where uses[index].account == account {
      end(index, at: now)
      sources[index].isFinished = true
    }
  }

  /// The next look finds the group at `path`, whether or not the kernel tells of it.
  public func expect(_ path: String) { groups.expect(path) }

  /// Whether no process is in the group at `path` any more, nor in groups below it; true where it is gone.
  public func isEmpty(_ path: String) -> Bool { groups.isEmpty(path) }

  /// Takes up a job that came at a time, or was there before.
  private func add(
    _ group: JobGroups.Group, _ entry: JobEntry, _ time: UInt64?, at now: UInt64,
    _ buffer: inout ReadBuffer
  ) {
    var source = Source(group: group)
    source.file = groups.usageFile(of: group.path)
    let used = source.file.flatMap { groups.usage($0, buffer: &buffer) }
    source.beginning = time ?? 0
    // What it used before anybody looked is nobody's here.
    source.total = time == nil ? used : 0
    if time == nil {
      source.traffic = disks?.traffic(of: group.path, buffer: &buffer)
    }
    // A folder that went and came again between two looks is another job.
    if let same = places[group.path] { replace(same, with: &source, at: time ?? 0) }
    source.read = time == nil ? now : lastRound
    let untold = time == nil ? 0 : (used ?? 0) - min(used ?? 0, source.total ?? 0)
    enterParent(of: group, used: untold, buffer: &buffer)
    source.parent = parents.nearest(around: group.path)
    if isCounting, source.count == nil {
      source.count = counters.open(group.path, at: lastRound)
      source.uncounted = untold
    }
    if !entry.isFolded {
      source.parts = PartGroups(
        of: group, isNew: time != nil, at: now, in: groups, buffer: &buffer)
    }
    places[group.path] = uses.count
    uses.append(JobUse(account: entry.account))
    sources.append(source)
    readLimits(uses.count - 1, buffer: &buffer)
    readMemory(uses.count - 1, buffer: &buffer)
  }

  /// A job ends whose path is another one's by now. That may have been read already in its place, after the look
  /// before: what was told then is not told again.
  private func replace(_ same: Int, with source: inout Source, at time: UInt64) {
    end(same, at: time)
    if let read = sources[same].file, let file = source.file, read.isSame(as: file) {
      source.total = sources[same].total
      source.traffic = sources[same].traffic
      source.count = sources[same].count
      sources[same].count = nil
    }
    sources[same].file = nil
  }

  private func end(_ index: Int, at time: UInt64) {
    uses[index].isEnded = true
    sources[index].end = sources[index].end ?? time
  }

  /// The part of the time since the last round in which a job was there, in millionths.
  private func presence(from beginning: UInt64, until end: UInt64, _ now: UInt64) -> UInt32 {
    guard rounds > 0, now > lastRound else { return 1_000_000 }
    let until = min(end, now)
    let there = until - min(until, max(beginning, lastRound))
    return UInt32(clamping: there / max(1, (now - lastRound) / 1_000_000))
  }

  private func readTime(_ index: Int, at now: UInt64, buffer: inout ReadBuffer) {
    uses[index].processorTime = 0
    // A group that is gone cannot be read; one that cannot be read now says more at the next round.
    guard let total = total(of: index, buffer: &buffer) else { return }
    guard let before = sources[index].total else { return sources[index].total = total }
    let used = CgroupHierarchy.passed(from: before, to: total)
    // What a job shows at its end and has shown before says nothing of the time between, unless its group stays.
    if used > 0 || !uses[index].isEnded || sources[index].isFinished { sources[index].read = now }
    guard used > 0 else { return }
    sources[index].total = total
    uses[index].add(time: used)
    parents.subtract(used, from: sources[index].parent)
  }

  /// What a job's file shows. One that could not be opened is tried again, and where the group is gone and nobody has
  /// told, that of the group which has its place by now.
  private func total(of index: Int, buffer: inout ReadBuffer) -> UInt64? {
    if let file = sources[index].file {
      if let total = groups.usage(file, buffer: &buffer) { return total }
      guard groups.isGone(file, buffer: &buffer) else { return nil }
    }
    // Where no more files may be open, each of a thousand jobs would be tried each second.
    guard !uses[index].isEnded,
      sources[index].file != nil || isTurn(of: index, Self.memoryInterval),
      let file = groups.usageFile(of: sources[index].group.path),
      let total = groups.usage(file, buffer: &buffer)
    else { return nil }
    if sources[index].file != nil { beginAgain(index, used: total, buffer: &buffer) }
    sources[index].file = file
    return total
  }

  /// Another group has a job's place, of which nothing is counted yet.
  private func beginAgain(_ index: Int, used: UInt64, buffer: inout ReadBuffer) {
    sources[index].total = 0
    sources[index].traffic = DiskTraffic()
    sources[index].count = nil
    sources[index].uncounted = 0
    enterParent(of: sources[index].group, used: used, buffer: &buffer)
    linkAll()
    sources[index].parts?.beginAgain(in: groups)
    readLimits(index, buffer: &buffer)
  }

  /// What a job did by the processors' counters. One that nobody counted until now is counted from the next round on.
  private func readWork(_ index: Int, at now: UInt64) {
    // Two that hold the same arrays would have them copied.
    uses[index].work = nil
    uses[index].uncounted = 0
    guard isCounting else { return sources[index].count = nil }
    guard sources[index].count != nil else {
      if !uses[index].isEnded {
        sources[index].count = counters.open(sources[index].group.path, at: now)
      }
      return
    }
    sources[index].count?.read()
    uses[index].work = sources[index].count?.work
    uses[index].uncounted = sources[index].uncounted
    sources[index].uncounted = 0
  }

  /// Something came or went in the group of a job.
  private func follow(_ change: JobGroups.PartChange, at time: UInt64) {
    switch change {
    case .appeared(let folder, let job):
      if let index = places[job] { sources[index].parts?.appear(folder, at: time) }
    case .vanished(let folder, let job):
      if let index = places[job] { sources[index].parts?.vanish(folder, at: time) }
    case .unknown:
      for index in sources.indices { sources[index].parts?.distrust() }
    }
  }

  /// Reads parts whose turn it is, as many as a round may cost, and those of jobs that have ended.
  private func readParts(_ isBetween: Bool, at now: UInt64, buffer: inout ReadBuffer) {
    var cost = 0
    for index in uses.indices {
      uses[index].parts = nil
      if uses[index].isEnded { readParts(of: index, at: now, &buffer) }
    }
    guard !isBetween, !uses.isEmpty else { return }
    let first = partsTurn % uses.count
    for place in uses.indices where cost < Self.partsInRound {
      partsTurn = (first + place) % uses.count
      guard !uses[partsTurn].isEnded, sources[partsTurn].parts?.isDue(at: now) == true else {
        continue
      }
      cost += 1 + (sources[partsTurn].parts?.cost ?? 0)
      readParts(of: partsTurn, at: now, &buffer)
    }
    partsTurn += 1
  }

  /// Reads the parts of all jobs, whosever turn it is: what they do from now on nobody will see.
  public func readAllParts(at now: UInt64, buffer: inout ReadBuffer) {
    for index in uses.indices {
      uses[index].parts = nil
      if !uses[index].isEnded { readParts(of: index, at: now, &buffer) }
    }
  }

  private func readParts(of index: Int, at now: UInt64, _ buffer: inout ReadBuffer) {
    uses[index].parts = sources[index].parts?.read(
      jobTime: uses[index].allProcessorTime, isOver: uses[index].isEnded, at: now, in: groups,
      buffer: &buffer)
  }

  private func readLimits(_ index: Int, buffer: inout ReadBuffer) {
    guard let limits else { return }
    let group = sources[index].group
    uses[index].reservation = limits.reservation(
      of: group.path, by: group.owner.manager, buffer: &buffer)
  }

  private func readMemory(_ index: Int, buffer: inout ReadBuffer) {
    guard let limits else { return }
    let path = sources[index].group.path
    uses[index].memory = limits.memory(of: path, buffer: &buffer)
    uses[index].memoryParts = limits.memoryParts(of: path, buffer: &buffer)
  }

  /// What was moved between the last look at a group and its end is nobody's, for it goes with the group.
  private func readTraffic(_ index: Int, buffer: inout ReadBuffer) {
    guard let total = disks?.traffic(of: sources[index].group.path, buffer: &buffer) else { return }
    let news = total.since(sources[index].traffic ?? total)
    uses[index].traffic = (uses[index].traffic ?? DiskTraffic()) + news
    sources[index].traffic = total
  }
}
