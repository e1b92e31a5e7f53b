/// A scheduler in the manner of Linux's fair ones: idle cores first, then idle siblings, then a
/// queue from which the thread with the least weighted time comes next.
extension Simulator {
  /// Finds the least weighted time of a thread that runs: where new and woken threads begin.
  private mutating func findLeastVirtualTime() {
    var least = Double.infinity
    for place in running where place >= 0 { least = min(least, threads[place].virtualTime) }
    if least.isFinite { leastVirtualTime = max(leastVirtualTime, least) }
  }

  /// Decides for the coming tick who runs where, and for which part of it.
  mutating func schedule() {
    if now % 10 == 0 {
      for index in present { owners[index].quotaUsed = 0 }
    }
    for index in present where owners[index].isRunning {
      advancePhase(of: index)
      owners[index].transferredNow += owners[index].transferRate * Self.tick
    }
    findLeastVirtualTime()
    var hasQueue = false
    for place in threads.indices where threads[place].owner >= 0 {
      let index = threads[place].owner
      if owners[index].quotaUsed >= owners[index].plan.quota * 0.1 {
        release(place)
        continue
      }
      guard threads[place].wake <= now else { continue }
      if threads[place].processor < 0, !placeOnIdle(place) {
        hasQueue = true
        threads[place].occupancy = 0
        continue
      }
      occupy(place)
    }
    if hasQueue, now % 3 == 0 { rotate() }
  }

  /// Gives a thread its part of the tick.
  private mutating func occupy(_ place: Int) {
    threads[place].occupancy = min(threads[place].burst / Self.tick, 1)
    owners[threads[place].owner].quotaUsed += threads[place].occupancy * Self.tick
  }

  /// Takes a thread off its processor, if it is on one.
  mutating func release(_ place: Int) {
    let processor = threads[place].processor
    if processor >= 0 {
      running[processor] = -1
      idleProcessors += 1
    }
    threads[place].processor = -1
    threads[place].occupancy = 0
  }

  /// Puts a thread where nobody runs: its old place, an idle core, any idle processor. False where
  /// all are busy.
  private mutating func placeOnIdle(_ place: Int) -> Bool {
    guard idleProcessors > 0 else { return false }
    let allowed = owners[threads[place].owner].plan.processors
    var chosen = -1
    let home = threads[place].home
    if running[home] < 0, isIdleCore(home) {
      chosen = home
    } else {
      for processor in allowed where running[processor] < 0 {
        if isIdleCore(processor) {
          chosen = processor
          break
        }
        if chosen < 0 { chosen = processor }
      }
    }
    guard chosen >= 0 else { return false }
    put(place, on: chosen)
    return true
  }

  private mutating func put(_ place: Int, on processor: Int) {
    threads[place].processor = processor
    threads[place].home = processor
    threads[place].virtualTime = max(threads[place].virtualTime, leastVirtualTime - 0.1)
    running[processor] = place
    idleProcessors -= 1
  }

  private func isIdleCore(_ processor: Int) -> Bool {
    guard node.threadsPerCore > 1 else { return true }
    return running[(processor + node.cores) % node.processors] < 0
  }

  /// Lets waiting threads take the place of those that have had most.
  private mutating func rotate() {
    // What each processor's thread has had; less than anybody's where there is none.
    var had = running.map { $0 >= 0 ? threads[$0].virtualTime : -.infinity }
    for place in threads.indices
    where threads[place].owner >= 0 && threads[place].processor < 0 && threads[place].wake <= now {
      let plan = owners[threads[place].owner].plan
      guard owners[threads[place].owner].quotaUsed < plan.quota * 0.1 else { continue }
      if !placeOnIdle(place) {
        var richest = plan.processors[0]
        for processor in plan.processors where had[processor] > had[richest] {
          richest = processor
        }
        guard had[richest] > threads[place].virtualTime + 0.02 else { continue }
        release(running[richest])
        put(place, on: richest)
      }
      had[threads[place].processor] = threads[place].virtualTime
      occupy(place)
    }
  }

  /// What a tick left of a thread's burst; sends it to sleep where nothing is left.
  mutating func consume(_ place: Int) {
    let used = threads[place].occupancy * Self.tick
    let index = threads[place].owner
    threads[place].virtualTime += used * 100 / owners[index].plan.weight
    threads[place].burst -= used
    threads[place].isFresh = false
    guard threads[place].burst <= 1e-9 else { return }
    release(place)
    threads[place].wake = now + 1 + drawSleep(of: index)
    threads[place].burst = drawBurst(of: index)
    threads[place].isFresh = true
  }
}
