/// What happened on the CPUs between two readings, summed over one or more intervals.
struct LoadChange: Equatable {
  /// Length of the intervals times the number of CPUs in question, in seconds.
  var capacity = 0.0
  /// Length of the intervals.
  var seconds = 0.0
  /// Seconds stolen from these CPUs.
  var stolen = 0.0
  /// Seconds of other programs on these CPUs.
  var shared = 0.0
  /// Seconds of other programs on all other CPUs.
  var elsewhere = 0.0
  /// How many other CPUs there are.
  var others = 0

  /// Nothing happened.
  init() {}

  /// Between `start` and `end`, of which our threads used `cpus` only.
  init(from start: LoadCounters, to end: LoadCounters, on cpus: [Int]) {
    seconds = max(0, end.time - start.time)
    capacity = seconds * Double(cpus.count)
    var busy = 0.0
    for (number, after) in end.cpus {
      guard let before = start.cpus[number] else { continue }
      // The kernel's own sums may run a tick backwards.
      let change = max(0, after.busy - before.busy)
      if cpus.contains(number) {
        busy += change
        stolen += max(0, after.stolen - before.stolen)
      } else {
        elsewhere += change
        others += 1
      }
    }
    shared = busy - (end.own - start.own)
  }

  /// Both together.
  static func + (left: LoadChange, right: LoadChange) -> LoadChange {
    var sum = left
    sum.capacity += right.capacity
    sum.seconds += right.seconds
    sum.stolen += right.stolen
    sum.shared += right.shared
    sum.elsewhere += right.elsewhere
    sum.others = max(left.others, right.others)
    return sum
  }
}
